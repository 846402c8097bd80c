package org.lethe.scorer;

import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/** x·(μ̂1 − μ̂2): how far a sample lies along the line from the retained to the forget mean. */
@Described("Furthest along the line from the retained mean to the forget mean first.")
public record MeanDifference(
    @Setting(value = "share of μ̂1 that is subtracted again, in [0, 1)", or = "0") double shrink)
    implements Scorer {

  public MeanDifference {
    if (!(shrink >= 0 && shrink < 1)) {
      throw new IllegalArgumentException("shrink is " + shrink + "; allowed: 0 to below 1");
    }
  }

  @Override
  public String name() {
    return "mean-difference";
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    double[] direction = candidates.forgetMean().clone();
    double[] retained = candidates.retainMean(); // computed once, shared by all rules
    for (int j = 0; j < direction.length; j++) {
      direction[j] = (1 - shrink) * direction[j] - retained[j];
    }
    return new RemovalScores(candidates.forget().multiply(direction)); // sparse or dense
  }
}
