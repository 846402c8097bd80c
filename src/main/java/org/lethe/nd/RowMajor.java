package org.lethe.nd;

/**
 * Float32 rows, row-major {@code [n, d]}, in memory or in a file. Both are computed with by the
 * same sums over the same blocks, so that where rows lie never changes a bit.
 */
public abstract sealed class RowMajor implements Features permits DenseFeatures, MappedFeatures {
  private final int rows;
  private final int columns;

  RowMajor(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Floats of consecutive rows.
   *
   * @param values shared, do not write to it
   * @param start of the first row in them
   */
  record Block(float[] values, int start) {}

  /** The rows from…to−1; at most {@link #rowsPerBlock} of them. */
  abstract Block block(int from, int to);

  /**
   * Writes consecutive rows to the start of an array.
   *
   * @param into {@code [count·d]} or longer
   */
  public abstract void read(int row, int count, float[] into);

  @Override
  public abstract RowMajor select(int[] rows);

  @Override
  public final int rows() {
    return rows;
  }

  @Override
  public final int columns() {
    return columns;
  }

  @Override
  public final double[] multiply(double[] w) {
    return perRow(
        (values, start) -> {
          // four sums: one alone would wait for each addition
          double s0 = 0;
          double s1 = 0;
          double s2 = 0;
          double s3 = 0;
          int at = start;
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
  public final double[] squaredNorms() {
    return squaredDistances(new double[columns]);
  }

  @Override
  public final double[] squaredDistances(double[] point) {
    return perRow(
        (values, start) -> {
          double s0 = 0;
          double s1 = 0;
          double s2 = 0;
          double s3 = 0;
          int at = start;
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
  public final double[] combine(double[] weights) {
    // one partial sum a block of rows, added in the order of the blocks
    int size = rowsPerBlock();
    double[][] partial = new double[blocks(size)][];
    Parallel.forEach(
        partial.length,
        b -> {
          double[] sum = new double[columns];
          int from = b * size;
          int to = Math.min(rows, from + size);
          Block block = block(from, to);
          float[] values = block.values;
          for (int i = from, at = block.start; i < to; i++) {
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

  private interface OfRow {
    double apply(float[] values, int start);
  }

  private double[] perRow(OfRow ofRow) {
    double[] result = new double[rows];
    int size = rowsPerBlock();
    Parallel.forEach(
        blocks(size),
        b -> {
          int from = b * size;
          int to = Math.min(rows, from + size);
          Block block = block(from, to);
          for (int i = from, at = block.start; i < to; i++, at += columns) {
            result[i] = ofRow.apply(block.values, at);
          }
        });
    return result;
  }

  /** About a megabyte of rows: little enough to share out, too much for handing out to matter. */
  private int rowsPerBlock() {
    return rowsPerBlock(columns);
  }

  /** How many rows of so many columns are read at once. */
  static int rowsPerBlock(int columns) {
    return Math.max(1, (1 << 18) / Math.max(1, columns));
  }

  private int blocks(int rowsPerBlock) {
    return (int) (((long) rows + rowsPerBlock - 1) / rowsPerBlock);
  }
}
