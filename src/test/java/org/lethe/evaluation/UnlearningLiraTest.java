package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.lethe.evaluation.UnlearningLira.Gaussian;
import org.lethe.nd.Seed;
import org.lethe.testing.Refused;

/**
 * Guards against what is wrong with released versions: scores judged by the Gaussians that they
 * helped to fit, no variance, and the bias of leaving out one model of one kind only.
 */
class UnlearningLiraTest {

  private static double[][] normal(long seed, int targets, int models, double mean) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new Seed(seed).random());
    double[][] scores = new double[targets][models];
    for (double[] target : scores) {
      for (int i = 0; i < models; i++) {
        target[i] = mean + normal.sample();
      }
    }
    return scores;
  }

  @Test
  void theProbabilityIsTheLikelihoodRatio() {
    // fixture T14: densities e^{−0.125} and e^{−0.5} of the same scale: 1/(1 + e^{−0.375})
    assertEquals(
        0.5926665999,
        UnlearningLira.probability(2, new Gaussian(2.5, 1), new Gaussian(1, 1)),
        1e-9);
    assertEquals(
        0.5, UnlearningLira.probability(2, new Gaussian(1.3, 0.7), new Gaussian(1.3, 0.7)));
  }

  @Test
  void equalKindsAreToldWithHalfRightEvenWithFewModels() {
    // with one model left out of its own kind only, five models would give 0.48
    UnlearningLira.Outcome outcome =
        UnlearningLira.DEFAULT.attack(normal(1, 4000, 5, 0), normal(2, 4000, 5, 0));
    // 40,000 judgements, correlated within a target: sd about 0.004
    assertEquals(0.5, outcome.accuracy(), 0.012);
    assertEquals(0.5, outcome.area(), 0.02);
    assertEquals(0.01, outcome.truePositiveRate(), 0.006);
  }

  @Test
  void kindsThatAreTwoDeviationsApartAreToldAsWellAsGaussiansCanBe() {
    // with known laws: Φ(1) = 0.8413; estimated from 63 models a little less
    UnlearningLira.Outcome outcome =
        UnlearningLira.DEFAULT.attack(normal(3, 100, 64, 2), normal(4, 100, 64, 0));
    assertEquals(0.838, outcome.accuracy(), 0.012);
    assertEquals(0.92, outcome.area(), 0.02); // Φ(√2) = 0.9214
  }

  @Test
  void constantScoresAreNoDivisionByZero() {
    double[][] same = {{1, 1, 1, 1}};
    double[][] other = {{2, 2, 2}};
    assertEquals(0.5, UnlearningLira.DEFAULT.attack(same, same).accuracy());
    assertEquals(0.5, UnlearningLira.DEFAULT.attack(same, same).area());
    assertEquals(1, UnlearningLira.DEFAULT.attack(same, other).accuracy());
  }

  @Test
  void tooFewModelsAreRefused() {
    double[][] two = {{1, 2}};
    double[][] three = {{1, 2, 3}};
    String message =
        Refused.message(
            IllegalArgumentException.class, () -> UnlearningLira.DEFAULT.attack(two, three));
    assertTrue(message.contains("2 models"), message);
  }

  @Test
  void scoresThatComeModelByModelAreTurned() {
    double[][] byTarget = UnlearningLira.byTarget(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    assertEquals(2, byTarget.length);
    assertEquals(5, byTarget[0][2]);
    assertEquals(4, byTarget[1][1]);
  }
}
