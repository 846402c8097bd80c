package org.lethe.scorer;

/**
 * One finite number a forget sample, higher = remove first.
 *
 * @param values {@code [n1]}, shared, do not write to it
 */
public record RemovalScores(double[] values) {
  public RemovalScores {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("score of forget sample " + i + " is " + values[i]);
      }
    }
  }
}
