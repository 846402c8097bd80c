package org.lethe.theory;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Digamma;
import org.lethe.nd.Cholesky;

/**
 * What a Gaussian fit keeps of a sample, and divergences estimated from such fits. Arrays are
 * shared, do not write to them.
 *
 * @param count n, at least d + 2
 * @param mean sample mean, {@code [d]}
 * @param covariance sample covariance with divisor n − 1, row-major {@code [d·d]}, positive
 *     definite
 */
public record GaussianSample(int count, double[] mean, double[] covariance) {
  public GaussianSample {
    if (covariance.length != mean.length * mean.length) {
      throw new IllegalArgumentException(
          "mean.length=" + mean.length + ", covariance.length=" + covariance.length);
    }
    if (count < mean.length + 2) {
      throw new IllegalArgumentException(
          "count="
              + count
              + "; a covariance in "
              + mean.length
              + " dimensions needs at least "
              + (mean.length + 2)
              + " samples (reduce the dimension first)");
    }
  }

  /**
   * KL between the two fits as they are, nats: ½[tr(S⁻¹S1) − d + ln|S|/|S1| + (m − m1)ᵀS⁻¹(m − m1)]
   * for this = (m1, S1) and other = (m, S). Too large on average, the more so the larger d/n.
   */
  public double plugInDivergence(GaussianSample other) {
    Parts parts = parts(other);
    return 0.5 * (parts.trace - mean.length + parts.logRatio + parts.quadratic);
  }

  /**
   * KL between the two laws, estimated without bias when both samples are Gaussian and independent,
   * nats. May be negative when the laws are close; averages of it are right, which clipping at 0
   * would spoil.
   *
   * <p>With ν = n − 1: E S⁻¹ = ν/(ν − d − 1) Σ⁻¹ and E ln|S| = ln|Σ| + Σ_i ψ((ν − i + 1)/2) + d
   * ln(2/ν) (Wishart); the noise of the two means adds tr(Σ⁻¹Σ1)/n1 and d/n to the quadratic part.
   *
   * @throws IllegalArgumentException if the other has fewer than d + 3 samples: E S⁻¹ is not finite
   */
  public double divergence(GaussianSample other) {
    int d = mean.length;
    if (other.count < d + 3) {
      throw new IllegalArgumentException(
          "count="
              + other.count
              + "; an unbiased divergence in "
              + d
              + " dimensions needs at least "
              + (d + 3)
              + " samples of the second law");
    }
    Parts parts = parts(other);
    double nu = other.count - 1.0;
    double shrink = (nu - d - 1) / nu;
    double trace = shrink * parts.trace;
    double logRatio = parts.logRatio - logBias(nu, d) + logBias(count - 1.0, d);
    double quadratic = shrink * parts.quadratic - trace / count - (double) d / other.count;
    return 0.5 * (trace - d + logRatio + quadratic);
  }

  /**
   * κ estimated without bias from the means of two samples and the true Σ: the plug-in value is too
   * large by d/2·(1/n1 + 1/n2), because both means are noisy in every direction. May be negative.
   *
   * @param plugIn ½‖m1 − m2‖² in the norm of Σ⁻¹
   */
  public static double kappaKnownCovariance(double plugIn, int dimension, SampleSizes sizes) {
    return plugIn - meanNoise(dimension, sizes);
  }

  /**
   * κ estimated without bias from two samples with the covariance pooled within them (divisor n1 +
   * n2 − 2): as {@link #kappaKnownCovariance}, after undoing that the inverse of an estimated
   * covariance is too large by ν/(ν − d − 1), ν = n1 + n2 − 2. May be negative.
   *
   * @param plugIn ½‖m1 − m2‖² in the norm of S⁻¹
   */
  public static double kappaPooledCovariance(double plugIn, int dimension, SampleSizes sizes) {
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
    return (nu - dimension - 1) / nu * plugIn - meanNoise(dimension, sizes);
  }

  private static double meanNoise(int dimension, SampleSizes sizes) {
    return 0.5 * dimension * (1.0 / sizes.forget() + 1.0 / sizes.retain());
  }

  private record Parts(double trace, double logRatio, double quadratic) {}

  private Parts parts(GaussianSample other) {
    int d = mean.length;
    if (other.mean.length != d) {
      throw new IllegalArgumentException(
          "a fit in " + d + " dimensions against one in " + other.mean.length);
    }
    Cholesky theirs = Cholesky.of(other.covariance, d);
    double[] difference = new double[d];
    double trace = 0;
    for (int j = 0; j < d; j++) {
      difference[j] = other.mean[j] - mean[j];
      // a row of the symmetric S1 is its column; (S⁻¹S1)_jj is one entry of one solve
      trace += theirs.solve(Arrays.copyOfRange(covariance, j * d, (j + 1) * d))[j];
    }
    double quadratic = 0;
    for (double z : theirs.whiten(difference)) {
      quadratic += z * z;
    }
    double logRatio = theirs.logDeterminant() - Cholesky.of(covariance, d).logDeterminant();
    return new Parts(trace, logRatio, quadratic);
  }

  // E ln|S| − ln|Σ|
  private static double logBias(double nu, int d) {
    double sum = d * Math.log(2 / nu);
    for (int i = 1; i <= d; i++) {
      sum += Digamma.value(0.5 * (nu - i + 1));
    }
    return sum;
  }
}
