package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The exact laws against the numbers of docs/decisions/targets.md. Guards against a law that is
 * right at its ends only, a wrong reading of "halved", and a dimension that does not matter.
 */
class PopulationLawTest {

  private static double kappa(double mu) {
    return mu * mu / 2;
  }

  private static double[] relativeCurve(DeletionRule rule, double mu) {
    PopulationLaw law = new PopulationLaw(rule, kappa(mu), 1, 1);
    return Arrays.stream(law.at(new double[] {0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1}))
        .mapToDouble(point -> point.alpha() / kappa(mu))
        .toArray();
  }

  @Test
  void followsTheTabulatedLawsAtEqualSizes() {
    // T4, r = 1: α/κ at budgets 0, 10, …, 100 %
    assertArrayEquals(
        new double[] {.2500, .4495, .5977, .7174, .8124, .8851, .9374, .9717, .9910, .9988, 1},
        relativeCurve(DeletionRule.DISTANCE, 0.5),
        5.1e-5);
    assertArrayEquals(
        new double[] {.2500, .3173, .3816, .4490, .5207, .5976, .6801, .7677, .8587, .9464, 1},
        relativeCurve(DeletionRule.DISTANCE, 2.5),
        5.1e-5);
    assertArrayEquals(
        new double[] {.2500, .2968, .3442, .3958, .4533, .5182, .5921, .6769, .7744, .8855, 1},
        relativeCurve(DeletionRule.DISTANCE, 5),
        5.1e-5);
    for (double mu : new double[] {0.5, 2.5, 5}) {
      for (DeletionRule rule : new DeletionRule[] {DeletionRule.RANDOM, DeletionRule.CORESET}) {
        assertArrayEquals(
            new double[] {.2500, .2770, .3086, .3460, .3906, .4444, .5102, .5917, .6944, .8264, 1},
            relativeCurve(rule, mu),
            5.1e-5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // r, halfway?, random, and distance at μ = 0.5, 2.5, 5, in percent: T5
    "1, false, 58.6, 13.2, 37.2, 47.4",
    "1, true, 73.6, 22.1, 53.4, 64.0",
    "0.5, true, 64.7, 19.3, 46.0, 55.4",
    "0.4, true, 62.4, 18.6, 44.1, 53.1",
    "0.25, true, 58.3, 17.5, 41.1, 49.5",
    "1.18, false, 64.9, 15.5, 42.7, 53.7"
  })
  void crossesWhereTheSpecificationSays(
      double ratio, boolean halfway, double random, double low, double middle, double high) {
    double[] mus = {0.5, 2.5, 5};
    double[] distance = {low, middle, high};
    for (int i = 0; i < 3; i++) {
      assertTabulated(random, crossing(DeletionRule.RANDOM, mus[i], ratio, 1, halfway));
      assertTabulated(distance[i], crossing(DeletionRule.DISTANCE, mus[i], ratio, 1, halfway));
    }
  }

  // The table was read off a grid: its last digit is good to one unit.
  private static void assertTabulated(double tabulated, double crossing) {
    assertEquals(tabulated, crossing, 0.1);
  }

  @Test
  void gainOverRandomShrinksWithSeparationButDoesNotVanish() {
    // T7, n1 : n2 = 1 : 2, halfway
    double[] mus = {0.5, 1, 2, 2.5, 5};
    double[] gains = {45.4, 37.3, 23.0, 18.7, 9.3};
    for (int i = 0; i < mus.length; i++) {
      double gain =
          crossing(DeletionRule.RANDOM, mus[i], 0.5, 1, true)
              - crossing(DeletionRule.DISTANCE, mus[i], 0.5, 1, true);
      assertEquals(gains[i], gain, 0.06);
    }
  }

  @Test
  void dimensionBlursTheDistanceRule() {
    // T5: isotropic d = 2, 5, 10 at μ = 0.5, 1 : 2, halfway give 27, 38, 44
    // simulated there, hence the tolerance
    assertEquals(27, crossing(DeletionRule.DISTANCE, 0.5, 0.5, 2, true), 1);
    assertEquals(38, crossing(DeletionRule.DISTANCE, 0.5, 0.5, 5, true), 1);
    assertEquals(44, crossing(DeletionRule.DISTANCE, 0.5, 0.5, 10, true), 1);
    assertEquals(
        crossing(DeletionRule.LIKELIHOOD_RATIO, 0.5, 0.5, 1, true),
        crossing(DeletionRule.LIKELIHOOD_RATIO, 0.5, 0.5, 50, true),
        0);
  }

  @ParameterizedTest
  @CsvSource({
    // κ, d, r, budget, α, ε: integration with SciPy, src/test/python/theory_reference.py
    "3.125, 1, 1, 0.3, 1.4030021867493738, 0.34021908176803145",
    "0.125, 2, 0.5, 0.4, 0.10176114209512856, 0.001193921410109081",
    "0.125, 10, 0.5, 0.4, 0.08713729281558827, 0.003406254376658122",
    "3.125, 10, 0.5, 0.7, 2.6100186083541743, 0.0231684173541356"
  })
  void distanceLawInAnyDimensionAgreesWithIntegration(
      double kappa, int dimension, double ratio, double budget, double alpha, double epsilon) {
    Divergences point =
        new PopulationLaw(DeletionRule.DISTANCE, kappa, ratio, dimension).at(budget);
    assertEquals(alpha, point.alpha(), 1e-10);
    assertEquals(epsilon, point.epsilon(), 1e-10);
  }

  @Test
  void damageOfTheDistanceRuleFallsWithTheSixthPowerNearFullDeletion() {
    // docs/theory.md: log-log slope of ε in q, μ = 0.5, r = 1, between q = 0.2 and 0.1, 0.02 and
    // 0.01
    assertEquals(5.77, slope(DeletionRule.DISTANCE, 0.2), 0.01);
    assertEquals(5.97, slope(DeletionRule.DISTANCE, 0.02), 0.01);
    assertEquals(1.75, slope(DeletionRule.RANDOM, 0.2), 0.01);
    assertEquals(1.97, slope(DeletionRule.RANDOM, 0.02), 0.01);
  }

  private static double slope(DeletionRule rule, double kept) {
    PopulationLaw law = new PopulationLaw(rule, kappa(0.5), 1, 1);
    return Math.log(law.at(1 - kept).epsilon() / law.at(1 - kept / 2).epsilon()) / Math.log(2);
  }

  @ParameterizedTest
  @EnumSource(DeletionRule.class)
  void everyRuleStartsAtTheMixtureAndEndsAtKappa(DeletionRule rule) {
    for (double ratio : new double[] {0.1, 1, 3}) {
      PopulationLaw law = new PopulationLaw(rule, 2, ratio, 3);
      assertEquals(2 / ((1 + ratio) * (1 + ratio)), law.at(0).alpha(), 1e-9);
      assertEquals(2, law.at(1).alpha(), 1e-12);
      assertEquals(0, law.at(1).epsilon(), 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(DeletionRule.class)
  void everyPointBetweenTheMeansIsOnTheLeftArm(DeletionRule rule) {
    // T2: √α + √ε = √κ as long as the fitted mean lies between the two
    PopulationLaw law = new PopulationLaw(rule, 3.125, 0.5, 1);
    double end = law.overshootBudget().orElse(1);
    for (double budget = 0; budget < end; budget += 0.05) {
      Divergences point = law.at(budget);
      assertEquals(Math.sqrt(3.125), Math.sqrt(point.alpha()) + Math.sqrt(point.epsilon()), 1e-9);
    }
  }

  @Test
  void likelihoodRatioOvershootsWhereTheKeptMeanPassesTheRetainMean() {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    for (double mu : new double[] {0.01, 0.5, 1, 2.5, 5}) {
      PopulationLaw law = new PopulationLaw(DeletionRule.LIKELIHOOD_RATIO, kappa(mu), 0.5, 1);
      double budget = law.overshootBudget().orElseThrow();
      double z = normal.inverseCumulativeProbability(budget);
      // φ(z) = μ q
      assertEquals(mu * normal.survivalProbability(z), normal.density(z), 1e-9);
      assertEquals(kappa(mu), law.at(budget).alpha(), 1e-9);
      assertEquals(0, law.at(budget).epsilon(), 1e-12);
      PopulationLaw crowded = new PopulationLaw(DeletionRule.LIKELIHOOD_RATIO, kappa(mu), 9, 1);
      assertEquals(budget, crowded.overshootBudget().orElseThrow(), 0, "whatever n2 is");
    }
    PopulationLaw low = new PopulationLaw(DeletionRule.LIKELIHOOD_RATIO, kappa(0.5), 0.5, 1);
    double beyond = (low.overshootBudget().orElseThrow() + 1) / 2;
    assertTrue(low.at(beyond).alpha() > kappa(0.5));
    assertTrue(low.at(beyond).epsilon() > 0);
    for (double budget = 0.05; budget < 1; budget += 0.05) {
      assertTrue(
          new PopulationLaw(DeletionRule.DISTANCE, kappa(0.5), 0.5, 1).at(budget).alpha()
              < kappa(0.5),
          "the distance rule never passes μ2");
    }
  }

  @Test
  void ordersTheRules() {
    // T6: distance ahead of random ahead of its own reverse, in both divergences
    for (double mu : new double[] {0.5, 2.5, 5}) {
      for (double budget = 0.05; budget < 0.99; budget += 0.1) {
        Divergences selective = at(DeletionRule.DISTANCE, mu, budget);
        Divergences random = at(DeletionRule.RANDOM, mu, budget);
        Divergences anti = at(DeletionRule.ANTI_DISTANCE, mu, budget);
        assertTrue(selective.alpha() > random.alpha() && selective.epsilon() < random.epsilon());
        assertTrue(anti.epsilon() > random.epsilon());
      }
    }
  }

  @Test
  void countsAsHalvedWhereItAlreadyIs() {
    // r = 0.1: α(0) = κ/1.21 > κ/2
    Crossings crossings = new PopulationLaw(DeletionRule.RANDOM, 2, 0.1, 1).crossings();
    assertEquals(0, crossings.halfOfFull().orElseThrow());
    assertTrue(crossings.halfway().orElseThrow() > 0);
    assertTrue(new PopulationLaw(DeletionRule.RANDOM, 2, 1, 1).budgetWhere(2.1).isEmpty());
  }

  @Test
  void refusesWhatIsNoBudget() {
    PopulationLaw law = new PopulationLaw(DeletionRule.RANDOM, 2, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> law.at(1.01));
    assertThrows(IllegalArgumentException.class, () -> law.at(Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> new PopulationLaw(DeletionRule.RANDOM, 2, 0, 1));
  }

  private static Divergences at(DeletionRule rule, double mu, double budget) {
    return new PopulationLaw(rule, kappa(mu), 1, 1).at(budget);
  }

  private static double crossing(
      DeletionRule rule, double mu, double ratio, int dimension, boolean halfway) {
    Crossings crossings = new PopulationLaw(rule, kappa(mu), ratio, dimension).crossings();
    return 100 * (halfway ? crossings.halfway() : crossings.halfOfFull()).orElseThrow();
  }
}
