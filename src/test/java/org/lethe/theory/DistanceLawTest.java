package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guards against a g whose digits cancel, and an inverse that fails at the ends of its range. */
class DistanceLawTest {

  // κ, d, u, P(score ≤ u): SciPy, src/test/python/theory_reference.py
  @ParameterizedTest
  @CsvSource({
    "0.125, 1, 0.7, 0.46419003921739477",
    "0.125, 1, 0.001, 0.0007041305655122771",
    "3.125, 1, 2.0, 0.30853414105286214",
    "12.5, 1, 5.0, 0.5",
    "50, 1, 2.0, 6.220960574271783e-16",
    "0.125, 2, 1.5, 0.6309310159937896",
    "3.125, 10, 4.0, 0.5362935976426848",
    "0.125, 100, 9.0, 0.07956678971995024"
  })
  void agreesWithSciPy(double kappa, int dimension, double u, double share) {
    DistanceLaw law = new DistanceLaw(kappa, dimension);
    assertEquals(share, law.within(u), 1e-12 * share);
    assertEquals(u, law.inverse(share), 1e-10 * u);
  }

  @ParameterizedTest
  @CsvSource({
    "0.125, 1, 0.01, 0.014202267834044517",
    "0.125, 1, 0.5, 0.7622389881615641",
    "3.125, 1, 0.1, 1.2190180290475592",
    "3.125, 1, 0.9, 3.7815515664996253",
    "12.5, 1, 0.001, 1.9097676945530633",
    "12.5, 1, 0.999, 8.090232306167794",
    "0.125, 2, 0.5, 1.2515801861163858",
    "3.125, 10, 0.1, 2.8939116679477306",
    "0.125, 100, 0.9, 10.899274704075943"
  })
  void inverseAgreesWithSciPy(double kappa, int dimension, double share, double u) {
    assertEquals(u, new DistanceLaw(kappa, dimension).inverse(share), 1e-10 * u);
  }

  @Test
  void isTheFoldedNormalOfThePaperInOneDimension() {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    for (double kappa : new double[] {0, 0.125, 2, 12.5}) {
      double delta = Math.sqrt(2 * kappa);
      for (double u : new double[] {0.1, 1, 3, 8}) {
        double g =
            normal.cumulativeProbability(u - delta) + normal.cumulativeProbability(u + delta) - 1;
        assertEquals(g, new DistanceLaw(kappa, 1).within(u), 1e-14);
      }
    }
  }

  @Test
  void shortfallIsTheDifferenceOfDensitiesInOneDimension() {
    // E[δ − x ; |x − δ| ≤ u] = δ g(u) − φ(δ − u) + φ(δ + u)
    NormalDistribution normal = NormalDistribution.of(0, 1);
    for (double kappa : new double[] {0.125, 2, 12.5}) {
      double delta = Math.sqrt(2 * kappa);
      DistanceLaw law = new DistanceLaw(kappa, 1);
      for (double u : new double[] {0.3, 1, 4}) {
        double expected =
            delta * law.within(u) - normal.density(delta - u) + normal.density(delta + u);
        assertEquals(expected, law.shortfallWithin(u), 1e-14);
      }
    }
  }

  @Test
  void inverseUndoesWithinOverTheWholeRange() {
    for (double kappa : new double[] {0, 1e-6, 0.125, 3.125, 12.5, 200, 2000}) {
      for (int dimension : new int[] {1, 2, 30, 768}) {
        DistanceLaw law = new DistanceLaw(kappa, dimension);
        double previous = 0;
        for (double share : new double[] {1e-12, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1 - 1e-12}) {
          double u = law.inverse(share);
          assertTrue(u > previous, "rising: " + u);
          assertEquals(share, law.within(u), 1e-9 * share);
          previous = u;
        }
      }
    }
  }

  @Test
  void endsAreExact() {
    DistanceLaw law = new DistanceLaw(2, 3);
    assertEquals(0, law.inverse(0));
    assertEquals(Double.POSITIVE_INFINITY, law.inverse(1));
    assertEquals(0, law.within(0));
    assertEquals(1, law.within(Double.POSITIVE_INFINITY));
    assertEquals(1, law.within(1e3), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> law.inverse(1.0000001));
    assertThrows(IllegalArgumentException.class, () -> law.within(-1));
    assertThrows(IllegalArgumentException.class, () -> new DistanceLaw(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new DistanceLaw(1, 0));
  }

  @Test
  void lawsTooFarApartAreRefusedInsteadOfRunningOutOfMemory() {
    DistanceLaw farthest = new DistanceLaw(DistanceLaw.LARGEST_KAPPA, 1);
    // half of p1 is nearer to μ2 than μ1 is, at a distance of δ = √(2κ)
    assertEquals(0.5, farthest.within(Math.sqrt(2 * DistanceLaw.LARGEST_KAPPA)), 1e-9);
    assertThrows(
        IllegalArgumentException.class,
        () -> new DistanceLaw(Math.nextUp(DistanceLaw.LARGEST_KAPPA), 1));
  }

  @Test
  void aDistanceBelowZeroIsRefusedEitherWay() {
    DistanceLaw law = new DistanceLaw(2, 3);
    assertThrows(IllegalArgumentException.class, () -> law.within(-1));
    assertThrows(IllegalArgumentException.class, () -> law.beyond(-1));
    assertThrows(IllegalArgumentException.class, () -> law.beyond(Double.NaN));
  }
}
