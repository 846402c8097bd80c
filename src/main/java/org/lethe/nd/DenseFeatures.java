package org.lethe.nd;

import java.util.Objects;

/**
 * Dense float32 rows, row-major {@code [n, d]}. The array is shared, not copied: do not write to
 * it.
 */
public final class DenseFeatures implements Features {
  private final float[] values;
  private final int rows;
  private final int columns;

  public DenseFeatures(float[] values, int rows, int columns) {
    if (values.length != Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(
          "values.length=" + values.length + ", rows=" + rows + ", columns=" + columns);
    }
    this.values = values;
    this.rows = rows;
    this.columns = columns;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** The shared row-major array, {@code [n·d]}. */
  public float[] values() {
    return values;
  }

  @Override
  public DenseFeatures select(int[] chosen) {
    float[] result = new float[Math.multiplyExact(chosen.length, columns)];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(
          values, Objects.checkIndex(chosen[i], rows) * columns, result, i * columns, columns);
    }
    return new DenseFeatures(result, chosen.length, columns);
  }

  @Override
  public double[] mean() {
    if (rows == 0) {
      throw new IllegalArgumentException("no rows to take the mean of");
    }
    double[] sum = new double[columns];
    for (int i = 0, at = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        sum[j] += values[at++];
      }
    }
    for (int j = 0; j < columns; j++) {
      sum[j] /= rows;
    }
    return sum;
  }

  @Override
  public double[] multiply(double[] w) {
    double[] result = new double[rows];
    for (int i = 0, at = 0; i < rows; i++) {
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        sum += values[at++] * w[j];
      }
      result[i] = sum;
    }
    return result;
  }

  @Override
  public double[] squaredNorms() {
    double[] result = new double[rows];
    for (int i = 0, at = 0; i < rows; i++) {
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        double v = values[at++];
        sum += v * v;
      }
      result[i] = sum;
    }
    return result;
  }

  @Override
  public double[] row(int row) {
    double[] result = new double[columns];
    int at = Objects.checkIndex(row, rows) * columns;
    for (int j = 0; j < columns; j++) {
      result[j] = values[at + j];
    }
    return result;
  }
}
