package org.lethe.theory;

/** The contract for Gaussians with free variance: KL = ½[ln v + (1 + (m − a)²)/v − 1]. */
class GaussianFreeVarianceTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new GaussianFreeVariance();
  }

  @Override
  double[] mean1() {
    return GaussianFreeVariance.meanParameter(0, 1);
  }

  @Override
  double[] mean2() {
    return GaussianFreeVariance.meanParameter(0.8, 1.7);
  }

  @Override
  double textbookDivergence() {
    return 0.5 * (Math.log(1.7) + (1 + 0.64) / 1.7 - 1);
  }
}
