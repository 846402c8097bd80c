package org.lethe.theory;

/** The contract for Poisson laws, on a line that never ends. */
class PoissonTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new Poisson();
  }

  @Override
  double[] mean1() {
    return new double[] {2};
  }

  @Override
  double[] mean2() {
    return new double[] {4};
  }

  @Override
  double textbookDivergence() {
    return 2 * Math.log(2.0 / 4) - 2 + 4;
  }
}
