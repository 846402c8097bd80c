package org.lethe.curation.identify;

import java.util.List;
import java.util.Locale;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * The samples with the largest estimated ln p1(x)/p(x), labelled members of p1 against the pool as
 * it is: the logit of a cross-fitted classifier between the two, which is the score. Unlike {@link
 * MostLikely} it compares with everything that is there rather than with the members of p2 that
 * somebody happened to label, and needs none of them.
 */
@Described("The samples that look most like labelled p1 against the whole pool.")
public record DensityRatio(
    @Setting(value = "inverse strength of the ℓ2 penalty, above 0", or = "1") double c)
    implements QueryStrategy {
  static final String NAME = "density-ratio";

  public DensityRatio {
    new Probe(c); // refuses what it refuses
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    if (round.forget().length == 0) {
      return round.byChance(count, "by chance: no member of p1 is labelled yet");
    }
    return round.largest(
        new Probe(c).againstPool(round),
        count,
        score -> String.format(Locale.ROOT, "like p1 rather than the pool: log-ratio %.2f", score));
  }
}
