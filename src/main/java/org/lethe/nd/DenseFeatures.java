package org.lethe.nd;

import java.util.Objects;

/**
 * Dense float32 rows, row-major {@code [n, d]}. The array is shared, not copied: do not write to
 * it.
 */
public final class DenseFeatures extends RowMajor {
  private final float[] values;

  public DenseFeatures(float[] values, int rows, int columns) {
    super(rows, columns);
    if (values.length != Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(
          "values.length=" + values.length + ", rows=" + rows + ", columns=" + columns);
    }
    this.values = values;
  }

  /** The shared row-major array, {@code [n·d]}. */
  public float[] values() {
    return values;
  }

  @Override
  public DenseFeatures select(int[] chosen) {
    int columns = columns();
    float[] result = new float[Math.multiplyExact(chosen.length, columns)];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(
          values, Objects.checkIndex(chosen[i], rows()) * columns, result, i * columns, columns);
    }
    return new DenseFeatures(result, chosen.length, columns);
  }

  @Override
  public void read(int row, int column, int count, double[] into) {
    int at = Objects.checkIndex(row, rows()) * columns() + column;
    for (int j = 0; j < count; j++) {
      into[j] = values[at + j];
    }
  }

  @Override
  public void read(int row, int count, float[] into) {
    Objects.checkFromIndexSize(row, count, rows());
    System.arraycopy(values, row * columns(), into, 0, count * columns());
  }

  @Override
  Block block(int from, int to) {
    return new Block(values, from * columns());
  }
}
