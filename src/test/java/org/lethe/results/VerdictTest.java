package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lethe.results.Trials.RULE;
import static org.lethe.results.Trials.all;
import static org.lethe.results.Trials.path;
import static org.lethe.results.Trials.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.results.Verdict.Outcome;

/**
 * Guards against flattering comparisons: seeds that were tuned on judging themselves, seeds that
 * never cross being left out, a missing curve passing for an agreeing one, failures below the fold.
 */
class VerdictTest {

  private static Expectation expected(String scorer, double value, double tolerance) {
    return new Expectation(
        "crossing",
        "",
        scorer,
        "",
        "recall",
        "forget-test",
        "half-of-start",
        value,
        tolerance,
        "Figure 5");
  }

  private static Expectation tuned(double value) {
    return new Expectation(
        "crossing",
        "",
        "lr-cos",
        "",
        "",
        "recall",
        "forget-test",
        "half-of-start",
        1,
        value,
        0.05,
        "Figure 5",
        true);
  }

  /** Recall on forget-test, the printed value at a budget. */
  private static Expectation value(
      String scorer, String unlearner, double budget, double value, boolean tuned) {
    return new Expectation(
        "value",
        "",
        scorer,
        "",
        unlearner,
        "recall",
        "forget-test",
        "half-of-start",
        budget,
        value,
        0.05,
        "Table 1",
        tuned);
  }

  @Test
  void aPrintedValueIsHeldAgainstTheMeanAtItsBudget() {
    // recall of seeds 1 and 2: 1, ¾, ½ and 1, ½, 0 at budgets 0, ½, 1; means 0.625 and 0.25
    List<TrialRecord> trials = all(line(RULE, 1, 0.5), line(RULE, 2, 0));
    Verdict half = only(Summary.of(study(value("lr-cos", "", 0.5, 0.6, false)), trials));
    assertEquals(Outcome.REPRODUCED, half.outcome());
    assertEquals(0.625, half.measured().orElseThrow().mean(), 1e-15);
    assertEquals(2, half.n());
    assertEquals("+2.5 points from the printed value, allowed ±5.0", half.reason());
    Verdict full = only(Summary.of(study(value("", "retrain", 1, 0.6, false)), trials));
    assertEquals(Outcome.NOT_REPRODUCED, full.outcome());
    assertEquals(0.25, full.measured().orElseThrow().mean(), 1e-15);
  }

  @Test
  void aValueOfAnotherUnlearnerOrBudgetAnswersNothing() {
    List<TrialRecord> trials = line(RULE, 1, 0.5);
    Verdict other = only(Summary.of(study(value("lr-cos", "salun", 0.5, 0.75, false)), trials));
    assertEquals(Outcome.NOT_COMPARABLE, other.outcome());
    assertEquals("no trial of salun has recall on forget-test at budget 50 %", other.reason());
    assertEquals(
        Outcome.NOT_COMPARABLE,
        only(Summary.of(study(value("lr-cos", "", 0.3, 0.75, false)), trials)).outcome());
  }

  @Test
  void aTunedValueIsJudgedByLaterSeedsOnly() {
    List<TrialRecord> tuned = all(line(RULE, 1, 0.5), line(RULE, 5, 0.5));
    Study study = study(value("lr-cos", "", 0.5, 0.5, true));
    assertEquals(Outcome.NOT_COMPARABLE, only(Summary.of(study, tuned)).outcome());
    Verdict judged = only(Summary.of(study, all(tuned, line(RULE, 6, 0))));
    assertEquals(Outcome.CALIBRATED, judged.outcome());
    assertEquals(1, judged.n());
  }

