package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.lethe.dataset.Side;

/** Guards the formula by a hand-computed number. */
class BrierScoreTest {

  @Test
  void isTheMeanSquaredDistanceFromTheTruth() {
    // p = (0.9, 0.1) and (0.4, 0.6), truth 0 and 0: (0.01 + 0.01 + 0.36 + 0.36) / 2 = 0.37
    double[] p = {0.9, 0.1, 0.4, 0.6};
    Predictions two = new Predictions(Side.RETAIN, new int[] {0, 0}, p, 2, new int[] {0});
    assertEquals(0.37, new BrierScore().of(two).orElseThrow(), 1e-12);
  }
}
