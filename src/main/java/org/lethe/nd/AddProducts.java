package org.lethe.nd;

/**
 * The one inner loop of all dense algebra here: two rows, scaled, are added to each of four rows.
 *
 * <p>Why in this form: HotSpot's C2 turns it into vector code, with every operand of the inner loop
 * in a row of its own. Eight fused multiply-adds share six loads and four stores; more of them, or
 * rows that lie in one array, and C2 on JDK 17 leaves the loop scalar. Measured in {@code
 * docs/decisions/dense-kernels.md}.
 */
final class AddProducts {

  /** How many rows are added to at once. */
  static final int TARGETS = 4;

  /** How many rows are added at once. */
  static final int SOURCES = 2;

  private AddProducts() {}

  /**
   * Rows for {@link #add}, zero. A little longer than asked, whole cache lines with their headers,
   * so that rows that are allocated one after the other start at the same place within a line: C2
   * aligns its vectors to one of them, and then the others are aligned too.
   */
  static double[][] doubles(int rows, int width) {
    return new double[rows][(width + 2 + 7) / 8 * 8 - 2];
  }

  /** The same in float32. */
  static float[][] floats(int rows, int width) {
    return new float[rows][(width + 4 + 15) / 16 * 16 - 4];
  }

  /** c0 += a00·b0 + a01·b1 and so on for the columns from…to−1. */
  static void add(
      double[] c0,
      double[] c1,
      double[] c2,
      double[] c3,
      double[] b0,
      double[] b1,
      int from,
      int to,
      double a00,
      double a01,
      double a10,
      double a11,
      double a20,
      double a21,
      double a30,
      double a31) {
    for (int j = from; j < to; j++) {
      double x = b0[j];
      double y = b1[j];
      c0[j] = Math.fma(a01, y, Math.fma(a00, x, c0[j]));
      c1[j] = Math.fma(a11, y, Math.fma(a10, x, c1[j]));
      c2[j] = Math.fma(a21, y, Math.fma(a20, x, c2[j]));
      c3[j] = Math.fma(a31, y, Math.fma(a30, x, c3[j]));
    }
  }

  /** The same in float32, twice as wide. */
  static void add(
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      float[] b0,
      float[] b1,
      int from,
      int to,
      float a00,
      float a01,
      float a10,
      float a11,
      float a20,
      float a21,
      float a30,
      float a31) {
    for (int j = from; j < to; j++) {
      float x = b0[j];
      float y = b1[j];
      c0[j] = Math.fma(a01, y, Math.fma(a00, x, c0[j]));
      c1[j] = Math.fma(a11, y, Math.fma(a10, x, c1[j]));
      c2[j] = Math.fma(a21, y, Math.fma(a20, x, c2[j]));
      c3[j] = Math.fma(a31, y, Math.fma(a30, x, c3[j]));
    }
  }
}
