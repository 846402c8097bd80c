package org.lethe.theory;

/**
 * κ = KL(p1‖p2) of two Gaussian laws with one covariance, nats, estimated from samples without
 * bias. Estimates may be negative when the laws are close; averages of them are right, which
 * clipping at 0 would spoil.
 */
public final class KappaEstimate {
  private KappaEstimate() {}

  /**
   * From the means of two samples and the true Σ: the plug-in value is too large by d/2·(1/n1 +
   * 1/n2), because both means are noisy in every direction.
   *
   * @param plugIn ½‖m1 − m2‖² in the norm of Σ⁻¹
   */
  public static double knownCovariance(double plugIn, int dimension, SampleSizes sizes) {
    return plugIn - 0.5 * dimension * (1.0 / sizes.forget() + 1.0 / sizes.retain());
  }

  /**
   * From two samples with the covariance S pooled within them (divisor ν = n1 + n2 − 2): as {@link
   * #knownCovariance}, after undoing that S⁻¹ is too large, E S⁻¹ = ν/(ν − d − 1) Σ⁻¹ (Wishart).
   *
   * @param plugIn ½‖m1 − m2‖² in the norm of S⁻¹
   * @throws IllegalArgumentException if there are fewer than d + 4 samples: E S⁻¹ is not finite
   */
  public static double pooledCovariance(double plugIn, int dimension, SampleSizes sizes) {
    double nu = (double) sizes.forget() + sizes.retain() - 2;
    if (nu <= dimension + 1) {
      throw new IllegalArgumentException(
          "n1 + n2 = "
              + ((long) sizes.forget() + sizes.retain())
              + "; a pooled covariance in "
              + dimension
              + " dimensions needs at least "
              + (dimension + 4));
    }
    return knownCovariance((nu - dimension - 1) / nu * plugIn, dimension, sizes);
  }
}
