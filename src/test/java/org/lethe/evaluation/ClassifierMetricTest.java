package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lethe.dataset.Side;
import org.lethe.results.Direction;

/**
 * Guards the formulas by hand-computed numbers, and against a metric that is printed where it has
 * no meaning or with the wrong direction.
 */
class ClassifierMetricTest {

  // Four examples of two classes; p(class 1) = 0.9, 0.4, 0.5, 0.2 and all truly class 1.
  private static final double[] BINARY = {0.1, 0.9, 0.6, 0.4, 0.5, 0.5, 0.8, 0.2};

  private static Predictions forgetSide() {
    return new Predictions(Side.FORGET, new int[] {1, 1, 1, 1}, BINARY, 2, new int[] {1});
  }

  private static Predictions retainSide() {
    return new Predictions(Side.RETAIN, new int[] {0, 0, 0, 0}, BINARY, 2, new int[] {0});
  }

  @Test
  void recallIsTheShareOfForgetSamplesTakenForForget() {
    // only the first is above one half; a tie goes to the first class
    assertEquals(OptionalDouble.of(0.25), ClassifierMetric.RECALL.of(forgetSide()));
  }

  @Test
  void falseAlarmsAndAccuracyOnTheRetainSideSumToOne() {
    assertEquals(OptionalDouble.of(0.75), ClassifierMetric.ACCURACY.of(retainSide()));
    assertEquals(OptionalDouble.of(0.25), ClassifierMetric.FALSE_ALARM_RATE.of(retainSide()));
  }

  @Test
  void logLossIsTheMeanNegativeLogOfTheTrueClass() {
    // (−ln 0.9 − ln 0.4 − ln 0.5 − ln 0.2) / 4 = 3.3242363 / 4
    double expected = -(Math.log(0.9) + Math.log(0.4) + Math.log(0.5) + Math.log(0.2)) / 4;
    assertEquals(expected, ClassifierMetric.LOG_LOSS.of(forgetSide()).orElseThrow(), 1e-15);
    assertEquals(0.8310591, expected, 1e-7);
  }

  /**
   * Probabilities are multiplied before a logarithm is taken: of so many, some product would be 0.
   */
  @Test
  void logLossOfManyMistakesIsTheirMean() {
    for (int n : new int[] {15, 16, 17, 1000}) {
      double[] probabilities = new double[2 * n];
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double wrong = 1 - Math.pow(10, -(i % 18)); // up to beyond what is clipped
        probabilities[2 * i] = 1 - wrong;
        probabilities[2 * i + 1] = wrong;
        sum -= Math.log(Math.max(1 - wrong, 1e-15));
      }
      Predictions all = new Predictions(Side.RETAIN, new int[n], probabilities, 2, new int[] {0});
      assertEquals(sum / n, ClassifierMetric.LOG_LOSS.of(all).orElseThrow(), 1e-13 * sum / n);
    }
  }

  @Test
  void logLossOfACertainMistakeStaysFinite() {
    Predictions wrong =
        new Predictions(Side.RETAIN, new int[] {0}, new double[] {0, 1}, 2, new int[] {0});
    assertEquals(-Math.log(1e-15), ClassifierMetric.LOG_LOSS.of(wrong).orElseThrow(), 1e-12);
  }

  @Test
  void macroF1AveragesTheClassesOfTheSideAndCountsConfusionWithOtherClasses() {
    // truth 0 0 1 1, predicted 0 2 1 0 of three classes, class 2 being of the other side:
    // class 0: hits 1, predicted 2, there 2: F1 = 2/4; class 1: hits 1, predicted 1, there 2: 2/3
    double[] p = {1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0};
    Predictions three =
        new Predictions(Side.RETAIN, new int[] {0, 0, 1, 1}, p, 3, new int[] {0, 1});
    assertEquals((0.5 + 2.0 / 3) / 2, ClassifierMetric.MACRO_F1.of(three).orElseThrow(), 1e-15);
  }

  @Test
  void aSideWithOneClassHasNoMacroF1() {
    assertTrue(ClassifierMetric.MACRO_F1.of(retainSide()).isEmpty());
  }

  @Test
  void recallIsOnlyForTwoClassesAndAccuracyTakesItsPlaceBeyond() {
    Predictions three =
        new Predictions(Side.FORGET, new int[] {2}, new double[] {0, 0, 1}, 3, new int[] {2});
    assertTrue(ClassifierMetric.RECALL.of(three).isEmpty());
    assertEquals(OptionalDouble.of(1), ClassifierMetric.ACCURACY.of(three));
    assertTrue(ClassifierMetric.ACCURACY.of(forgetSide()).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(ClassifierMetric.class)
  void nothingIsMeasuredOfNoExamples(ClassifierMetric metric) {
    Predictions empty =
        new Predictions(Side.FORGET, new int[0], new double[0], 2, new int[] {0, 1});
    assertTrue(metric.of(empty).isEmpty());
  }

  @Test
  void goodOnOneSideIsBadOnTheOther() {
    assertEquals(Direction.LOWER_IS_BETTER, ClassifierMetric.ACCURACY.direction(Side.FORGET));
    assertEquals(Direction.HIGHER_IS_BETTER, ClassifierMetric.ACCURACY.direction(Side.RETAIN));
    assertEquals(Direction.HIGHER_IS_BETTER, ClassifierMetric.LOG_LOSS.direction(Side.FORGET));
    assertEquals(Direction.LOWER_IS_BETTER, ClassifierMetric.LOG_LOSS.direction(Side.RETAIN));
    assertEquals(Direction.LOWER_IS_BETTER, ClassifierMetric.RECALL.direction(Side.FORGET));
  }
}
