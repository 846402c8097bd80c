package org.lethe.theory;

/** Bernoulli laws, by their probability of success in (0, 1); θ is its logit. */
public record Bernoulli() implements ExponentialFamily {
  @Override
  public String name() {
    return "bernoulli";
  }

  @Override
  public int parameters() {
    return 1;
  }

  @Override
  public void check(double[] mean) {
    Check.probability("probability of a Bernoulli law", mean[0]);
  }

  @Override
  public double[] natural(double[] mean) {
    return new double[] {Math.log(mean[0]) - Math.log1p(-mean[0])};
  }

  /** p1 ln(p1/p) + (1 − p1) ln((1 − p1)/(1 − p)); the linear parts of the two h cancel. */
  @Override
  public double divergence(double[] from, double[] to) {
    double success = from[0];
    double failure = 1 - success;
    double difference = to[0] - success;
    return success * LogGap.of(difference / success) + failure * LogGap.of(-difference / failure);
  }

  @Override
  public double reach(double[] mean, double[] direction) {
    if (direction[0] == 0) {
      return Double.POSITIVE_INFINITY;
    }
    return direction[0] < 0 ? mean[0] / -direction[0] : (1 - mean[0]) / direction[0];
  }
}
