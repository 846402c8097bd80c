package org.lethe.scorer;

import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.settings.Described;

/**
 * Uniform numbers: removal in random order, the floor of every comparison. The only rule whose
 * scores do not follow the samples when they are permuted.
 */
@Described("Random order: the floor that every rule is compared with.")
public record RandomScore() implements Scorer {
  static final String NAME = "random";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return false;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    UniformRandomProvider random = candidates.seed().derive(NAME).random();
    return new RemovalScores(random.doubles(candidates.forget().rows()).toArray());
  }
}
