package org.lethe.theory;

/** The contract for a product of different families: divergences add, the nearest end counts. */
class ProductFamilyTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new ProductFamily(
        java.util.List.of(new Poisson(), new GaussianFreeVariance(), new Bernoulli()));
  }

  @Override
  double[] mean1() {
    return new double[] {2, 0, 1, 0.3};
  }

  @Override
  double[] mean2() {
    return new double[] {4, 0.8, 1.7 + 0.64, 0.45};
  }

  @Override
  double textbookDivergence() {
    return 2 * Math.log(2.0 / 4)
        - 2
        + 4
        + 0.5 * (Math.log(1.7) + (1 + 0.64) / 1.7 - 1)
        + 0.3 * Math.log(0.3 / 0.45)
        + 0.7 * Math.log(0.7 / 0.55);
  }
}
