package org.lethe.theory;

/**
 * h(u) = u − ln(1 + u) ≥ 0, which every divergence of this package is made of. Written so, and not
 * as a sum of logarithms, because those cancel when the two laws are close: h(u) ≈ u²/2.
 */
final class LogGap {
  private LogGap() {}

  static double of(double u) {
    if (Math.abs(u) > 0.1) {
      return u - Math.log1p(u);
    }
    // u²/2 − u³/3 + u⁴/4 − …; at |u| ≤ 0.1 the 17th term is below 2⁻⁵³ of the first
    double sum = 0;
    for (int k = 18; k >= 2; k--) {
      sum = 1.0 / k - u * sum;
    }
    return u * u * sum;
  }
}
