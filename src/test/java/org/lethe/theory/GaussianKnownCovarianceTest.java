package org.lethe.theory;

/**
 * The contract for Gaussians of one covariance; κ = 1 as worked in {@link GaussianFrontierTest}.
 */
class GaussianKnownCovarianceTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new GaussianKnownCovariance(new double[] {2, 1, 1, 2}, 2);
  }

  @Override
  double[] mean1() {
    return new double[] {0, 0};
  }

  @Override
  double[] mean2() {
    return new double[] {1, 2};
  }

  @Override
  double textbookDivergence() {
    return 1;
  }
}
