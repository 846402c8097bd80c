package org.lethe.curation.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A budget that is read off a curve at the wrong place deletes the wrong number of samples. */
class ProbeCurveTest {
  private static ProbeCurve curve(double[]... recall) {
    double[] budgets = {0, 0.5, 1};
    return new ProbeCurve(budgets, recall, recall, 0.9);
  }

  @Test
  void theHalfIsInterpolatedBetweenTwoBudgets() {
    // 0.8 → 0.6 → 0: half of 0.8 is passed a third of the way from 0.5 to 1
    assertEquals(
        0.5 + 0.5 * (0.6 - 0.4) / 0.6,
        curve(new double[] {0.8, 0.6, 0}).halved().orElseThrow(),
        1e-12);
  }

  @Test
  void theMeanOverFoldsIsHalvedNotTheFoldsOneByOne() {
    // means 0.7, 0.3, 0: half of 0.7 lies at 0.5·(0.7 − 0.35)/0.4
    ProbeCurve curve = curve(new double[] {0.8, 0.2, 0}, new double[] {0.6, 0.4, 0});
    assertEquals(0.5 * 0.35 / 0.4, curve.halved().orElseThrow(), 1e-12);
    // folds alone: 0.5·0.4/0.6 and 0.5 + 0.5·0.1/0.4
    assertEquals(
        (0.5 * 0.4 / 0.6 + 0.5 + 0.5 * 0.1 / 0.4) / 2,
        curve.halvedOverFolds().orElseThrow().mean(),
        1e-12);
  }

  @Test
  void aCurveThatStartsAtNothingHasNoHalf() {
    assertEquals(Optional.empty(), curve(new double[] {0, 0, 0}).halved());
    assertTrue(curve(new double[] {0, 0, 0}, new double[] {1, 0.5, 0}).halvedOverFolds().isEmpty());
  }

  @Test
  void betweenBudgetsTheCurveIsALine() {
    ProbeCurve curve = curve(new double[] {0.8, 0.6, 0});
    assertEquals(0.8, curve.recallAt(0.0), 1e-12);
    assertEquals(0.7, curve.recallAt(0.25), 1e-12);
    assertEquals(0.3, curve.recallAt(0.75), 1e-12);
    assertEquals(0, curve.recallAt(1.0), 1e-12);
  }
}
