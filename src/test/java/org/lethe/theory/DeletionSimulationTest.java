package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.nd.Seed;

/**
 * Drawn samples against the exact laws. Guards against a simulation that deletes from the wrong
 * end, a law that holds only on paper, and results that depend on threads.
 */
class DeletionSimulationTest {

  private static final SampleSizes SIZES = new SampleSizes(1000, 2000);
  private static final int SEEDS = 20;

  private static int[] tenths(int n1) {
    return IntStream.rangeClosed(0, 10).map(i -> i * n1 / 10).toArray();
  }

  @Test
  void randomDeletionHasTheExpectedDivergences() {
    // T3: within 4 standard errors; the sd per run is 0.0080, 0.041, 0.080 at f = 500
    double[] mus = {0.5, 2.5, 5};
    double[] sds = {0.0080, 0.041, 0.080};
    int runs = 1000;
    for (int i = 0; i < mus.length; i++) {
      double kappa = mus[i] * mus[i] / 2;
      double[] mean = meanCurves(DeletionRule.RANDOM, kappa, 1, SIZES, runs, new int[] {500})[0];
      Divergences expected = DeletionBounds.expectedRandom(kappa, 1, SIZES, 500);
      double allowed = 4 * sds[i] / Math.sqrt(runs);
      assertEquals(expected.alpha(), mean[0], allowed);
      // ε = (√κ − √α)² moves less than α here
      assertEquals(expected.epsilon(), mean[1], allowed);
    }
  }

