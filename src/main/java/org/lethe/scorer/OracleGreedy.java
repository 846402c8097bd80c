package org.lethe.scorer;

import org.lethe.settings.Described;

/**
 * The upper line: at each step the sample whose removal brings the mean of everything that is left,
 * S1 and S2, nearest to μ̂2. It optimises the mean model itself, so no rule for one sample at a
 * time does better in it by much; where it does not help, selection cannot. Time n1²·d.
 */
@Described(
    "At each step the sample whose removal moves the fitted mean nearest to the retained one.")
public record OracleGreedy() implements Scorer {
  static final String NAME = "oracle-greedy";

  @Override
  public String name() {
    return NAME;
  }

  /** The mean of what is left, less μ̂2, is (Σ_all − Σ_taken)(x − μ̂2) over its count. */
  @Override
  public RemovalScores score(Candidates candidates) {
    return GreedySum.order(candidates.forget(), candidates.retainMean(), taken -> 1);
  }
}
