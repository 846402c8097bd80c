package org.lethe.nd;

import java.util.Arrays;

/**
 * Rows of numbers, {@code [n, d]}: what an encoder makes of examples and what scorers and learners
 * read. Immutable; selecting rows never copies more than those rows. Large products run on several
 * cores, with results that do not depend on how many.
 */
public sealed interface Features permits RowMajor, SparseFeatures {

  /** n. */
  int rows();

  /** d. */
  int columns();

  /** The given rows in the given order; a row may be named twice. */
  Features select(int[] rows);

  /**
   * The mean row, {@code [d]}, summed in double. Throws {@link IllegalArgumentException} if n = 0.
   */
  default double[] mean() {
    if (rows() == 0) {
      throw new IllegalArgumentException("no rows to take the mean of");
    }
    double[] ones = new double[rows()];
    Arrays.fill(ones, 1);
    double[] mean = combine(ones);
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= rows();
    }
    return mean;
  }

  /** X·w, {@code [n]}. */
  double[] multiply(double[] w);

  /**
   * Xᵀ·weights, the weighted sum of the rows, {@code [d]}.
   *
   * @param weights {@code [n]}
   */
  double[] combine(double[] weights);

  /** ‖x‖² of each row, {@code [n]}. */
  double[] squaredNorms();

  /**
   * ‖x − point‖² of each row, {@code [n]}, without the cancellation of ‖x‖² − 2x·p + ‖p‖².
   *
   * @param point {@code [d]}
   */
  double[] squaredDistances(double[] point);

  /** One row written out, {@code [d]}. */
  default double[] row(int row) {
    double[] result = new double[columns()];
    read(row, 0, columns(), result);
    return result;
  }

  /**
   * Writes {@code count} numbers of one row, from the given column, to the start of an array. The
   * blocked kernels read rows through this alone, so that rows need not lie in memory.
   */
  void read(int row, int column, int count, double[] into);
}
