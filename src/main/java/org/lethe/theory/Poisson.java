package org.lethe.theory;

/** Poisson laws, by their mean λ > 0; θ = ln λ. */
public record Poisson() implements ExponentialFamily {
  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public int parameters() {
    return 1;
  }

  @Override
  public void check(double[] mean) {
    Check.positive("mean of a Poisson law", mean[0]);
  }

  @Override
  public double[] natural(double[] mean) {
    return new double[] {Math.log(mean[0])};
  }

  /** λ1 ln(λ1/λ) − λ1 + λ. */
  @Override
  public double divergence(double[] from, double[] to) {
    return from[0] * LogGap.of((to[0] - from[0]) / from[0]);
  }

  @Override
  public double reach(double[] mean, double[] direction) {
    return direction[0] < 0 ? mean[0] / -direction[0] : Double.POSITIVE_INFINITY;
  }
}
