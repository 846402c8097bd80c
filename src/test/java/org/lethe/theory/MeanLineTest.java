package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Guards the numbers of the frontier beyond Gaussians, against independent optimisation. */
class MeanLineTest {

  private static MeanLine twoPoissons() {
    return new MeanLine(
        ProductFamily.power(new Poisson(), 2), new double[] {2, 5}, new double[] {4, 6});
  }

  @Test
  void passesTheThreePointsOfTheTwoPoissons() {
    // T14; s = 0.1: m = (4.2, 6.1), α = 2 ln(2/4.2) + 2.2 + 5 ln(5/6.1) + 1.1 = 0.82187
    double[] shifts = {0.1, 0.3, 0.6};
    double[] alphas = {0.82187, 1.07862, 1.50082};
    double[] epsilons = {0.005664, 0.048211, 0.178682};
    for (int i = 0; i < 3; i++) {
      Divergences point = twoPoissons().at(shifts[i]);
      assertEquals(alphas[i], point.alpha(), 1e-5);
      assertEquals(epsilons[i], point.epsilon(), 1e-5);
    }
  }

  @Test
  void agreesWithConstrainedOptimisation() {
    // SLSQP of SciPy, src/test/python/theory_reference.py
    assertEquals(0.00566343917759049, twoPoissons().minimalEpsilon(0.82187), 1e-8);
    assertEquals(0.04821051872046134, twoPoissons().minimalEpsilon(1.07862), 1e-8);
    assertEquals(0.17868245319676568, twoPoissons().minimalEpsilon(1.50082), 1e-8);
    MeanLine free =
        new MeanLine(
            new GaussianFreeVariance(),
            GaussianFreeVariance.meanParameter(0, 1),
            GaussianFreeVariance.meanParameter(2, 1));
    assertEquals(3.9790989885020416, free.maximalAlpha(0.1), 1e-6);
  }

  @Test
  void varianceOnTheLineOfEqualVariancesIsTheParabolaOfTheText() {
    // σ²(1 − 2κs(1 + s)) with σ² = 4, δ = 1, so 2κ = ¼: at s = 0.5: 4(1 − ¼·½·3/2) = 3.25
    MeanLine line =
        new MeanLine(
            new GaussianFreeVariance(),
            GaussianFreeVariance.meanParameter(3, 4),
            GaussianFreeVariance.meanParameter(4, 4));
    assertEquals(3.25, GaussianFreeVariance.variance(line.mean(0.5)), 1e-12);
    // zero at s(1 + s) = 4: s = (√17 − 1)/2
    assertEquals((Math.sqrt(17) - 1) / 2, line.maximalShift(), 1e-12);
  }

  @Test
  void endsAreFoundInEveryDirection() {
    assertEquals(1.5 / 2.5, line(new Poisson(), 4, 1.5).maximalShift(), 1e-15);
    assertEquals(Double.POSITIVE_INFINITY, line(new Poisson(), 1, 2).maximalShift());
    assertEquals(0.5 / 0.25, line(new Bernoulli(), 0.25, 0.5).maximalShift(), 1e-15);
    assertEquals(0.25 / 0.25, line(new Bernoulli(), 0.5, 0.25).maximalShift(), 1e-15);
    // equal means, growing variance: never; shrinking from 2 to 1.5: 1.5/0.5
    assertEquals(Double.POSITIVE_INFINITY, variances(1, 2).maximalShift());
    assertEquals(3, variances(2, 1.5).maximalShift(), 1e-12);
  }

  @Test
  void largeDivergencesAreReachedNearTheEdge() {
    // Bernoulli ¼ → ½ ends at 1, where α = ¼ ln(…) + ¾ ln(¾/(1−p)) grows only like a logarithm
    MeanLine line = line(new Bernoulli(), 0.25, 0.5);
    double epsilon = line.minimalEpsilon(20);
    // within 1e-11 of the edge, where one ulp of s moves α by 1e-5
    assertEquals(20, line.maximalAlpha(epsilon), 1e-3);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> line.minimalEpsilon(1000))
                .getMessage());
    assertTrue(message.contains("alpha=1000"), message);
  }

  @Test
  void randomCrossingsAreThoseOfTheGaussianLawWhereTheFamilyIsGaussian() {
    MeanLine line = line(new GaussianKnownCovariance(new double[] {1}, 1), 0, 2.5);
    for (double ratio : new double[] {0.1, 0.5, 1, 1.18}) {
      Crossings expected = new PopulationLaw(DeletionRule.RANDOM, 3.125, ratio, 1).crossings();
      Crossings actual = line.randomCrossings(ratio);
      assertEquals(expected.halfway().orElseThrow(), actual.halfway().orElseThrow(), 1e-12);
      assertEquals(expected.halfOfFull().orElseThrow(), actual.halfOfFull().orElseThrow(), 1e-12);
    }
    // T5: with the variance refitted too, random moves with μ: 1 : 2, halfway, 66, 84, 94
    double[] mus = {0.5, 2.5, 5};
    double[] budgets = {0.66, 0.84, 0.94};
    for (int i = 0; i < mus.length; i++) {
      MeanLine free =
          new MeanLine(
              new GaussianFreeVariance(),
              GaussianFreeVariance.meanParameter(0, 1),
              GaussianFreeVariance.meanParameter(mus[i], 1));
      assertEquals(budgets[i], free.randomCrossings(0.5).halfway().orElseThrow(), 0.01);
    }
  }

  @Test
  void refusesLawsThatAreEqualOrOutsideTheFamily() {
    assertThrows(IllegalArgumentException.class, () -> line(new Poisson(), 2, 2));
    assertThrows(IllegalArgumentException.class, () -> line(new Poisson(), 2, 0));
    assertThrows(IllegalArgumentException.class, () -> line(new Bernoulli(), 0.5, 1));
    assertThrows(IllegalArgumentException.class, () -> variances(1, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MeanLine(new Poisson(), new double[] {1, 2}, new double[] {1}));
  }

  private static MeanLine line(ExponentialFamily family, double mean1, double mean2) {
    return new MeanLine(family, new double[] {mean1}, new double[] {mean2});
  }

  private static MeanLine variances(double variance1, double variance2) {
    return new MeanLine(
        new GaussianFreeVariance(),
        GaussianFreeVariance.meanParameter(1, variance1),
        GaussianFreeVariance.meanParameter(1, variance2));
  }

  /** 1 − (1 − 10⁻¹⁸) is 0 in doubles, which no Poisson law has for its mean. */
  @Test
  void withAllOfTheForgetLawTheLineIsAtIt() {
    double[] mean1 = {1e-18};
    MeanLine line = new MeanLine(new Poisson(), mean1, new double[] {1});
    assertEquals(1e-18, line.mean(-1)[0]);
    assertEquals(0, line.deletion(1).alpha());
    assertEquals(1, line.mean(0)[0]);
  }
}
