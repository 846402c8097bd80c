package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lethe.results.Trials.RANDOM;
import static org.lethe.results.Trials.RULE;
import static org.lethe.results.Trials.SHARED;
import static org.lethe.results.Trials.STUDY;
import static org.lethe.results.Trials.all;
import static org.lethe.results.Trials.path;
import static org.lethe.results.Trials.recall;
import static org.lethe.results.Trials.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Guards against tables that look right and are not: shared ends counted for seeds that a rule has
 * not run, crossings read at the wrong budget or dropped where a seed never crosses, comparisons
 * between different seeds, numbers that depend on the order of files.
 */
class SummaryTest {

  private static CrossingRow only(List<CrossingRow> rows, CurveKey curve, CrossingDefinition d) {
    List<CrossingRow> found =
        rows.stream().filter(r -> r.curve().equals(curve) && r.definition() == d).toList();
    assertEquals(1, found.size(), rows::toString);
    return found.get(0);
  }

  private static double mean(Optional<Estimate> estimate) {
    return estimate.orElseThrow().mean();
  }

  @Test
  void sharedEndsBelongToEveryRule() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.8, 0.3, 0.0),
                path(RANDOM, 1, Trials::recall, 0.8, 0.6, 0.0)));
    assertEquals(
        List.of(0.0, 0.5, 1.0, 0.0, 0.5, 1.0),
        summary.rows().stream().map(SummaryRow::budget).toList());
    assertEquals(
        List.of(0.8, 0.3, 0.0, 0.8, 0.6, 0.0),
        summary.rows().stream().map(row -> row.estimate().mean()).toList());
    assertEquals(RULE, summary.rows().get(0).curve());
    assertEquals(RANDOM, summary.rows().get(3).curve());
  }

  @Test
  void sharedEndsOfSeedsThatARuleHasNotRunDoNotCount() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.8, 0.3, 0.0),
                List.of(trial(SHARED, 2, 0, recall(0.9)), trial(SHARED, 2, 1, recall(0.1)))));
    assertEquals(List.of(1, 1, 1), summary.rows().stream().map(row -> row.estimate().n()).toList());
  }

  @Test
  void endsAloneAreShownUnderTheirOwnLabel() {
    Summary summary = Summary.of(STUDY, List.of(trial(SHARED, 1, 0, recall(0.8))));
    assertEquals(List.of(SHARED), summary.rows().stream().map(SummaryRow::curve).toList());
  }

  @Test
  void crossingsAreInterpolatedLinearly() {
    // 0.8 halves at 0.4: between 0.25 (0.7) and 0.5 (0.2), at 0.25 + 0.25·(0.7 − 0.4)/0.5 = 0.4.
    // Halfway from 0.8 to 0.1 is 0.45: 0.25 + 0.25·(0.7 − 0.45)/0.5 = 0.375.
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::recall, 0.8, 0.7, 0.2, 0.5, 0.1));
    List<CrossingRow> rows = summary.crossings();
    assertEquals(0.4, mean(only(rows, RULE, CrossingDefinition.HALF_OF_START).budget()), 1e-15);
    assertEquals(0.375, mean(only(rows, RULE, CrossingDefinition.HALFWAY).budget()), 1e-15);
    assertEquals(2, rows.size(), "half-of-full is for rising metrics");
  }

  @Test
  void aRisingMetricIsHeldAgainstHalfOfItsFullValue() {
    // κ = 2: half is 1, between 0.5 (0.8) and 0.75 (1.3): 0.5 + 0.25·0.2/0.5 = 0.6. Halfway from
    // 0.4 to 2 is 1.2: 0.5 + 0.25·0.4/0.5 = 0.7.
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::klForget, 0.4, 0.5, 0.8, 1.3, 2.0));
    List<CrossingRow> rows = summary.crossings();
    assertEquals(0.6, mean(only(rows, RULE, CrossingDefinition.HALF_OF_FULL).budget()), 1e-15);
    assertEquals(0.7, mean(only(rows, RULE, CrossingDefinition.HALFWAY).budget()), 1e-15);
    assertEquals(2, rows.size(), "half-of-start is for falling metrics");
  }

  @Test
  void theFirstCrossingCounts() {
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::recall, 0.8, 0.4, 0.9, 0.2, 0.0));
    assertEquals(
        0.25, mean(only(summary.crossings(), RULE, CrossingDefinition.HALF_OF_START).budget()));
  }

  @Test
  void aKlThatStartsAboveHalfNeedsNoDeletion() {
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::klForget, 1.1, 1.5, 2.0));
    assertEquals(
        0.0, mean(only(summary.crossings(), RULE, CrossingDefinition.HALF_OF_FULL).budget()));
  }

  @Test
  void seedsThatNeverCrossAreCountedAndNotDropped() {
    // seed 1 crosses 0.4 exactly at 0.5; seed 2 never falls to half of 0.8.
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.8, 0.4, 0.0),
                path(RULE, 2, Trials::recall, 0.8, 0.7, 0.6)));
    CrossingRow row = only(summary.crossings(), RULE, CrossingDefinition.HALF_OF_START);
    assertEquals(2, row.n());
    assertEquals(1, row.reached());
    assertEquals(0.5, mean(row.budget()));
  }

  @Test
  void nothingReachedIsAnEmptyCrossing() {
    Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::recall, 0.8, 0.7, 0.6));
    CrossingRow row = only(summary.crossings(), RULE, CrossingDefinition.HALF_OF_START);
    assertEquals(Optional.empty(), row.budget());
    assertEquals(1, row.n());
    assertEquals(0, row.reached());
  }

  @Test
  void whatIsZeroOrFlatOrMovesTheWrongWayIsNotHalved() {
    for (double[] values : new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5}, {0.5, 0.6, 0.7}}) {
      Summary summary = Summary.of(STUDY, path(RULE, 1, Trials::recall, values));
      for (CrossingRow row : summary.crossings()) {
        assertEquals(0, row.reached(), row::toString);
        assertEquals(1, row.n(), row::toString);
      }
    }
  }

  @Test
  void withoutBudgetZeroNoCrossingIsClaimed() {
    Summary summary =
        Summary.of(
            STUDY, List.of(trial(RULE, 1, 0.5, recall(0.1)), trial(RULE, 1, 0.7, recall(0.05))));
    assertEquals(List.of(), summary.crossings());
  }

  @Test
  void aMissingBudgetIsBridged() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.8, 0.6, 0.2, 0.1, 0.0),
                List.of(
                    trial(SHARED, 2, 0, recall(0.8)),
                    trial(RULE, 2, 0.5, recall(0.2)),
                    trial(SHARED, 2, 1, recall(0.0)))));
    // seed 1: 0.25 + 0.25·0.2/0.4 = 0.375; seed 2: 0.5·0.4/0.6 = 1/3.
    assertEquals(
        (0.375 + 1.0 / 3) / 2,
        mean(only(summary.crossings(), RULE, CrossingDefinition.HALF_OF_START).budget()),
        1e-15);
    assertTrue(summary.warnings().get(0).contains("2 of its 10"), summary.warnings()::toString);
  }

  @Test
  void comparisonsArePairedBySeedAndLeaveOutTheSharedEnds() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.8, 0.3, 0.0),
                path(RANDOM, 1, Trials::recall, 0.8, 0.5, 0.0),
                path(RULE, 2, Trials::recall, 0.9, 0.1, 0.0),
                path(RANDOM, 2, Trials::recall, 0.9, 0.6, 0.0),
                path(RULE, 3, Trials::recall, 0.9, 0.0, 0.0)));
    List<PairedRow> rows = summary.paired("recall", "forget-test");
    PairedRow row = rows.get(0);
    assertEquals(1, rows.size());
    assertEquals(List.of(), summary.paired("recall", "retain-test"));
    assertEquals(0.5, row.budget());
    assertEquals(2, row.difference().n());
    assertEquals(-0.35, row.difference().mean(), 1e-15);
  }

  @Test
  void savingsArePairedBySeed() {
    // Crossings of 0.4. Rule: seed 1 at 0.5·0.4/0.5 = 0.4, seed 2 at 0.5. Random: seed 1 at
    // 0.5 + 0.5·0.2/0.6 = 2/3, seed 2 never (it stays above 0.4).
    Summary summary =
        Summary.of(
            STUDY,
            List.of(
                trial(SHARED, 1, 0, recall(0.8)),
                trial(SHARED, 2, 0, recall(0.8)),
                trial(RULE, 1, 0.5, recall(0.3)),
                trial(RULE, 2, 0.5, recall(0.4)),
                trial(RANDOM, 1, 0.5, recall(0.6)),
                trial(RANDOM, 2, 0.5, recall(0.6)),
                trial(RANDOM, 1, 1, recall(0.0)),
                trial(RANDOM, 2, 1, recall(0.5))));
    SavingRow row =
        summary.savings().stream()
            .filter(saving -> saving.definition() == CrossingDefinition.HALF_OF_START)
            .findFirst()
            .orElseThrow();
    assertEquals(RULE, row.curve());
    assertEquals(2, row.n());
    assertEquals(1, row.both());
    assertEquals(2.0 / 3 - 0.4, mean(row.saved()), 1e-15);
  }

  @Test
  void theAreaIsThatOfTheTrapezoids() {
    Summary summary =
        Summary.of(
            STUDY,
            List.of(
                trial(SHARED, 1, 0, recall(0.8)),
                trial(RULE, 1, 0.25, recall(0.4)),
                trial(SHARED, 1, 1, recall(0.0))));
    // 0.25·(0.8 + 0.4)/2 + 0.75·(0.4 + 0)/2 = 0.15 + 0.15.
    assertEquals(0.3, mean(summary.facts().get(0).area()), 1e-15);
  }

  @Test
  void theLargestRetainedLossIsTakenAgainstTheOriginal() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::accuracy, 0.90, 0.91, 0.85, 0.89, 0.90),
                path(RULE, 2, Trials::accuracy, 0.80, 0.79, 0.77, 0.80, 0.82)));
    CurveFact.LargestLoss largest = summary.facts().get(0).largestLoss().orElseThrow();
    assertEquals(0.5, largest.budget());
    assertEquals(0.04, largest.loss().mean(), 1e-15);
    assertEquals(2, largest.loss().n());
    assertFalse(
        Summary.of(STUDY, path(RULE, 1, Trials::recall, 0.8, 0.4, 0.0)).facts().stream()
            .anyMatch(fact -> fact.largestLoss().isPresent()),
        "forgetting is no loss");
  }

  @Test
  void costCountsSharedTrialsOnce() {
    Summary summary =
        Summary.of(
            STUDY,
            all(
                path(RULE, 1, Trials::recall, 0.8, 0.3, 0.2, 0.0),
                path(RANDOM, 1, Trials::recall, 0.8, 0.6, 0.4, 0.0)));
    assertEquals(
        List.of(
            new CostRow(SHARED, "train", 0.5, 0.25, 0, 0.25, 2, OptionalLong.empty()),
            new CostRow(RULE, "train", 0.5, 0.25, 0, 0.25, 2, OptionalLong.empty()),
            new CostRow(RANDOM, "train", 0.5, 0.25, 0, 0.25, 2, OptionalLong.empty())),
        summary.cost());
  }

  @Test
  void theOrderOfTrialsDoesNotMatter() {
    List<TrialRecord> trials = new ArrayList<>();
    Random random = new Random(5);
    for (long seed = 1; seed <= 12; seed++) {
      for (CurveKey curve : List.of(RULE, RANDOM)) {
        trials.addAll(
            path(
                curve,
                seed,
                Trials::recall,
                0.8,
                0.5 + 0.2 * random.nextDouble(),
                0.4 * random.nextDouble(),
                0.0));
      }
    }
    List<TrialRecord> distinct = new ArrayList<>(all(trials));
    Summary first = Summary.of(STUDY, distinct);
    Collections.shuffle(distinct, random);
    Summary second = Summary.of(STUDY, distinct);
    assertEquals(first.rows(), second.rows());
    assertEquals(first.crossings(), second.crossings());
    assertEquals(first.paired("recall", "forget-test"), second.paired("recall", "forget-test"));
    assertEquals(first.savings(), second.savings());
    assertEquals(first.facts(), second.facts());
    assertEquals(first.cost(), second.cost());
    assertEquals(first.warnings(), second.warnings());
  }

  @Test
  void repeatedPointsUnderAnotherIdAreNamed() {
    TrialRecord trial = trial(RULE, 1, 0.5, recall(0.4));
    TrialRecord again =
        new TrialRecord("ff" + trial.id(), trial.key(), List.of(recall(0.9)), trial.seconds());
    Summary summary = Summary.of(STUDY, List.of(again, trial));
    assertEquals(0.4, summary.rows().get(0).estimate().mean());
    assertEquals(1, summary.warnings().size());
    assertTrue(summary.warnings().get(0).contains("1 records repeat"));
  }

  /** 0.5 and {count: 40} of 80 samples are two trials of one budget. */
  @Test
  void oneBudgetThatIsWrittenInTwoWaysIsNoRepetition() {
    TrialRecord trial = trial(RULE, 1, 0.5, recall(0.4));
    TrialRecord again =
        new TrialRecord("ff" + trial.id(), trial.key(), trial.measurements(), trial.seconds());
    assertEquals(List.of(), Summary.of(STUDY, List.of(again, trial)).warnings());
  }

  @Test
  void noTrialsMakeEmptyTables() {
    Summary summary = Summary.of(STUDY, List.of());
    assertEquals(List.of(), summary.rows());
    assertEquals(List.of(), summary.crossings());
    assertEquals(List.of(), summary.cost());
    assertEquals(List.of(), summary.warnings());
  }
}
