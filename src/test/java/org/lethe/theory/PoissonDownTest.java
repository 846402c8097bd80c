package org.lethe.theory;

/** The contract for Poisson laws, on a line that ends at λ = 0. */
class PoissonDownTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new Poisson();
  }

  @Override
  double[] mean1() {
    return new double[] {4};
  }

  @Override
  double[] mean2() {
    return new double[] {1.5};
  }

  @Override
  double textbookDivergence() {
    return 4 * Math.log(4 / 1.5) - 4 + 1.5;
  }
}
