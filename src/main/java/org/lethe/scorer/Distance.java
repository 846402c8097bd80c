package org.lethe.scorer;

import org.lethe.settings.Described;

/**
 * ‖x − μ̂2‖: the rule of the paper's theory and of its Gaussian experiments (<a
 * href="https://arxiv.org/abs/2507.15112">arXiv 2507.15112</a>): mean of S2, score, delete the
 * farthest first.
 */
@Described("Distance to the mean of the retained samples, farthest first.")
public record Distance() implements Scorer {
  static final String NAME = "distance";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return new RemovalScores(candidates.distances(candidates.retainMean()));
  }
}
