package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.results.CurveKey;
import org.lethe.results.Expectation;
import org.lethe.results.Verdict;

/**
 * Guards against two lines that differ in their numbers alone, so that nobody knows whose they are.
 */
class OutcomeTest {

  private static Verdict verdict(
      String quantity, String variant, String scorer, String learner, CurveKey curve) {
    Expectation expected =
        new Expectation(
            quantity, variant, scorer, learner, "recall", "forget-test", "halfway", 0.9, 0.1, "");
    return new Verdict(
        expected,
        Optional.of(curve),
        Verdict.Outcome.NOT_REPRODUCED,
        Optional.empty(),
        0,
        0,
        "out of reach");
  }

  private static CurveKey curve(String variant, String scorer, String learner) {
    return new CurveKey("toy", variant, "tfidf", scorer, learner, "retrain", "jvm");
  }

  private static List<String> subjects(List<Verdict> verdicts) {
    return verdicts.stream().map(verdict -> Outcome.subject(verdict, verdicts)).toList();
  }

  @Test
  void theLearnerThatANumberNamesIsSaid() {
    assertEquals(
        List.of("near, plain, random", "near, balanced, random"),
        subjects(
            List.of(
                verdict("crossing", "near", "random", "plain", curve("near", "random", "plain")),
                verdict(
                    "crossing",
                    "near",
                    "random",
                    "balanced",
                    curve("near", "random", "balanced")))));
  }

  @Test
  void whatANumberLeavesOpenIsSaidOfTheCurveWhereItVaries() {
    assertEquals(
        List.of("near, plain, random", "far, balanced, random"),
        subjects(
            List.of(
                verdict("crossing", "", "random", "", curve("near", "random", "plain")),
                verdict("crossing", "", "random", "", curve("far", "random", "balanced")))));
  }

  @Test
  void whatIsAlikeEverywhereIsNotSaid() {
    assertEquals(
        List.of("random", "distance"),
        subjects(
            List.of(
                verdict("crossing", "", "random", "", curve("default", "random", "mean")),
                verdict("crossing", "", "distance", "", curve("default", "distance", "mean")))));
  }

  @Test
  void aValueIsOneOfItsUnlearner() {
    assertEquals(
        List.of("retrain"),
        subjects(List.of(verdict("value", "", "", "", curve("a", "*", "net")))));
  }
}
