package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/** Guards against the frontier with a stray ½, and against a left arm sold as Pareto-optimal. */
class GaussianFrontierTest {

  private final GaussianFrontier frontier = new GaussianFrontier(2);

  @Test
  void buysTheAlphaOfTheDerivationAndNotTheOneWithAHalf() {
    // (√2 + √0.1)² = 2 + 0.1 + 2√0.2 = 2.1 + 0.894427 = 2.994427; with the ½ it would be 3.4649
    assertEquals(2.994427, frontier.maximalAlpha(0.1), 1e-6);
  }

  @Test
  void damagesNothingUpToKappa() {
    assertArrayEquals(new double[] {0, 0, 0}, frontier.minimalEpsilon(new double[] {0, 1.3, 2}), 0);
    // (√8 − √2)² = (√2)² = 2
    assertEquals(2, frontier.minimalEpsilon(8), 1e-12);
  }

  @Test
  void isItsOwnInverseBeyondKappa() {
    double[] epsilons = {0, 1e-6, 0.1, 1, 40};
    assertArrayEquals(epsilons, frontier.minimalEpsilon(frontier.maximalAlpha(epsilons)), 1e-9);
  }

  @Test
  void agreesWithTheLineThatItIsMadeOf() {
    for (double shift : new double[] {0, 0.2, 3}) {
      Divergences point = frontier.at(shift);
      assertEquals(point.epsilon(), frontier.minimalEpsilon(point.alpha()), 1e-12);
    }
    for (double w : new double[] {0, 0.3, 1}) {
      Divergences point = frontier.at(-w);
      assertEquals(point.epsilon(), frontier.deletionEpsilon(point.alpha()), 1e-12);
    }
  }

  @Test
  void noMeanInAnyDimensionIsBelowTheFrontier() {
    // T1: random Σ = BBᵀ + I; points of the line are on it to 1e-9, all others above it
    int d = 4;
    UniformRandomProvider random = new Seed(11).random();
    double[] b = random.doubles(16, -1, 1).toArray();
    double[] sigma = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        for (int k = 0; k < d; k++) {
          sigma[i * d + j] += b[i * d + k] * b[j * d + k];
        }
      }
      sigma[i * d + i] += 1;
    }
    double[] mean1 = random.doubles(d, -1, 1).toArray();
    double[] mean2 = random.doubles(d, 0, 3).toArray();
    GaussianPair pair = new GaussianPair(mean1, mean2, sigma);
    GaussianFrontier any = new GaussianFrontier(pair.kappa());
    GaussianKnownCovariance family = new GaussianKnownCovariance(sigma, d);
    MeanLine line = new MeanLine(family, mean1, mean2);
    assertEquals(pair.kappa(), line.kappa(), 1e-12);
    for (double shift : new double[] {0.01, 0.5, 2}) {
      Divergences point = line.at(shift);
      assertEquals(point.epsilon(), any.minimalEpsilon(point.alpha()), 1e-9);
      assertEquals(point.alpha(), any.maximalAlpha(point.epsilon()), 1e-9);
    }
    for (int i = 0; i < 200; i++) {
      double[] mean = random.doubles(d, -4, 6).toArray();
      double alpha = family.divergence(mean1, mean);
      double epsilon = family.divergence(mean2, mean);
      assertTrue(epsilon >= any.minimalEpsilon(alpha) - 1e-9);
      assertTrue(Math.sqrt(alpha) + Math.sqrt(epsilon) >= Math.sqrt(pair.kappa()) - 1e-9);
    }
  }

  @Test
  void measuresKappaInTheNormOfTheCovariance() {
    // ½ (1, 2) [[2, 1], [1, 2]]⁻¹ (1, 2)ᵀ = ½ · (1/3)(2·1 − 2·1·2 + 2·4) = ½ · 6/3 = 1
    assertEquals(
        1,
        new GaussianPair(new double[] {0, 0}, new double[] {1, 2}, new double[] {2, 1, 1, 2})
            .kappa(),
        1e-15);
  }

  @Test
  void refusesWhatIsNoDivergence() {
    for (double bad : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new GaussianFrontier(bad));
      assertThrows(IllegalArgumentException.class, () -> frontier.maximalAlpha(bad));
      assertThrows(IllegalArgumentException.class, () -> frontier.minimalEpsilon(bad));
    }
    assertThrows(IllegalArgumentException.class, () -> frontier.deletionEpsilon(2.1));
    assertThrows(IllegalArgumentException.class, () -> frontier.at(-1.01));
  }

  @Test
  void namesTheFeatureAtWhichACovarianceIsNone() {
    GaussianPair flat =
        new GaussianPair(new double[] {0, 0}, new double[] {1, 2}, new double[] {1, 1, 1, 1});
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, flat::kappa).getMessage());
    assertTrue(message.contains("not positive definite at feature 1"), message);
  }
}
