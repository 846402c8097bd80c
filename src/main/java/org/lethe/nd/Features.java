package org.lethe.nd;

/**
 * Rows of numbers, {@code [n, d]}: what an encoder makes of examples and what scorers and learners
 * read. Immutable; selecting rows never copies more than those rows.
 */
public sealed interface Features permits DenseFeatures, SparseFeatures {

  /** n. */
  int rows();

  /** d. */
  int columns();

  /** The given rows in the given order; a row may be named twice. */
  Features select(int[] rows);

  /**
   * The mean row, {@code [d]}, summed in double. Throws {@link IllegalArgumentException} if n = 0.
   */
  double[] mean();

  /** X·w, {@code [n]}. */
  double[] multiply(double[] w);

  /** ‖x‖² of each row, {@code [n]}. */
  double[] squaredNorms();

  /** One row written out, {@code [d]}. */
  double[] row(int row);
}
