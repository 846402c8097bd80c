package org.lethe.scorer;

import org.lethe.settings.Described;

/**
 * Herding (Welling 2009; in the greedy form of iCaRL, Rebuffi et al. 2017, Algorithm 4): at each
 * step the sample that keeps the mean of what was taken nearest to μ̂1. The most representative go
 * first. Time n1²·d.
 */
@Described("The samples whose running mean stays nearest to the forget mean, first.")
public record Herding() implements Scorer {
  static final String NAME = "herding";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return false;
  }

  /** ‖Σ_taken/t − μ̂1‖ is least where ‖Σ_taken − t·μ̂1‖ is, and μ̂1 is a share 1/n of the total. */
  @Override
  public RemovalScores score(Candidates candidates) {
    int n = candidates.forget().rows();
    double[] origin = new double[candidates.forget().columns()];
    return GreedySum.order(candidates.forget(), origin, taken -> (double) taken / n);
  }
}
