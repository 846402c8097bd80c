package org.lethe.scorer;

import org.lethe.nd.Features;
import org.lethe.nd.Parallel;
import org.lethe.nd.SparseFeatures;

/** Feature-wise second moments; sparse rows are read by their entries, never written out. */
final class Moments {
  /** Rows that one thread reads before it asks for more. */
  private static final int BLOCK = 1024;

  private Moments() {}

  /** Σ (x_j − m_j)² over the rows, {@code [d]}. */
  static double[] squaredDeviations(Features rows, double[] mean) {
    int d = rows.columns();
    double[] sums = new double[d];
    if (rows instanceof SparseFeatures sparse) {
      int[] entries = new int[d];
      int end = sparse.offsets()[sparse.rows()];
      for (int at = sparse.offsets()[0]; at < end; at++) {
        int j = sparse.indices()[at];
        double deviation = sparse.values()[at] - mean[j];
        sums[j] += deviation * deviation;
        entries[j]++;
      }
      for (int j = 0; j < d; j++) {
        sums[j] += (sparse.rows() - entries[j]) * mean[j] * mean[j];
      }
      return sums;
    }
    // one partial sum a block of rows, added in the order of the blocks
    double[][] partial = new double[blocks(rows)][];
    Parallel.forEach(
        partial.length,
        block -> {
          double[] sum = new double[d];
          double[] row = new double[d];
          for (int i = block * BLOCK; i < Math.min(rows.rows(), (block + 1) * BLOCK); i++) {
            rows.read(i, 0, d, row);
            for (int j = 0; j < d; j++) {
              double deviation = row[j] - mean[j];
              sum[j] += deviation * deviation;
            }
          }
          partial[block] = sum;
        });
    for (double[] sum : partial) {
      for (int j = 0; j < d; j++) {
        sums[j] += sum[j];
      }
    }
    return sums;
  }

  /** Σ_j (x_j − p_j)² / v_j of each row, {@code [n]}. */
  static double[] squaredDistances(Features rows, double[] point, double[] variances) {
    int d = rows.columns();
    double[] result = new double[rows.rows()];
    if (rows instanceof SparseFeatures sparse) {
      double whole = 0;
      for (int j = 0; j < d; j++) {
        whole += point[j] * point[j] / variances[j];
      }
      for (int i = 0; i < result.length; i++) {
        double differences = 0;
        double covered = 0;
        for (int at = sparse.offsets()[i]; at < sparse.offsets()[i + 1]; at++) {
          int j = sparse.indices()[at];
          double difference = sparse.values()[at] - point[j];
          differences += difference * difference / variances[j];
          covered += point[j] * point[j] / variances[j];
        }
        result[i] = differences + Math.max(0, whole - covered);
      }
      return result;
    }
    Parallel.forEach(
        blocks(rows),
        block -> {
          double[] row = new double[d];
          for (int i = block * BLOCK; i < Math.min(result.length, (block + 1) * BLOCK); i++) {
            rows.read(i, 0, d, row);
            double sum = 0;
            for (int j = 0; j < d; j++) {
              double difference = row[j] - point[j];
              sum += difference * difference / variances[j];
            }
            result[i] = sum;
          }
        });
    return result;
  }

  private static int blocks(Features rows) {
    return (int) (((long) rows.rows() + BLOCK - 1) / BLOCK);
  }
}
