package org.lethe.theory;

import java.util.function.DoubleUnaryOperator;

/** Where a continuous function changes its sign. */
final class Root {
  private Root() {}

  /**
   * A root of {@code f} between {@code low} and {@code high}, to the last bits of its argument. The
   * method is Chandrupatla's (Advances in Engineering Software 28, 1997): inverse quadratic
   * interpolation where three points say that it is safe, bisection otherwise; never slower than a
   * few bisections, and it cannot leave the bracket.
   *
   * @throws IllegalArgumentException if f has the same sign at both ends
   */
  static double between(DoubleUnaryOperator f, double low, double high) {
    double a = low;
    double b = high;
    double fa = f.applyAsDouble(a);
    double fb = f.applyAsDouble(b);
    if (fa == 0) {
      return a;
    }
    if (fb == 0) {
      return b;
    }
    if (!(fa * Math.signum(fb) < 0)) {
      throw new IllegalArgumentException(
          "no change of sign: f(" + low + ")=" + fa + ", f(" + high + ")=" + fb);
    }
    double t = 0.5;
    while (true) {
      double x = a + t * (b - a);
      double fx = f.applyAsDouble(x);
      double c;
      double fc;
      if (Math.signum(fx) == Math.signum(fa)) {
        c = a;
        fc = fa;
      } else {
        c = b;
        fc = fb;
        b = a;
        fb = fa;
      }
      a = x;
      fa = fx;
      double best = Math.abs(fa) < Math.abs(fb) ? a : b;
      double smallestStep = 2 * Math.ulp(best) / Math.abs(b - a);
      if (fa == 0 || smallestStep > 0.5) {
        return best;
      }
      double xi = (a - b) / (c - b);
      double phi = (fa - fb) / (fc - fb);
      boolean interpolate = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
      t =
          interpolate
              ? fa / (fb - fa) * fc / (fb - fc)
                  + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
              : 0.5;
      t = Math.min(1 - smallestStep, Math.max(smallestStep, t));
    }
  }
}
