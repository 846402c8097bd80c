package org.lethe.theory;

import org.lethe.nd.Cholesky;

/**
 * Gaussians of one known covariance, by their mean, any dimension; θ = Σ⁻¹μ. The frontier of this
 * family is {@link GaussianFrontier} in closed form.
 */
public final class GaussianKnownCovariance implements ExponentialFamily {
  private final Cholesky factor;

  /**
   * @param covariance Σ, row-major {@code [d·d]}, symmetric positive definite
   * @throws IllegalArgumentException if it is not positive definite
   */
  public GaussianKnownCovariance(double[] covariance, int dimension) {
    factor = Cholesky.of(covariance, dimension);
  }

  @Override
  public String name() {
    return "gaussian";
  }

  @Override
  public int parameters() {
    return factor.dimension();
  }

  @Override
  public void check(double[] mean) {
    for (double value : mean) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("mean of a Gaussian has " + value + "; finite");
      }
    }
  }

  @Override
  public double[] natural(double[] mean) {
    return factor.solve(mean);
  }

  /** ½‖μ1 − μ‖² in the norm of Σ⁻¹. */
  @Override
  public double divergence(double[] from, double[] to) {
    double[] difference = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      difference[i] = to[i] - from[i];
    }
    double sum = 0;
    for (double z : factor.whiten(difference)) {
      sum += z * z;
    }
    return 0.5 * sum;
  }

  @Override
  public double reach(double[] mean, double[] direction) {
    return Double.POSITIVE_INFINITY;
  }
}
