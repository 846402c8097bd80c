package org.lethe.testing;

import java.util.Arrays;
import org.lethe.nd.Features;
import org.lethe.nd.SparseFeatures;

/** Rows without their zeros: what dense and sparse code must agree on. */
public final class Sparse {
  private Sparse() {}

  /** The same rows, {@code [n, d]}. */
  public static SparseFeatures of(Features rows) {
    int n = rows.rows();
    int d = rows.columns();
    int[] offsets = new int[n + 1];
    int[] indices = new int[n * d];
    double[] values = new double[n * d];
    int size = 0;
    for (int i = 0; i < n; i++) {
      double[] row = rows.row(i);
      for (int j = 0; j < d; j++) {
        if (row[j] != 0) {
          indices[size] = j;
          values[size++] = row[j];
        }
      }
      offsets[i + 1] = size;
    }
    return new SparseFeatures(
        offsets, Arrays.copyOf(indices, size), Arrays.copyOf(values, size), d);
  }
}
