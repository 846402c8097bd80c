package org.lethe.scorer;

import java.util.Arrays;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.SparseFeatures;

/** Two sets of rows as one, the second below the first. */
final class Stack {

  private Stack() {}

  /** {@code [n1 + n2, d]}, dense or sparse as both are. */
  static Features of(Features first, Features second) {
    if (first instanceof SparseFeatures top && second instanceof SparseFeatures bottom) {
      return sparse(top, bottom);
    }
    if (first instanceof DenseFeatures top && second instanceof DenseFeatures bottom) {
      int rows = Math.addExact(top.rows(), bottom.rows());
      float[] values = Arrays.copyOf(top.values(), Math.multiplyExact(rows, top.columns()));
      System.arraycopy(bottom.values(), 0, values, top.values().length, bottom.values().length);
      return new DenseFeatures(values, rows, top.columns());
    }
    throw new IllegalArgumentException("one set of rows is dense, the other sparse");
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
