package org.lethe.theory;

/**
 * Two Gaussian laws with one covariance: p1 = N(mean1, Σ), p2 = N(mean2, Σ). Arrays are shared, do
 * not write to them.
 *
 * @param mean1 mean of the forget law, {@code [d]}
 * @param mean2 mean of the retain law, {@code [d]}
 * @param covariance Σ, row-major {@code [d·d]}, symmetric positive definite
 */
public record GaussianPair(double[] mean1, double[] mean2, double[] covariance) {
  public GaussianPair {
    if (mean1.length != mean2.length || covariance.length != mean1.length * mean1.length) {
      throw new IllegalArgumentException(
          "mean1.length="
              + mean1.length
              + ", mean2.length="
              + mean2.length
              + ", covariance.length="
              + covariance.length);
    }
  }

  /** d. */
  public int dimension() {
    return mean1.length;
  }

  /**
   * κ = KL(p1‖p2) = ½‖μ1 − μ2‖² in the norm of Σ⁻¹, nats.
   *
   * @throws IllegalArgumentException if Σ is not positive definite
   */
  public double kappa() {
    return new GaussianKnownCovariance(covariance, dimension()).divergence(mean1, mean2);
  }
}
