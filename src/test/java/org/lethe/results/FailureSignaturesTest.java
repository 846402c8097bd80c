package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lethe.results.Trials.RANDOM;
import static org.lethe.results.Trials.RULE;
import static org.lethe.results.Trials.STUDY;
import static org.lethe.results.Trials.all;
import static org.lethe.results.Trials.path;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Guards against silence where the paper's failures occur, and against crying wolf on curves that
 * are as they should be or merely noisy.
 */
class FailureSignaturesTest {

  private static final Study KL =
      new Study("toy-study", "", "kl", "kl", List.of(), Map.of(), List.of());

  private static void assertOnly(Summary summary, String... parts) {
    assertEquals(1, summary.warnings().size(), summary.warnings()::toString);
    for (String part : parts) {
      assertTrue(summary.warnings().get(0).contains(part), summary.warnings()::toString);
    }
  }

  @Test
  void healthyCurvesDoNotWarn() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.9, 0.5, 0.2, 0.1, 0.0),
                path(RANDOM, 1, Trials::recall, 0.9, 0.8, 0.6, 0.4, 0.0),
                path(RULE.withScorer("coreset"), 1, Trials::recall, 0.9, 0.85, 0.7, 0.5, 0.0)));
    assertEquals(List.of(), summary.warnings());
  }

  @Test
  void aRetainedDropIsNamedWithItsBudget() {
    // losses at 50 %: 5, 4 and 4.5 points; 4.5 ± 4.303·0.5/√3 = 4.5 ± 1.2
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::accuracy, 0.95, 0.94, 0.90, 0.94, 0.95),
                path(RULE, 2, Trials::accuracy, 0.95, 0.95, 0.91, 0.94, 0.95),
                path(RULE, 3, Trials::accuracy, 0.90, 0.90, 0.855, 0.90, 0.90)));
    assertOnly(summary, "lr-cos", "accuracy is worse by 4.5 points at a budget of 50 %", "n=3");
  }

  @Test
  void aWarningNamesWhatTellsItsCurveFromOthersAndNoMore() {
    CurveKey far = RULE.withVariant("far");
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::accuracy, 0.95, 0.94, 0.95),
                path(far, 1, Trials::accuracy, 0.95, 0.90, 0.95)));
    assertEquals(1, summary.warnings().size(), summary.warnings()::toString);
    assertTrue(summary.warnings().get(0).startsWith("far, lr-cos: "), summary.warnings().get(0));
  }

  @Test
  void aDropThatNoiseExplainsDoesNotWarn() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::accuracy, 0.95, 0.80, 0.95),
                path(RULE, 2, Trials::accuracy, 0.80, 0.89, 0.80)));
    assertEquals(List.of(), summary.warnings());
  }

  @Test
  void aSmallDropDoesNotWarnHoweverCertain() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::accuracy, 0.95, 0.94, 0.95),
                path(RULE, 2, Trials::accuracy, 0.95, 0.94, 0.95)));
    assertEquals(List.of(), summary.warnings());
  }

  @Test
  void noEffectAtHighBudgetsIsNamed() {
    // At 0.75: (0.9 − 0.855)/0.9 = 5 % of the way.
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::recall, 0.9, 0.9, 0.89, 0.855, 0.0));
    assertOnly(summary, "at a budget of 75 %, recall has made only 5 % of its way");
  }

  @Test
  void nothingToForgetIsNamed() {
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::recall, 0.0, 0.0, 0.0, 0.0, 0.0));
    assertOnly(summary, "recall does not change even at budget 1");
  }

  @Test
  void overshootPastTheRetainedLawIsNamedAlsoWhereTheCurveComesBack() {
    // The lowest mean is at budget 1, but the curve rises from 50 % (0.001) to 75 % (0.006).
    Summary summary =
        Summary.of(
            KL,
            all(
                path(RULE, 1, Trials::klRetain, 0.014, 0.004, 0.001, 0.0061, 0.0004),
                path(RULE, 2, Trials::klRetain, 0.015, 0.005, 0.001, 0.0059, 0.0005),
                path(RULE, 3, Trials::klRetain, 0.015, 0.005, 0.001, 0.0060, 0.0005)));
    assertOnly(summary, "by 0.00500 nats between the budgets 50 % and 75 %", "past p2", "n=3");
  }

  @Test
  void theNoiseFloorOfAnEstimatedKlIsNoOvershoot() {
    Summary summary =
        Summary.of(
            KL,
            all(
                path(RULE, 1, Trials::klRetain, 0.014, 0.004, 0.0002, 0.00025, 0.00026),
                path(RULE, 2, Trials::klRetain, 0.015, 0.005, 0.0002, 0.00025, 0.00026)));
    assertEquals(List.of(), summary.warnings());
  }

  @Test
  void aCoresetThatIsAheadIsNamedOnceWithEveryReadingOfHalved() {
    CurveKey coreset = RULE.withScorer("coreset");
    // half of 0.8 is at 0.25 for the coreset rule and at 0.75 for random deletion
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(coreset, 1, Trials::recall, 0.8, 0.4, 0.2, 0.1, 0.0),
                path(coreset, 2, Trials::recall, 0.8, 0.4, 0.2, 0.1, 0.0),
                path(RANDOM, 1, Trials::recall, 0.8, 0.7, 0.6, 0.4, 0.0),
                path(RANDOM, 2, Trials::recall, 0.8, 0.7, 0.6, 0.4, 0.0)));
    assertOnly(
        summary,
        "coreset",
        "has recall halved before random: by 50.0 points (half-of-start, n=2), by 50.0"
            + " points (halfway, n=2)");
  }

  @Test
  void sentencesAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      aRetainedDropIsNamedWithItsBudget();
      noEffectAtHighBudgetsIsNamed();
    } finally {
      Locale.setDefault(before);
    }
  }
}