  @Test
  void randomDeletionHasTheExpectedDivergencesInManyDimensions() {
    int runs = 100;
    double[] mean =
        meanCurves(DeletionRule.RANDOM, 2, 30, new SampleSizes(100, 200), runs, new int[] {50})[0];
    Divergences expected = DeletionBounds.expectedRandom(2, 30, new SampleSizes(100, 200), 50);
    // d/(2N) = 30/500 = 0.06 is what is tested; sd of ε per run ≈ 0.05
    assertEquals(expected.epsilon(), mean[1], 4 * 0.05 / Math.sqrt(runs));
    assertEquals(expected.alpha(), mean[0], 4 * 0.2 / Math.sqrt(runs));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.05", "2.5, 0.02", "5, 0.02"})
  void distanceDeletionFollowsItsLaw(double mu, double allowed) {
    // T4, at n1 : n2 = 1 : 1 and 1 : 2, means over 20 seeds, in units of κ
    double kappa = mu * mu / 2;
    for (SampleSizes sizes : new SampleSizes[] {new SampleSizes(1000, 1000), SIZES}) {
      int[] deleted = tenths(1000);
      double[][] means = meanCurves(DeletionRule.DISTANCE, kappa, 1, sizes, SEEDS, deleted);
      PopulationLaw law = new PopulationLaw(DeletionRule.DISTANCE, kappa, sizes.ratio(), 1);
      for (int k = 0; k < deleted.length; k++) {
        Divergences expected = law.at(deleted[k] / 1000.0);
        assertEquals(expected.alpha() / kappa, means[k][0] / kappa, allowed, "f=" + deleted[k]);
        assertEquals(expected.epsilon() / kappa, means[k][1] / kappa, allowed, "f=" + deleted[k]);
      }
    }
  }

  @Test
  void distanceDeletionFollowsItsLawInTenDimensions() {
    // E adds up to d/(2n2) = 0.0025 of noise to either divergence
    int[] deleted = tenths(1000);
    double kappa = 3.125;
    double[][] means = meanCurves(DeletionRule.DISTANCE, kappa, 10, SIZES, SEEDS, deleted);
    PopulationLaw law = new PopulationLaw(DeletionRule.DISTANCE, kappa, 0.5, 10);
    for (int k = 0; k < deleted.length; k++) {
      assertEquals(law.at(deleted[k] / 1000.0).alpha() / kappa, means[k][0] / kappa, 0.02);
    }
  }

  @Test
  void likelihoodRatioDeletionFollowsItsLawPastTheRetainMean() {
    double kappa = 0.5;
    int[] deleted = {0, 200, 400, 600, 700, 800, 900};
    SampleSizes sizes = new SampleSizes(1000, 1000);
    double[][] means = meanCurves(DeletionRule.LIKELIHOOD_RATIO, kappa, 1, sizes, 100, deleted);
    PopulationLaw law = new PopulationLaw(DeletionRule.LIKELIHOOD_RATIO, kappa, 1, 1);
    for (int k = 0; k < deleted.length; k++) {
      assertEquals(law.at(deleted[k] / 1000.0).alpha() / kappa, means[k][0] / kappa, 0.03);
    }
    // overshoots from φ(z) = q on, z = 0.303, budget 0.62
    assertTrue(means[4][0] > kappa, "α past μ2: " + means[4][0]);
  }

  @Test
  void pointsBetweenTheMeansAreOnTheLeftArmToTheLastDigits() {
    // T2: an identity in one dimension, for every rule and seed; an inequality in more
    int[] deleted = tenths(1000);
    for (double mu : new double[] {0.5, 2.5, 5}) {
      double kappa = mu * mu / 2;
      for (int seed = 0; seed < SEEDS; seed++) {
        for (DeletionRule rule : new DeletionRule[] {DeletionRule.RANDOM, DeletionRule.DISTANCE}) {
          for (Divergences point :
              new DeletionSimulation(rule, kappa, 1, SIZES).run(new Seed(seed), deleted)) {
            double roots = Math.sqrt(point.alpha()) + Math.sqrt(point.epsilon());
            boolean between = Math.max(point.alpha(), point.epsilon()) <= kappa;
            if (between) {
              assertEquals(Math.sqrt(kappa), roots, 1e-9);
            } else {
              assertTrue(roots > Math.sqrt(kappa) - 1e-9);
            }
          }
        }
        for (Divergences point :
            new DeletionSimulation(DeletionRule.DISTANCE, kappa, 7, SIZES)
                .run(new Seed(seed), deleted)) {
          assertTrue(
              Math.sqrt(point.alpha()) + Math.sqrt(point.epsilon()) >= Math.sqrt(kappa) - 1e-9);
        }
      }
    }
  }

  @Test
  void distanceBeatsRandomBeatsItsReverse() {
    // T6, mean over seeds at every budget in (0, 1)
    for (double mu : new double[] {0.5, 2.5, 5}) {
      double kappa = mu * mu / 2;
      int[] deleted = tenths(1000);
      double[][] distance = meanCurves(DeletionRule.DISTANCE, kappa, 1, SIZES, SEEDS, deleted);
      double[][] random = meanCurves(DeletionRule.RANDOM, kappa, 1, SIZES, SEEDS, deleted);
      double[][] anti = meanCurves(DeletionRule.ANTI_DISTANCE, kappa, 1, SIZES, SEEDS, deleted);
      for (int k = 1; k < 10; k++) {
        assertTrue(distance[k][0] > random[k][0], "α at " + deleted[k]);
        assertTrue(distance[k][1] < random[k][1], "ε at " + deleted[k]);
        assertTrue(anti[k][1] > random[k][1], "ε of the reverse at " + deleted[k]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // T5: n1, n2, halfway?, random, distance at μ = 0.5, 2.5, 5 (percent)
    "1000, 1000, false, 58.6, 13.2, 37.2, 47.4",
    "1000, 2000, true, 64.7, 19.3, 46.0, 55.4"
  })
  void crossesWhereTheLawsCross(
      int n1, int n2, boolean halfway, double random, double low, double middle, double high) {
    SampleSizes sizes = new SampleSizes(n1, n2);
    double[] mus = {0.5, 2.5, 5};
    double[] distance = {low, middle, high};
    for (int i = 0; i < mus.length; i++) {
      assertEquals(
          random, crossing(DeletionRule.RANDOM, mus[i], 1, sizes, halfway), i == 0 ? 4 : 2);
      assertEquals(
          distance[i], crossing(DeletionRule.DISTANCE, mus[i], 1, sizes, halfway), i == 0 ? 3 : 2);
    }
  }

  @Test
  void coresetIsNoBetterThanRandom() {
    // T8, every μ and d tried: 58–60 at 1 : 1 half of full, 64–66 at 1 : 2 halfway
    double[][] cases = {{2.5, 1}, {5, 1}, {2.5, 10}, {5, 10}};
    for (double[] c : cases) {
      double equal =
          crossing(DeletionRule.CORESET, c[0], (int) c[1], new SampleSizes(1000, 1000), false);
      assertEquals(59, equal, 1.5, "μ=" + c[0] + ", d=" + c[1]);
      double halfway = crossing(DeletionRule.CORESET, c[0], (int) c[1], SIZES, true);
      assertEquals(65, halfway, 1.5, "μ=" + c[0] + ", d=" + c[1]);
    }
  }

  @Test
  void predictionsDoNotDependOnTheNumberOfThreads()
      throws ExecutionException, InterruptedException {
    DeletionSimulation simulation =
        new DeletionSimulation(DeletionRule.DISTANCE, 3.125, 2, new SampleSizes(300, 300));
    assertArrayEquals(describe(simulation, 1), describe(simulation, 4), 0);
  }

  private static double[] describe(DeletionSimulation simulation, int threads)
      throws ExecutionException, InterruptedException {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      CrossingSample halfway =
          pool.submit(() -> simulation.crossings(40, new Seed(5)).halfway()).get();
      return new double[] {
        halfway.mean().orElseThrow(),
        halfway.quantile(0.025).orElseThrow(),
        halfway.quantile(0.975).orElseThrow(),
        halfway.standardDeviation().orElseThrow()
      };
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void noiseOfSingleRunsIsAsMeasuredElsewhere() {
    // T5: n1 = 1000, n2 = 2000, halfway, μ = 2.5: random 65 ± 1, distance 46 ± 0.5
    CrossingSample random =
        new DeletionSimulation(DeletionRule.RANDOM, 3.125, 1, SIZES)
            .crossings(200, new Seed(1))
            .halfway();
    assertEquals(200, random.reached());
    assertEquals(0.01, random.standardDeviation().orElseThrow(), 0.005);
    assertTrue(
        random.quantile(0.025).orElseThrow() < random.mean().orElseThrow()
            && random.mean().orElseThrow() < random.quantile(0.975).orElseThrow());
  }

  @Test
  @Tag("full")
  void aThousandRunsMeetTheLawsClosely() {
    for (double mu : new double[] {2.5, 5}) {
      for (DeletionRule rule : new DeletionRule[] {DeletionRule.RANDOM, DeletionRule.DISTANCE}) {
        double expected =
            new PopulationLaw(rule, mu * mu / 2, 0.5, 1).crossings().halfway().orElseThrow();
        double mean =
            new DeletionSimulation(rule, mu * mu / 2, 1, SIZES)
                .crossings(1000, new Seed(2))
                .halfway()
                .mean()
                .orElseThrow();
        assertEquals(expected, mean, 0.005);
      }
    }
  }

  @Test
  void refusesDeletionsOutOfOrderOrRange() {
    DeletionSimulation simulation =
        new DeletionSimulation(DeletionRule.RANDOM, 1, 1, new SampleSizes(10, 10));
    Seed seed = new Seed(1);
    assertThrows(IllegalArgumentException.class, () -> simulation.run(seed, new int[] {5, 3}));
    assertThrows(IllegalArgumentException.class, () -> simulation.run(seed, new int[] {11}));
    assertThrows(IllegalArgumentException.class, () -> simulation.crossings(0, seed));
  }

  private static double crossing(
      DeletionRule rule, double mu, int dimension, SampleSizes sizes, boolean halfway) {
    DeletionSimulation.PredictedCrossings crossings =
        new DeletionSimulation(rule, mu * mu / 2, dimension, sizes).crossings(40, new Seed(7));
    return 100 * (halfway ? crossings.halfway() : crossings.halfOfFull()).mean().orElseThrow();
  }

  // mean α and ε over seeds after each deletion, [k][2]
  private static double[][] meanCurves(
      DeletionRule rule, double kappa, int dimension, SampleSizes sizes, int runs, int[] deleted) {
    double[][] means = new double[deleted.length][2];
    DeletionSimulation simulation = new DeletionSimulation(rule, kappa, dimension, sizes);
    for (int run = 0; run < runs; run++) {
      Divergences[] curve = simulation.run(new Seed(13).derive("test", run), deleted);
      for (int k = 0; k < deleted.length; k++) {
        means[k][0] += curve[k].alpha() / runs;
        means[k][1] += curve[k].epsilon() / runs;
      }
    }
    return means;
  }
}
