package org.lethe.theory;

/** Exponential laws, by their mean m > 0 (the rate is 1/m); θ = −1/m. */
public record Exponential() implements ExponentialFamily {
  @Override
  public String name() {
    return "exponential";
  }

  @Override
  public int parameters() {
    return 1;
  }

  @Override
  public void check(double[] mean) {
    Check.positive("mean of an exponential law", mean[0]);
  }

  @Override
  public double[] natural(double[] mean) {
    return new double[] {-1 / mean[0]};
  }

  /** ln(m/m1) + m1/m − 1, which is h(m1/m − 1). */
  @Override
  public double divergence(double[] from, double[] to) {
    return LogGap.of((from[0] - to[0]) / to[0]);
  }

  @Override
  public double reach(double[] mean, double[] direction) {
    return direction[0] < 0 ? mean[0] / -direction[0] : Double.POSITIVE_INFINITY;
  }
}
