package org.lethe.encoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub,
 * Van Loan, Matrix Computations, 8.5): slower than reducing to tridiagonal form, but exact to
 * rounding for each eigenvalue and short.
 *
 * @param values descending, {@code [l]}
 * @param vectors column c belongs to value c, row-major {@code [l·l]}
 */
record SymmetricEigen(double[] values, double[] vectors) {

  private static final int MOST_SWEEPS = 60;

  static SymmetricEigen of(double[] symmetric, int l) {
    double[] a = symmetric.clone();
    double[] rotated = new double[l * l]; // row c becomes the c-th eigenvector
    for (int i = 0; i < l; i++) {
      rotated[i * l + i] = 1;
    }
    int sweeps = 0;
    while (sweep(a, rotated, l)) {
      if (++sweeps == MOST_SWEEPS) {
        throw new ArithmeticException("Jacobi's method does not end; l = " + l);
      }
    }
    int[] order =
        IntStream.range(0, l)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -a[c * l + c]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] vectors = new double[l * l];
    for (int c = 0; c < l; c++) {
      for (int i = 0; i < l; i++) {
        vectors[i * l + c] = rotated[order[c] * l + i];
      }
    }
    return new SymmetricEigen(
        Arrays.stream(order).mapToDouble(c -> a[c * l + c]).toArray(), vectors);
  }

  /** Rotates every pair once; false if nothing was left to rotate. */
  private static boolean sweep(double[] a, double[] vectors, int l) {
    boolean rotated = false;
    for (int p = 0; p < l; p++) {
      for (int q = p + 1; q < l; q++) {
        double off = a[p * l + q];
        double scale = Math.sqrt(Math.abs(a[p * l + p] * a[q * l + q]));
        if (Math.abs(off) <= 1e-15 * scale || Math.abs(off) < Double.MIN_NORMAL) {
          continue;
        }
        rotated = true;
        double theta = (a[q * l + q] - a[p * l + p]) / (2 * off);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(1, theta));
        double cosine = 1 / Math.hypot(1, t);
        double sine = t * cosine;
        rotateRows(a, p, q, cosine, sine, l);
        rotateColumns(a, p, q, cosine, sine, l);
        rotateRows(vectors, p, q, cosine, sine, l);
      }
    }
    return rotated;
  }

  private static void rotateRows(double[] a, int p, int q, double cosine, double sine, int l) {
    for (int j = 0; j < l; j++) {
      double x = a[p * l + j];
      double y = a[q * l + j];
      a[p * l + j] = cosine * x - sine * y;
      a[q * l + j] = sine * x + cosine * y;
    }
  }

  private static void rotateColumns(double[] a, int p, int q, double cosine, double sine, int l) {
    for (int i = 0; i < l; i++) {
      double x = a[i * l + p];
      double y = a[i * l + q];
      a[i * l + p] = cosine * x - sine * y;
      a[i * l + q] = sine * x + cosine * y;
    }
  }
}