  @Test
  void aCrossingNamesItsRule() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> expected("", 0.5, 0.1));
    assertTrue(String.valueOf(refused.getMessage()).contains("name it"));
  }

  /**
   * Falls linearly from 1 to {@code end}: crosses one half at 0.5/(1 − end), if that is below 1.
   */
  private static List<TrialRecord> line(CurveKey curve, long seed, double end) {
    return path(curve, seed, Trials::recall, 1, 1 - (1 - end) / 2, end);
  }

  private static Verdict only(Summary summary) {
    assertEquals(1, summary.verdicts().size(), summary.verdicts()::toString);
    return summary.verdicts().get(0);
  }

  @Test
  void insideTheToleranceIsReproduced() {
    // 0.5/(1 − 0) = 0.5; the printed 0.55 ± 0.05 is just inside, in spite of binary fractions.
    Verdict verdict = only(Summary.of(study(expected("lr-cos", 0.55, 0.05)), line(RULE, 1, 0)));
    assertEquals(Outcome.REPRODUCED, verdict.outcome());
    assertEquals(Optional.of(RULE), verdict.curve());
    assertEquals(0.5, verdict.measured().orElseThrow().mean(), 1e-15);
    assertEquals(1, verdict.n());
    assertEquals("-5.0 points from the printed value, allowed ±5.0", verdict.reason());
  }

  @Test
  void outsideTheToleranceIsNot() {
    Verdict verdict = only(Summary.of(study(expected("lr-cos", 0.56, 0.05)), line(RULE, 1, 0)));
    assertEquals(Outcome.NOT_REPRODUCED, verdict.outcome());
  }

  @Test
  void everySeedMustCross() {
    Verdict verdict =
        only(
            Summary.of(
                study(expected("lr-cos", 0.5, 0.05)), all(line(RULE, 1, 0), line(RULE, 2, 0.9))));
    assertEquals(Outcome.NOT_REPRODUCED, verdict.outcome());
    assertEquals("1 of 2 seeds crossed", verdict.reason());
    assertEquals(2, verdict.n());
    assertEquals(1, verdict.reached());
  }

  @Test
  void tunedSettingsAreJudgedByLaterSeedsOnly() {
    List<TrialRecord> trials = new ArrayList<>();
    for (long seed = 1; seed <= 5; seed++) {
      trials.addAll(line(RULE, seed, 0)); // crosses at 0.5
    }
    Verdict nobody = only(Summary.of(study(tuned(0.5)), trials));
    assertEquals(Outcome.NOT_COMPARABLE, nobody.outcome());
    assertEquals(0, nobody.n());

    trials.addAll(line(RULE, 6, 0.375)); // crosses at 0.5/0.625 = 0.8
    assertEquals(Outcome.NOT_REPRODUCED, only(Summary.of(study(tuned(0.5)), trials)).outcome());
    Verdict verdict = only(Summary.of(study(tuned(0.8)), trials));
    assertEquals(Outcome.CALIBRATED, verdict.outcome());
    assertEquals(1, verdict.n());
    assertEquals(0.8, verdict.measured().orElseThrow().mean(), 1e-15);
  }

  @Test
  void whatWasNotMeasuredIsNotComparable() {
    Verdict verdict = only(Summary.of(study(expected("maha-mu2", 0.5, 0.05)), line(RULE, 1, 0)));
    assertEquals(Outcome.NOT_COMPARABLE, verdict.outcome());
    assertEquals(Optional.empty(), verdict.curve());
    assertTrue(verdict.reason().contains("no curve"));
  }

  @Test
  void aPartOfTheDataIsNotComparableButStillShowsItsNumber() {
    Study study =
        new Study(
            "toy-study",
            "",
            "recall",
            "accuracy",
            List.of(expected("lr-cos", 0.5, 0.05)),
            Map.of(),
            List.of(),
            "only 20,000 of 159,571 comments are there",
            List.of());
    Verdict verdict = only(Summary.of(study, line(RULE, 1, 0)));
    assertEquals(Outcome.NOT_COMPARABLE, verdict.outcome());
    assertEquals(study.notComparable(), verdict.reason());
    assertEquals(0.5, verdict.measured().orElseThrow().mean(), 1e-15);
  }

  @Test
  void failuresStandFirst() {
    Summary summary =
        Summary.of(
            study(
                expected("lr-cos", 0.5, 0.05),
                expected("unknown", 0.5, 0.05),
                expected("lr-cos", 0.9, 0.05)),
            line(RULE, 1, 0));
    assertEquals(
        List.of(Outcome.NOT_REPRODUCED, Outcome.NOT_COMPARABLE, Outcome.REPRODUCED),
        summary.verdicts().stream().map(Verdict::outcome).toList());
  }

  @Test
  void everyLearnerIsJudgedWhereNoneIsNamed() {
    CurveKey balanced = new CurveKey("toy", "", "tfidf", "lr-cos", "balanced", "retrain", "cpu");
    Summary summary =
        Summary.of(
            study(expected("lr-cos", 0.5, 0.05)), all(line(RULE, 1, 0), line(balanced, 1, 0.375)));
    assertEquals(
        List.of(Optional.of(balanced), Optional.of(RULE)),
        summary.verdicts().stream().map(Verdict::curve).toList());
  }

  @Test
  void expectationsThatCannotBeMeantAreRefused() {
    for (Object[] wrong :
        new Object[][] {
          {"saving", "halfway", 0.5, 0.05, "quantity"},
          {"crossing", "half", 0.5, 0.05, "definition"},
          {"crossing", "halfway", 65.0, 0.05, "value"},
          {"crossing", "halfway", 0.65, 6.0, "tolerance"},
          {"crossing", "halfway", Double.NaN, 0.06, "value"},
        }) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new Expectation(
                      (String) wrong[0],
                      "",
                      "random",
                      "",
                      "recall",
                      "forget-test",
                      (String) wrong[1],
                      (Double) wrong[2],
                      (Double) wrong[3],
                      ""));
      assertTrue(String.valueOf(refused.getMessage()).startsWith((String) wrong[4]));
    }
  }
}
