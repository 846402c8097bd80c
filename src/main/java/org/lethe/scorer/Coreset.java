package org.lethe.scorer;

import java.util.Arrays;
import org.lethe.settings.Described;

/**
 * CORESET: −‖x − μ̂1‖, nearest to the forget mean first. Known to be poor where the two sides
 * overlap: it deletes the points that p2 resembles.
 */
@Described("Nearest to the mean of the forget samples first.")
public record Coreset() implements Scorer {
  static final String NAME = "coreset";

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
    double[] distances = candidates.distances(candidates.forgetMean());
    return new RemovalScores(Arrays.stream(distances).map(v -> 0 - v).toArray());
  }
}
