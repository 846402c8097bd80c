package org.lethe.scorer;

import org.lethe.settings.Described;

/** COS-MU2: cosine distance to μ̂2, farthest first ({@link Cosine}). */
@Described("Cosine distance to the mean of the retained samples, farthest first.")
public record CosMu2() implements Scorer {
  static final String NAME = "cos-mu2";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return new RemovalScores(Cosine.distances(candidates, candidates.retainMean()));
  }
}
