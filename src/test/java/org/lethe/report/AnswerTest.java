package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lethe.results.TrialRecord;

/** Guards the first sentence that a reader sees. */
class AnswerTest {

  @Test
  void theBestRuleAndRandomAreNamedWithTheirNumbers() {
    // 0.5 ± 0.056458; random crosses in two seeds of three, at the same place
    assertEquals(
        List.of(
            "lr-cos halves recall after removing 50.0 % of p1 (95 % interval 44.4 to 55.6 %,"
                + " n = 3); random needs 66.7 % of p1 (95 % interval 66.7 to 66.7 %, 2 of 3 seeds"
                + " got there)."),
        answer(Studies.smallTrials()));
  }

  @Test
  void aRuleThatAllSeedsHalveGoesBeforeAnEarlierOneThatSomeDo() {
    List<TrialRecord> some =
        Studies.smallTrials().stream()
            .filter(t -> !t.key().scorer().equals("lr-cos") || t.key().seed() < 3)
            .toList();
    assertTrue(answer(some).get(0).startsWith("lr-cos "), answer(some).get(0));
  }

  @Test
  void aControlIsNeverTheBestRuleButIsNotHidden() {
    List<TrialRecord> turned =
        Studies.smallTrials().stream()
            .map(t -> t.key().scorer().equals("lr-cos") ? Studies.as("anti-lr-cos", t) : t)
            .toList();
    assertEquals(
        List.of(
            "no selective rule halves recall at any budget tried; random needs 66.7 % of p1 (95 %"
                + " interval 66.7 to 66.7 %, 2 of 3 seeds got there); but the control anti-lr-cos,"
                + " a rule turned round, needs 50.0 % of p1 (95 % interval 44.4 to 55.6 %,"
                + " n = 3)."),
        answer(turned));
    List<TrialRecord> both = new ArrayList<>(Studies.smallTrials());
    turned.stream().filter(t -> t.key().scorer().equals("anti-lr-cos")).forEach(both::add);
    assertFalse(answer(both).get(0).contains("anti"), "it is not earlier");
    List<TrialRecord> ahead =
        both.stream()
            .map(t -> t.key().scorer().equals("lr-cos") ? Studies.as("slow", t) : t)
            .map(t -> t.key().scorer().equals("random") ? Studies.as("lr-cos", t) : t)
            .filter(t -> !t.key().scorer().equals("slow"))
            .toList();
    String sentence = answer(ahead).get(0);
    assertTrue(sentence.startsWith("lr-cos halves recall after removing 66.7 %"), sentence);
    assertTrue(
        sentence.contains("anti-lr-cos, a rule turned round, needs less still: 50.0 %"), sentence);
  }

  @Test
  void randomAloneIsToldAlone() {
    List<TrialRecord> random =
        Studies.smallTrials().stream()
            .filter(t -> List.of("random", "*").contains(t.key().scorer()))
            .toList();
    assertTrue(
        answer(random).get(0).startsWith("random halves recall after removing 66.7 % of p1"),
        answer(random).get(0));
  }

  @Test
  void whatAnUnlearnerForgotIsNotCalledRemoved() {
    List<TrialRecord> both = new ArrayList<>(Studies.smallTrials());
    Studies.smallTrials().forEach(trial -> both.add(Studies.by("salun", trial)));
    List<String> sentences = answer(both);
    assertTrue(
        sentences.get(0).startsWith("retrain: lr-cos halves recall after removing 50.0 %"),
        sentences.get(0));
    assertTrue(
        sentences.get(1).startsWith("salun: lr-cos halves recall after unlearning 50.0 %"),
        sentences.get(1));
  }

  @Test
  void neverGettingThereIsSaid() {
    List<TrialRecord> hostile =
        Studies.smallTrials().stream()
            .filter(t -> List.of(Studies.HOSTILE, "*").contains(t.key().scorer()))
            .toList();
    assertEquals(List.of("no selective rule halves recall at any budget tried."), answer(hostile));
  }

  @Test
  void aPanelWithoutBudgetZeroIsNotTakenForOneThatNeverGetsThere() {
    List<TrialRecord> trials =
        Studies.textTrials(List.of("random", "lr-cos"), 4, 2).stream()
            .filter(t -> t.key().budget() > 0 || t.key().learner().equals("plain"))
            .toList();
    List<String> sentences = answer(trials);
    assertEquals(
        "balanced: budget 0 is missing, so that nothing can be said of halving.", sentences.get(0));
    assertTrue(sentences.get(1).startsWith("plain: lr-cos halves recall"), sentences.get(1));
  }

  @Test
  void withoutBudgetZeroNothingCanBeSaid() {
    List<TrialRecord> headless =
        Studies.smallTrials().stream().filter(t -> t.key().budget() > 0).toList();
    assertTrue(answer(headless).get(0).startsWith("No budget at which recall is halved can be"));
  }

  private static List<String> answer(List<TrialRecord> trials) {
    return new Answer(FiguresTest.findings(Studies.small(), trials)).sentences();
  }
}
