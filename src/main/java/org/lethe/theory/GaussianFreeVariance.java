package org.lethe.theory;

/**
 * One-dimensional Gaussians of which mean and variance are both fitted; T(x) = (x, x²), mean
 * parameter (E x, E x²), θ = (a/v, −1/(2v)) for mean a and variance v.
 */
public record GaussianFreeVariance() implements ExponentialFamily {

  /** The mean parameter (a, v + a²) of N(a, v). */
  public static double[] meanParameter(double mean, double variance) {
    return new double[] {mean, variance + mean * mean};
  }

  /** The variance v of a mean parameter. */
  public static double variance(double[] mean) {
    return mean[1] - mean[0] * mean[0];
  }

  @Override
  public String name() {
    return "gaussian-free-variance";
  }

  @Override
  public int parameters() {
    return 2;
  }

  @Override
  public void check(double[] mean) {
    if (!Double.isFinite(mean[0])) {
      throw new IllegalArgumentException("mean of a Gaussian=" + mean[0] + "; finite");
    }
    Check.positive("variance of a Gaussian", variance(mean));
  }

  @Override
  public double[] natural(double[] mean) {
    double variance = variance(mean);
    return new double[] {mean[0] / variance, -1 / (2 * variance)};
  }

  /** ½[ln(v/v1) + (v1 + (a − a1)²)/v − 1]. */
  @Override
  public double divergence(double[] from, double[] to) {
    double variance = variance(to);
    double difference = to[0] - from[0];
    return 0.5
        * (LogGap.of((variance(from) - variance) / variance) + difference * difference / variance);
  }

  /**
   * The variance on the line is v + bt − d1²t² with b = d2 − 2 a d1: a parabola that comes down to
   * 0 unless only the variance grows.
   */
  @Override
  public double reach(double[] mean, double[] direction) {
    double variance = variance(mean);
    double curvature = direction[0] * direction[0];
    double slope = direction[1] - 2 * mean[0] * direction[0];
    double root = Math.sqrt(slope * slope + 4 * curvature * variance);
    // two forms of the same root, each where its sum does not cancel
    if (slope < 0) {
      return 2 * variance / (root - slope);
    }
    return curvature == 0 ? Double.POSITIVE_INFINITY : (slope + root) / (2 * curvature);
  }
}
