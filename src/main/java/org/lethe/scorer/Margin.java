package org.lethe.scorer;

import java.util.Arrays;
import org.lethe.settings.Described;

/**
 * −|margin| of the original model: samples near its decision boundary first, as active learning
 * asks for labels.
 */
@Described("Nearest to the decision boundary of the original model first.")
public record Margin() implements Scorer {
  static final String NAME = "margin";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return false;
  }

  @Override
  public boolean needsOriginal() {
    return true;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    double[] margins = candidates.requireOriginal().margin();
    return new RemovalScores(Arrays.stream(margins).map(v -> 0 - Math.abs(v)).toArray());
  }
}
