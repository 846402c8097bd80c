package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lethe.dataset.Side;

/** Guards the formula (fixture T14) and its digits where a probability rounds to 1. */
class MarginsTest {

  @Test
  void isTheLogOddsOfTheTrueClass() {
    // 2 − ln(e¹ + e⁰)
    assertArrayEquals(
        new double[] {0.6867383125},
        Margins.ofLogits(new double[] {2, 1, 0}, new int[] {0}, 3),
        1e-9);
  }

  @Test
  void logitsAndProbabilitiesAgree() {
    double[] logits = {2, 1, 0, -3, 40, 1, 7, 7, 7};
    double[] p = new double[9];
    for (int i = 0; i < 9; i += 3) {
      double sum = Math.exp(logits[i]) + Math.exp(logits[i + 1]) + Math.exp(logits[i + 2]);
      for (int c = 0; c < 3; c++) {
        p[i + c] = Math.exp(logits[i + c]) / sum;
      }
    }
    int[] labels = {0, 1, 2};
    // in the second row p_y is 1 to the last digit, and 1 − p_y would be 0
    assertArrayEquals(
        Margins.ofLogits(logits, labels, 3),
        Margins.ofProbabilities(new Predictions(Side.FORGET, labels, p, 3, labels)),
        1e-12);
  }

  @Test
  void staysFiniteWhateverTheModelIsSureOf() {
    assertArrayEquals(
        new double[] {-2000}, Margins.ofLogits(new double[] {-1000, 1000}, new int[] {0}, 2));
    Predictions wrong =
        new Predictions(Side.FORGET, new int[] {0}, new double[] {0, 1}, 2, new int[] {0});
    assertEquals(Math.log(Double.MIN_NORMAL), Margins.ofProbabilities(wrong)[0]);
  }
}
