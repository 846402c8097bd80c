package org.lethe.nd;

import java.util.Objects;

/**
 * Compressed sparse rows in float64: row i holds {@code values[offsets[i]…offsets[i+1])} at {@code
 * indices}, ascending within a row. The arrays are shared, not copied: do not write to them.
 */
public final class SparseFeatures implements Features {
  private final int[] offsets;
  private final int[] indices;
  private final double[] values;
  private final int columns;

  public SparseFeatures(int[] offsets, int[] indices, double[] values, int columns) {
    if (offsets.length == 0
        || offsets[offsets.length - 1] > indices.length
        || indices.length != values.length) {
      throw new IllegalArgumentException(
          "offsets.length="
              + offsets.length
              + ", indices.length="
              + indices.length
              + ", values.length="
              + values.length);
    }
    this.offsets = offsets;
    this.indices = indices;
    this.values = values;
    this.columns = columns;
  }

  @Override
  public int rows() {
    return offsets.length - 1;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** The shared row starts, {@code [n + 1]}. */
  public int[] offsets() {
    return offsets;
  }

  /** The shared column numbers, ascending within a row. */
  public int[] indices() {
    return indices;
  }

  /** The shared values. */
  public double[] values() {
    return values;
  }

  @Override
  public SparseFeatures select(int[] chosen) {
    int[] starts = new int[chosen.length + 1];
    for (int i = 0; i < chosen.length; i++) {
      int row = Objects.checkIndex(chosen[i], rows());
      starts[i + 1] = Math.addExact(starts[i], offsets[row + 1] - offsets[row]);
    }
    int[] columnsOfRows = new int[starts[chosen.length]];
    double[] valuesOfRows = new double[starts[chosen.length]];
    for (int i = 0; i < chosen.length; i++) {
      int from = offsets[chosen[i]];
      int length = starts[i + 1] - starts[i];
      System.arraycopy(indices, from, columnsOfRows, starts[i], length);
      System.arraycopy(values, from, valuesOfRows, starts[i], length);
    }
    return new SparseFeatures(starts, columnsOfRows, valuesOfRows, columns);
  }

  @Override
  public double[] mean() {
    if (rows() == 0) {
      throw new IllegalArgumentException("no rows to take the mean of");
    }
    double[] sum = new double[columns];
    for (int at = offsets[0]; at < offsets[rows()]; at++) {
      sum[indices[at]] += values[at];
    }
    for (int j = 0; j < columns; j++) {
      sum[j] /= rows();
    }
    return sum;
  }

  @Override
  public double[] multiply(double[] w) {
    double[] result = new double[rows()];
    for (int i = 0; i < result.length; i++) {
      double sum = 0;
      for (int at = offsets[i]; at < offsets[i + 1]; at++) {
        sum += values[at] * w[indices[at]];
      }
      result[i] = sum;
    }
    return result;
  }

  @Override
  public double[] squaredNorms() {
    double[] result = new double[rows()];
    for (int i = 0; i < result.length; i++) {
      double sum = 0;
      for (int at = offsets[i]; at < offsets[i + 1]; at++) {
        sum += values[at] * values[at];
      }
      result[i] = sum;
    }
    return result;
  }

  @Override
  public double[] row(int row) {
    double[] result = new double[columns];
    for (int at = offsets[row]; at < offsets[row + 1]; at++) {
      result[indices[at]] = values[at];
    }
    return result;
  }
}
