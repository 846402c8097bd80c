package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.nd.Seed;

/**
 * Guards against a bound that fails more often than it promises, one that promises nothing, and a
 * budget that is not the smallest.
 */
class DeletionBoundsTest {

  private static final double FAILURE = 0.05;

  @Test
  void expectsTheWorkedNumbersOfRandomDeletion() {
    // T3, f = 500 of n1 = 1000, n2 = 2000: w = 500/2500 = 0.2, N = 2500, 1/(2N) = 0.0002.
    // μ = 2.5: κ = 3.125: α = 0.64·3.125 + 0.0002 = 2.0002, ε = 0.04·3.125 + 0.0002 = 0.1252
    SampleSizes sizes = new SampleSizes(1000, 2000);
    Divergences middle = DeletionBounds.expectedRandom(3.125, 1, sizes, 500);
    assertEquals(2.0002, middle.alpha(), 1e-12);
    assertEquals(0.1252, middle.epsilon(), 1e-12);
    Divergences low = DeletionBounds.expectedRandom(0.125, 1, sizes, 500);
    assertEquals(0.0802, low.alpha(), 1e-12);
    assertEquals(0.0052, low.epsilon(), 1e-12);
    Divergences high = DeletionBounds.expectedRandom(12.5, 1, sizes, 500);
    assertEquals(8.0002, high.alpha(), 1e-12);
    assertEquals(0.5002, high.epsilon(), 1e-12);
    // ten dimensions add ten times the noise
    assertEquals(2.002, DeletionBounds.expectedRandom(3.125, 10, sizes, 500).alpha(), 1e-12);
  }

  @Test
  void randomBoundIsNotVoid() {
    // T12: f = 500, n1 = n2 = 1000, μ = 0.5: w = 1/3, L = ln 40 = 3.68888, √(L/N) = 0.049592,
    // (0.117851 + 0.049592)² = 0.02804, within a factor 2 of E ε = 0.0139 + 0.0003 = 0.0142
    Divergences bound =
        new DeletionBounds(0.125, 1, new SampleSizes(1000, 1000), FAILURE).random(500);
    assertEquals(0.0280, bound.epsilon(), 5e-5);
    double truth =
        DeletionBounds.expectedRandom(0.125, 1, new SampleSizes(1000, 1000), 500).epsilon();
    assertTrue(bound.epsilon() < 2 * truth, "bound " + bound.epsilon() + ", truth " + truth);
  }

