package org.lethe.encoder.onnx;

/**
 * What a model says of n texts or pictures.
 *
 * @param values row-major {@code [n, d]}
 * @param columns d
 * @param norms ‖x‖₂ of each row before it was normalised, {@code [n]}
 * @param truncated how many texts were longer than the model takes
 * @param empty how many texts have no token; their row is 0
 */
public record Rows(float[] values, int columns, double[] norms, int truncated, int empty) {
  public Rows {
    if (values.length != norms.length * columns) {
      throw new IllegalArgumentException(
          "values.length=" + values.length + ", n=" + norms.length + ", d=" + columns);
    }
  }
}
