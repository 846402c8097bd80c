package org.lethe.nd;

/** Two sets of rows as one, the second below the first. */
public final class Stack {

  private Stack() {}

  /** {@code [n1 + n2, d]}, dense or sparse as both are. */
  public static Features of(Features first, Features second) {
    if (first.columns() != second.columns()) {
      throw new IllegalArgumentException(
          "the upper rows have " + first.columns() + " features, the lower " + second.columns());
    }
    if (first instanceof SparseFeatures top && second instanceof SparseFeatures bottom) {
      return sparse(top, bottom);
    }
    if (!(first instanceof SparseFeatures) && !(second instanceof SparseFeatures)) {
      return dense(first, second);
    }
    throw new IllegalArgumentException("one set of rows is dense, the other sparse");
  }

  private static DenseFeatures dense(Features top, Features bottom) {
    int d = top.columns();
    int rows = Math.addExact(top.rows(), bottom.rows());
    float[] values = new float[Math.multiplyExact(rows, d)];
    double[] row = new double[d];
    for (int i = 0; i < rows; i++) {
      if (i < top.rows()) {
        top.read(i, 0, d, row);
      } else {
        bottom.read(i - top.rows(), 0, d, row);
      }
      for (int j = 0; j < d; j++) {
        values[i * d + j] = (float) row[j];
      }
    }
    return new DenseFeatures(values, rows, d);
  }

  private static SparseFeatures sparse(SparseFeatures top, SparseFeatures bottom) {
    int n1 = top.rows();
    int n2 = bottom.rows();
    int first = top.offsets()[n1] - top.offsets()[0];
    int second = bottom.offsets()[n2] - bottom.offsets()[0];
    int[] offsets = new int[n1 + n2 + 1];
    for (int i = 0; i <= n1; i++) {
      offsets[i] = top.offsets()[i] - top.offsets()[0];
    }
    for (int i = 0; i <= n2; i++) {
      offsets[n1 + i] = first + bottom.offsets()[i] - bottom.offsets()[0];
    }
    int[] indices = new int[Math.addExact(first, second)];
    double[] values = new double[first + second];
    System.arraycopy(top.indices(), top.offsets()[0], indices, 0, first);
    System.arraycopy(top.values(), top.offsets()[0], values, 0, first);
    System.arraycopy(bottom.indices(), bottom.offsets()[0], indices, first, second);
    System.arraycopy(bottom.values(), bottom.offsets()[0], values, first, second);
    return new SparseFeatures(offsets, indices, values, top.columns());
  }
}
