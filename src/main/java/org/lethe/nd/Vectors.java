package org.lethe.nd;

/** What is asked of whole vectors. */
public final class Vectors {
  private Vectors() {}

  /** aᵀb. */
  public static double dot(double[] a, double[] b) {
    return dot(a, b, a.length);
  }

  /**
   * The product of the first numbers of each. Four sums at once: one would wait for each addition.
   *
   * @param length of both that counts; neither may be shorter
   */
  public static double dot(double[] a, double[] b, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