  // T12: n1, n2, μ, d; every tenth of the budgets, both rules, 400 runs (100 where slow)
  @ParameterizedTest
  @CsvSource({
    "1000, 1000, 0.5, 1",
    "1000, 5000, 2.5, 1",
    "200, 400, 0.5, 1",
    "200, 400, 2.5, 1",
    "200, 400, 2.5, 5"
  })
  void boundsHoldAsOftenAsTheyPromise(int n1, int n2, double mu, int dimension) {
    assertCoverage(n1, n2, mu, dimension);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "1000, 1000, 2.5, 1",
    "1000, 5000, 0.5, 1",
    "1000, 2000, 0.5, 20",
    "2000, 1000, 5, 3"
  })
  void boundsHoldAsOftenAsTheyPromiseElsewhere(int n1, int n2, double mu, int dimension) {
    assertCoverage(n1, n2, mu, dimension);
  }

  private static void assertCoverage(int n1, int n2, double mu, int dimension) {
    int runs = 400;
    double kappa = mu * mu / 2;
    SampleSizes sizes = new SampleSizes(n1, n2);
    DeletionBounds bounds = new DeletionBounds(kappa, dimension, sizes, FAILURE);
    int[] deleted = new int[] {n1 / 5, n1 / 2, 4 * n1 / 5, 19 * n1 / 20, n1};
    for (DeletionRule rule : new DeletionRule[] {DeletionRule.RANDOM, DeletionRule.DISTANCE}) {
      DeletionSimulation simulation = new DeletionSimulation(rule, kappa, dimension, sizes);
      int[] held = new int[deleted.length];
      for (int run = 0; run < runs; run++) {
        Divergences[] points = simulation.run(new Seed(3).derive("coverage", run), deleted);
        for (int k = 0; k < deleted.length; k++) {
          Divergences bound = bounds.bound(rule, deleted[k]);
          boolean holds =
              points[k].alpha() >= bound.alpha() && points[k].epsilon() <= bound.epsilon();
          held[k] += holds ? 1 : 0;
        }
      }
      for (int k = 0; k < deleted.length; k++) {
        double coverage = (double) held[k] / runs;
        assertTrue(
            coverage >= 0.98, rule.word() + ", f = " + deleted[k] + ": coverage " + coverage);
      }
    }
  }

  @Test
  void budgetIsTheSmallestThatKeepsThePromise() {
    DeletionBounds bounds = new DeletionBounds(3.125, 1, new SampleSizes(1000, 2000), FAILURE);
    for (DeletionRule rule : new DeletionRule[] {DeletionRule.RANDOM, DeletionRule.DISTANCE}) {
      for (double epsilon : new double[] {0.02, 0.1, 0.3}) {
        DeletionBounds.Guarantee found = bounds.budgetForEpsilon(rule, epsilon).orElseThrow();
        int smallest = 0;
        while (bounds.bound(rule, smallest).epsilon() > epsilon) {
          smallest++;
        }
        assertEquals(smallest, found.deleted());
        assertTrue(found.guaranteed().epsilon() <= epsilon);
        assertEquals(
            new GaussianFrontier(3.125).maximalAlpha(epsilon), found.frontierAlpha(), 1e-12);
        assertTrue(found.guaranteed().alpha() < found.frontierAlpha());
      }
    }
    assertTrue(
        bounds.budgetForEpsilon(DeletionRule.DISTANCE, 0.1).orElseThrow().deleted()
            < bounds.budgetForEpsilon(DeletionRule.RANDOM, 0.1).orElseThrow().deleted(),
        "looking is cheaper than not looking");
  }

  @Test
  void deletesNothingWhereNothingIsAtStake() {
    DeletionBounds bounds = new DeletionBounds(0.01, 1, new SampleSizes(10, 2000), FAILURE);
    assertEquals(0, bounds.budgetForEpsilon(DeletionRule.RANDOM, 0.5).orElseThrow().deleted());
  }

  /**
   * Where the laws are close, deletion costs more in samples than it wins: with κ = 0.001296 and
   * 1000 samples each, √ε is at most 0.0609 at f = 0, 0.0616 around f = 600, 0.0607 at f = 1000;
   * with equal laws it only rises, from √(3.69/2000) to √(3.69/1000).
   */
  @Test
  void deletesNothingWhereEveryDeletionOnlyCostsSamples() {
    SampleSizes sizes = new SampleSizes(1000, 1000);
    DeletionBounds close = new DeletionBounds(0.036 * 0.036, 1, sizes, FAILURE);
    double between = 0.0611 * 0.0611;
    assertTrue(close.random(0).epsilon() < between && close.random(1000).epsilon() < between);
    assertTrue(close.random(600).epsilon() > between);
    DeletionBounds equal = new DeletionBounds(0, 1, sizes, FAILURE);
    for (DeletionRule rule : new DeletionRule[] {DeletionRule.RANDOM, DeletionRule.DISTANCE}) {
      for (DeletionBounds bounds : new DeletionBounds[] {close, equal}) {
        for (double epsilon : new double[] {0.0018, 0.002, 0.0037, between, 0.0038, 0.02}) {
          OptionalInt smallest =
              IntStream.rangeClosed(0, 1000)
                  .filter(f -> bounds.bound(rule, f).epsilon() <= epsilon)
                  .findFirst();
          Optional<DeletionBounds.Guarantee> found = bounds.budgetForEpsilon(rule, epsilon);
          assertEquals(smallest.isPresent(), found.isPresent(), rule + " " + epsilon);
          found.ifPresent(g -> assertEquals(smallest.orElseThrow(), g.deleted(), rule.word()));
        }
      }
    }
    assertEquals(0, close.budgetForEpsilon(DeletionRule.RANDOM, between).orElseThrow().deleted());
    assertEquals(0, equal.budgetForEpsilon(DeletionRule.RANDOM, 0.002).orElseThrow().deleted());
  }

  @Test
  void manySamplesAreCountedWhole() {
    SampleSizes sizes = new SampleSizes(2_000_000_000, 2_000_000_000);
    assertEquals(4_000_000_000L, sizes.left(0));
    assertEquals(0.5, sizes.forgetWeight(0));
  }

  @Test
  void saysSoWhenTheRetainSamplesAreTooFew() {
    // even with all of p1 gone, ε ≤ L/n2 = 3.69/20 = 0.18 is the best that can be promised
    DeletionBounds bounds = new DeletionBounds(3.125, 1, new SampleSizes(1000, 20), FAILURE);
    assertTrue(bounds.budgetForEpsilon(DeletionRule.RANDOM, 0.1).isEmpty());
    assertTrue(bounds.budgetForEpsilon(DeletionRule.DISTANCE, 0.1).isEmpty());
    assertTrue(bounds.budgetForEpsilon(DeletionRule.RANDOM, 0.19).isPresent());
  }

  @Test
  void promisesNothingWhereTheScoresAreNotKnownWellEnough() {
    DeletionBounds bounds = new DeletionBounds(2, 1, new SampleSizes(100, 100), FAILURE);
    assertEquals(new Divergences(0, Double.POSITIVE_INFINITY), bounds.distance(0));
  }

  @Test
  void refusesRulesWithoutABoundAndImpossibleCounts() {
    DeletionBounds bounds = new DeletionBounds(2, 1, new SampleSizes(100, 100), FAILURE);
    assertThrows(IllegalArgumentException.class, () -> bounds.bound(DeletionRule.CORESET, 10));
    assertThrows(IllegalArgumentException.class, () -> bounds.random(101));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DeletionBounds(2, 1, new SampleSizes(100, 100), 0));
    assertThrows(IllegalArgumentException.class, () -> new SampleSizes(0, 1));
  }
}
