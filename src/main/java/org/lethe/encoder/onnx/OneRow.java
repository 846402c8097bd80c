package org.lethe.encoder.onnx;

/** Writes single rows of the result: rounds to float32 once, after everything else. */
final class OneRow {
  private OneRow() {}

  /**
   * Stores a row and returns its norm; a row of zeros stays as it is.
   *
   * @param row {@code [d]}
   * @param index of the row in {@code values}
   */
  static double store(double[] row, boolean normalise, float[] values, int index) {
    double squared = 0;
    for (double x : row) {
      squared += x * x;
    }
    double norm = Math.sqrt(squared);
    double scale = normalise && norm > 0 ? 1 / norm : 1;
    for (int j = 0; j < row.length; j++) {
      values[index * row.length + j] = (float) (row[j] * scale);
    }
    return norm;
  }
}
