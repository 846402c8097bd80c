package org.lethe.theory;

/** The contract for exponential laws, rates 3 and 2: KL = ln(λ1/λ) + λ/λ1 − 1. */
class ExponentialTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new Exponential();
  }

  @Override
  double[] mean1() {
    return new double[] {1 / 3.0};
  }

  @Override
  double[] mean2() {
    return new double[] {1 / 2.0};
  }

  @Override
  double textbookDivergence() {
    return Math.log(3.0 / 2) + 2.0 / 3 - 1;
  }
}
