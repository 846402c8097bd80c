package org.lethe.nd;

import java.util.Arrays;
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
  public double[] multiply(double[] w) {
    double[] result = new double[rows()];
    for (int i = 0; i < result.length; i++) {
      int to = offsets[i + 1]; // read once: in the loop it costs half of the time
      double sum = 0;
      for (int at = offsets[i]; at < to; at++) {
        sum += values[at] * w[indices[at]];
      }
      result[i] = sum;
    }
    return result;
  }

  @Override
  public double[] combine(double[] weights) {
    double[] sum = new double[columns];
    for (int i = 0; i < rows(); i++) {
      for (int at = offsets[i]; at < offsets[i + 1]; at++) {
        sum[indices[at]] += weights[i] * values[at];
      }
    }
    return sum;
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

  /**
   * {@inheritDoc} Where the row has no entry the difference is the point itself: those features are
   * ‖p‖² less the squares of p where it has one.
   */
  @Override
  public double[] squaredDistances(double[] point) {
    double pointNorm = 0;
    for (double p : point) {
      pointNorm += p * p;
    }
    double[] result = new double[rows()];
    for (int i = 0; i < result.length; i++) {
      double differences = 0;
      double covered = 0;
      for (int at = offsets[i]; at < offsets[i + 1]; at++) {
        double p = point[indices[at]];
        double difference = values[at] - p;
        differences += difference * difference;
        covered += p * p;
      }
      result[i] = differences + Math.max(0, pointNorm - covered);
    }
    return result;
  }

  @Override
  public void read(int row, int column, int count, double[] into) {
    Arrays.fill(into, 0, count, 0);
    int from = offsets[row];
    int to = offsets[row + 1];
    int at = Arrays.binarySearch(indices, from, to, column);
    for (at = at < 0 ? -at - 1 : at; at < to && indices[at] < column + count; at++) {
      into[indices[at] - column] = values[at];
    }
  }
}
