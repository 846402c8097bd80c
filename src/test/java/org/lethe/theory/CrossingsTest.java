package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Guards against a crossing that is not the first, not interpolated, or silently dropped. */
class CrossingsTest {

  @Test
  void interpolatesTheFirstCrossing() {
    // start 1, full 3: halfway is 2, first passed between 0.25 (1) and 0.5 (2.5): 0.25 + ⅔·0.25;
    // half of full is 1.5: 0.25 + ⅓·0.25
    Crossings crossings =
        Crossings.of(new double[] {0, 0.25, 0.5, 0.75, 1}, new double[] {1, 1, 2.5, 1.8, 3});
    assertEquals(0.25 + 0.25 * 2 / 3, crossings.halfway().orElseThrow(), 1e-15);
    assertEquals(0.25 + 0.25 / 3, crossings.halfOfFull().orElseThrow(), 1e-15);
  }

  /** As measured metrics have it: else a prediction would count what a measurement does not. */
  @Test
  void aCurveThatEndsWhereItBeganHasNoMidway() {
    double[] budgets = {0, 0.5, 1};
    for (double end : new double[] {1, 0.9}) {
      Crossings crossings = Crossings.of(budgets, new double[] {1, 2, end});
      assertEquals(OptionalDouble.empty(), crossings.halfway());
      assertEquals(OptionalDouble.of(0), crossings.halfOfFull(), "above half of it already");
    }
    Crossings nothing = Crossings.of(budgets, new double[] {0, 0, 0});
    assertEquals(OptionalDouble.empty(), nothing.halfway());
    assertEquals(OptionalDouble.empty(), nothing.halfOfFull());
    for (DeletionRule rule : DeletionRule.values()) {
      assertEquals(nothing, new PopulationLaw(rule, 0, 0.5, 1).crossings());
    }
  }

  @Test
  void countsWhatNeverCrossed() {
    CrossingSample sample =
        CrossingSample.of(
            List.of(OptionalDouble.of(0.4), OptionalDouble.empty(), OptionalDouble.of(0.2)));
    assertEquals(3, sample.runs());
    assertEquals(2, sample.reached());
    assertEquals(0.3, sample.mean().orElseThrow(), 1e-15);
    // sd of (0.2, 0.4) = √(2·0.01) = 0.1414
    assertEquals(Math.sqrt(0.02), sample.standardDeviation().orElseThrow(), 1e-15);
    assertEquals(0.25, sample.quantile(0.25).orElseThrow(), 1e-15);
    CrossingSample none = CrossingSample.of(List.of(OptionalDouble.empty()));
    assertTrue(none.mean().isEmpty() && none.quantile(0.5).isEmpty());
    assertTrue(none.standardDeviation().isEmpty());
  }
}
