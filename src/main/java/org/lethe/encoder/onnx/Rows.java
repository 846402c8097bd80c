package org.lethe.encoder.onnx;

/**
 * What a model says of n texts or pictures.
 *
 * @param values row-major {@code [n, d]}
 * @param columns d
 * @param norms ‖x‖₂ of each row before it was normalised, {@code [n]}
 * @param cut whether a text was longer than the model takes, {@code [n]}
 * @param blank whether a text has no token; its row is 0, {@code [n]}
 */
public record Rows(float[] values, int columns, double[] norms, boolean[] cut, boolean[] blank) {
  public Rows {
    if (values.length != norms.length * columns
        || cut.length != norms.length
        || blank.length != norms.length) {
      throw new IllegalArgumentException(
          "values.length="
              + values.length
              + ", n="
              + norms.length
              + ", d="
              + columns
              + ", cut.length="
              + cut.length
              + ", blank.length="
              + blank.length);
    }
  }

  /** Rows of pictures, which are neither cut nor blank. */
  public Rows(float[] values, int columns, double[] norms) {
    this(values, columns, norms, new boolean[norms.length], new boolean[norms.length]);
  }

  /** n. */
  public int size() {
    return norms.length;
  }

  /** How many texts were longer than the model takes. */
  public int truncated() {
    return count(cut);
  }

  /** How many texts have no token. */
  public int empty() {
    return count(blank);
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean each : flags) {
      count += each ? 1 : 0;
    }
    return count;
  }
}
