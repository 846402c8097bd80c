package org.lethe.curation.identify;

import java.util.List;
import java.util.Locale;
import org.lethe.settings.Described;

/**
 * The samples that the probe takes for p1 with the largest log-odds, which are the score: the
 * greedy rule of active search (Garnett et al., Bayesian Optimal Active Search and Surveying,
 * 2012). It finds members of p1 fast and learns little where p1 ends.
 */
@Described("The samples that the probe takes for p1 most surely.")
public record MostLikely() implements QueryStrategy {
  static final String NAME = "most-likely";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    if (round.logits().isEmpty()) {
      return round.byChance(count, "by chance: no member of p1 is labelled yet");
    }
    return round.largest(
        round.logits().get(),
        count,
        score -> String.format(Locale.ROOT, "like p1 rather than p2: log-odds %.2f", score));
  }
}
