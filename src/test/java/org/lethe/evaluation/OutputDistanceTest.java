package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lethe.nd.Seed;

/** Guards the formulas of fixture T14 (docs/decisions/targets.md), and their bounds. */
class OutputDistanceTest {
  private static final double[] P = {0.8, 0.2};
  private static final double[] Q = {0.5, 0.5};

  @Test
  void activationDistancesAreTheNormsOfTheDifference() {
    double[] p = {0.7, 0.2, 0.1};
    double[] q = {0.5, 0.3, 0.2};
    assertEquals(0.4, OutputDistance.L1.mean(p, q, 3).orElseThrow(), 1e-15);
    assertEquals(0.2449489743, OutputDistance.L2.mean(p, q, 3).orElseThrow(), 1e-9); // √0.06
  }

  @Test
  void jensenShannonAndWhatIsMadeOfIt() {
    assertEquals(0.0506718370, OutputDistance.JENSEN_SHANNON.mean(P, Q, 2).orElseThrow(), 1e-9);
    assertEquals(0.9493281630, OutputDistance.zeroRetrainForgetting(P, Q, 2).orElseThrow(), 1e-9);
    assertEquals(
        0.9733498800, OutputDistance.legacyZeroRetrainForgetting(P, Q, 2).orElseThrow(), 1e-9);
  }

  @Test
  void isTheMeanOverSamples() {
    double[] p = {0.8, 0.2, 0.5, 0.5, 0.5, 0.5};
    double[] q = {0.5, 0.5, 0.5, 0.5, 0.2, 0.8};
    assertEquals(0.4, OutputDistance.L1.mean(p, q, 2).orElseThrow(), 1e-15); // (0.6 + 0 + 0.6) / 3
  }

  @Test
  void oppositeCertaintiesAreAsFarApartAsCanBe() {
    double[] one = {1, 0};
    double[] other = {0, 1};
    assertEquals(2, OutputDistance.L1.mean(one, other, 2).orElseThrow());
    assertEquals(Math.sqrt(2), OutputDistance.L2.mean(one, other, 2).orElseThrow());
    assertEquals(
        Math.log(2), OutputDistance.JENSEN_SHANNON.mean(one, other, 2).orElseThrow(), 1e-15);
    assertTrue(
        Double.isFinite(OutputDistance.legacyZeroRetrainForgetting(one, other, 2).orElseThrow()));
  }

  @ParameterizedTest
  @EnumSource(OutputDistance.class)
  void isSymmetricAndNothingForEqualModels(OutputDistance distance) {
    double[] p = softmax(1);
    double[] q = softmax(2);
    double there = distance.mean(p, q, 5).orElseThrow();
    assertEquals(there, distance.mean(q, p, 5).orElseThrow(), 1e-15);
    assertEquals(0, distance.mean(p, p, 5).orElseThrow());
    assertTrue(there > 0);
    if (distance == OutputDistance.JENSEN_SHANNON) {
      assertTrue(there < Math.log(2));
    }
  }

  private static double[] softmax(long seed) {
    double[] p = new Seed(seed).random().doubles(500).map(u -> Math.pow(u, 4)).toArray();
    for (int from = 0; from < p.length; from += 5) {
      double sum = 0;
      for (int c = 0; c < 5; c++) {
        sum += p[from + c];
      }
      for (int c = 0; c < 5; c++) {
        p[from + c] /= sum;
      }
    }
    return p;
  }

  @ParameterizedTest
  @EnumSource(OutputDistance.class)
  void noSamplesHaveNoDistanceAndOthersAreRefused(OutputDistance distance) {
    assertTrue(distance.mean(new double[0], new double[0], 2).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> distance.mean(P, new double[4], 2));
  }

  @Test
  void weightsAreComparedRelativeToTheFirst() {
    // θ = (0, 3, 4), θ' = (0, 4, 2): differences (0, −1, 2), √(5 / (9 + 16)) = 0.4472
    assertEquals(Math.sqrt(0.2), WeightDistance.relative(5, 25), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> WeightDistance.relative(5, 0));
  }
}
