package org.lethe.nd;

import java.util.Objects;
import java.util.function.IntToDoubleFunction;

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
  public double[] multiply(double[] w) {
    return perRow(
        row -> {
          // four sums: one alone would wait for each addition
          double s0 = 0;
          double s1 = 0;
          double s2 = 0;
          double s3 = 0;
          int at = row * columns;
          int j = 0;
          for (; j + 3 < columns; j += 4, at += 4) {
            s0 += values[at] * w[j];
            s1 += values[at + 1] * w[j + 1];
            s2 += values[at + 2] * w[j + 2];
            s3 += values[at + 3] * w[j + 3];
          }
          for (; j < columns; j++, at++) {
            s0 += values[at] * w[j];
          }
          return s0 + s1 + (s2 + s3);
        });
  }

  @Override
  public double[] squaredNorms() {
    return squaredDistances(new double[columns]);
  }

  @Override
  public double[] squaredDistances(double[] point) {
    return perRow(
        row -> {
          double s0 = 0;
          double s1 = 0;
          double s2 = 0;
          double s3 = 0;
          int at = row * columns;
          int j = 0;
          for (; j + 3 < columns; j += 4, at += 4) {
            double a = values[at] - point[j];
            double b = values[at + 1] - point[j + 1];
            double c = values[at + 2] - point[j + 2];
            double e = values[at + 3] - point[j + 3];
            s0 += a * a;
            s1 += b * b;
            s2 += c * c;
            s3 += e * e;
          }
          for (; j < columns; j++, at++) {
            double a = values[at] - point[j];
            s0 += a * a;
          }
          return s0 + s1 + (s2 + s3);
        });
  }

  @Override
  public double[] combine(double[] weights) {
    // one partial sum a block of rows, added in the order of the blocks
    int block = rowsPerBlock();
    int blocks = blocks(block);
    double[][] partial = new double[blocks][];
    Parallel.forEach(
        blocks,
        b -> {
          double[] sum = new double[columns];
          int to = Math.min(rows, (b + 1) * block);
          for (int i = b * block, at = i * columns; i < to; i++) {
            double weight = weights[i];
            for (int j = 0; j < columns; j++) {
              sum[j] += weight * values[at++];
            }
          }
          partial[b] = sum;
        });
    double[] total = new double[columns];
    for (double[] sum : partial) {
      for (int j = 0; j < columns; j++) {
        total[j] += sum[j];
      }
    }
    return total;
  }

  @Override
  public void read(int row, int column, int count, double[] into) {
    int at = Objects.checkIndex(row, rows) * columns + column;
    for (int j = 0; j < count; j++) {
      into[j] = values[at + j];
    }
  }

  private double[] perRow(IntToDoubleFunction ofRow) {
    double[] result = new double[rows];
    int block = rowsPerBlock();
    Parallel.forEach(
        blocks(block),
        b -> {
          int to = Math.min(rows, (b + 1) * block);
          for (int i = b * block; i < to; i++) {
            result[i] = ofRow.applyAsDouble(i);
          }
        });
    return result;
  }

  /** About a megabyte of rows: little enough to share out, too much for handing out to matter. */
  private int rowsPerBlock() {
    return Math.max(1, (1 << 18) / Math.max(1, columns));
  }

  private int blocks(int rowsPerBlock) {
    return (rows + rowsPerBlock - 1) / rowsPerBlock;
  }
}
