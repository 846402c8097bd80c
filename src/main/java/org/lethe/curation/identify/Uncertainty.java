package org.lethe.curation.identify;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lethe.settings.Described;

/**
 * The samples whose side the probe is least sure of: the smallest |log-odds| (Lewis, Gale, A
 * Sequential Algorithm for Training Text Classifiers, 1994). The score is −|log-odds|.
 */
@Described("The samples nearest to the probe's boundary between p1 and p2.")
public record Uncertainty() implements QueryStrategy {
  static final String NAME = "uncertainty";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    if (round.logits().isEmpty()) {
      return round.byChance(count, "by chance: no member of p1 is labelled yet");
    }
    double[] scores = round.logits().get().clone();
    Arrays.setAll(scores, i -> -Math.abs(scores[i]));
    return round.largest(
        scores,
        count,
        score -> String.format(Locale.ROOT, "unsure: log-odds %.2f off the boundary", -score));
  }
}
