package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lethe.dataset.Side;

/**
 * Guards the formulas of fixture T14, above all the modified entropy, which the released code of
 * SalUn has wrong.
 */
class AttackFeatureTest {
  // one answer, asked with truth 0 and with truth 1, and a certain one
  private static final Predictions THREE =
      new Predictions(
          Side.FORGET,
          new int[] {0, 1, 2},
          new double[] {0.7, 0.2, 0.1, 0.7, 0.2, 0.1, 0, 0, 1},
          3,
          new int[] {0, 1, 2});

  @Test
  void modifiedEntropyIsLowOnlyForAConfidentAndRightAnswer() {
    // truth 0: −0.3 ln 0.7 − 0.2 ln 0.8 − 0.1 ln 0.9; truth 1: −0.8 ln 0.2 − 0.7 ln 0.3 − 0.1 ln
    // 0.9
    assertArrayEquals(
        new double[] {0.1621672450, 2.1408673446, 0},
        AttackFeature.MODIFIED_ENTROPY.of(THREE),
        1e-9);
  }

  @Test
  void entropyDoesNotLookAtTheLabel() {
    assertArrayEquals(
        new double[] {0.8018185525, 0.8018185525, 0}, AttackFeature.ENTROPY.of(THREE), 1e-9);
  }

  @Test
  void confidenceIsOfTheTrueClassAndCorrectnessOfTheLargest() {
    assertArrayEquals(new double[] {0.7, 0.2, 1}, AttackFeature.CONFIDENCE.of(THREE));
    assertArrayEquals(new double[] {1, 0, 1}, AttackFeature.CORRECTNESS.of(THREE));
  }

  @Test
  void probabilitiesAreAllOfThem() {
    assertArrayEquals(THREE.probabilities(), AttackFeature.PROBABILITIES.of(THREE));
    assertEquals(3, AttackFeature.PROBABILITIES.columns(3));
    assertEquals(1, AttackFeature.ENTROPY.columns(3));
  }
}
