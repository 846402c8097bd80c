package org.lethe.theory;

/** The contract for Bernoulli laws; the line ends at probability 1. */
class BernoulliTest extends ExponentialFamilyContract {
  @Override
  ExponentialFamily family() {
    return new Bernoulli();
  }

  @Override
  double[] mean1() {
    return new double[] {0.3};
  }

  @Override
  double[] mean2() {
    return new double[] {0.45};
  }

  @Override
  double textbookDivergence() {
    return 0.3 * Math.log(0.3 / 0.45) + 0.7 * Math.log(0.7 / 0.55);
  }
}
