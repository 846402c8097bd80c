package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.results.Records;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/**
 * Guards against the gap of means printed for the mean of gaps, times that count evaluation or
 * references, the shared end listed once a rule, and a table where nothing was unlearned.
 */
class UnlearningTableTest {

  /** UA, RA, TA and MIA of one trial; the gap is the seed's own, as evaluation would record it. */
  private static TrialRecord trial(
      String scorer, String unlearner, double budget, long seed, double[] four, double gap) {
    List<Measurement> measured = new ArrayList<>();
    if (budget > 0) {
      measured.add(of("unlearning-accuracy", "forget-deleted", four[0]));
      measured.add(of("mia-confidence", "forget-deleted", four[3]));
      measured.add(of("average-gap-to-retrain-selected", "all", gap));
    }
    measured.add(of("accuracy", "retain-train", four[1]));
    measured.add(of("accuracy", "retain-test", four[2]));
    TrialKey key =
        new TrialKey(
            "made",
            "",
            "raw",
            scorer,
            "network",
            unlearner,
            "dl4j",
            budget,
            (int) (100 * budget),
            seed);
    Map<String, Double> seconds = new TreeMap<>(Map.of("evaluate", 100.0, "reference", 1000.0));
    seconds.put(unlearner.equals("retrain") ? "train" : "unlearn", 2.0 * seed);
    seconds.put("probe-relearn-time", 5000.0);
    if (unlearner.equals("salun")) {
      seconds.put("mask", 1.0);
    }
    return new TrialRecord(scorer + unlearner + budget + seed, key, measured, seconds);
  }

  private static Measurement of(String metric, String split, double value) {
    return new Measurement(metric, split, value, "fraction", Direction.NEITHER);
  }

  private static Table table(List<TrialRecord> trials) {
    return UnlearningTable.of(
        Findings.of(Studies.small(), new Records(trials, List.of(), List.of(), List.of())));
  }

  private static List<TrialRecord> trials() {
    List<TrialRecord> trials = new ArrayList<>();
    for (String rule : List.of("random", "lr-cos")) {
      trials.add(trial(rule, "retrain", 0.5, 1, new double[] {0.2, 1, 0.9, 0.2}, 0));
      trials.add(trial(rule, "retrain", 0.5, 2, new double[] {0.4, 1, 0.9, 0.4}, 0));
      // UA is 0.1 too high in one seed and 0.1 too low in the other, and so is MIA
      trials.add(trial(rule, "salun", 0.5, 1, new double[] {0.3, 1, 0.9, 0.3}, 0.05));
      trials.add(trial(rule, "salun", 0.5, 2, new double[] {0.3, 1, 0.9, 0.3}, 0.05));
    }
    for (long seed = 1; seed <= 2; seed++) {
      for (String unlearner : List.of("retrain", "salun")) {
        double[] four = {1, 1, 0.9, 1};
        trials.add(trial(TrialRecord.SHARED_SCORER, unlearner, 0, seed, four, 0));
        trials.add(trial(TrialRecord.SHARED_SCORER, unlearner, 1, seed, four, 0));
      }
    }
    return trials;
  }

  private static List<String> row(Table table, int row) {
    return table.rows().get(row).stream().map(Cell::text).toList();
  }

  @Test
  void theMeanOfGapsAndTheGapOfMeansAreTwoNumbers() {
    Table table = table(trials());
    assertEquals(
        List.of(
            "rule",
            "budget",
            "unlearner",
            "ua",
            "ra",
            "ta",
            "mia",
            "average_gap",
            "gap_of_means",
            "tug_of_war",
            "seconds"),
        table.columns().stream().map(Column::name).toList());
    List<String> retrain = row(table, 0);
    List<String> salun = row(table, 1);
    assertEquals("retrain", retrain.get(2), "the reference stands first");
    assertEquals("0.0", retrain.get(8));
    assertEquals("salun", salun.get(2));
    assertTrue(salun.get(7).startsWith("5.0"), salun::toString);
    assertEquals("0.0", salun.get(8), "differences of opposite sign cancel");
  }

  @Test
  void timeIsOfTheMethodAlone() {
    // 2 and 4 seconds of training; one more of the mask
    assertTrue(row(table(trials()), 0).get(10).startsWith("3 "), row(table(trials()), 0)::toString);
    assertTrue(row(table(trials()), 1).get(10).startsWith("4 "), row(table(trials()), 1)::toString);
  }

  @Test
  void theSharedEndIsThereOnceAnUnlearner() {
    Table table = table(trials());
    assertEquals(6, table.rows().size()); // 2 rules × 2 unlearners at 50 %, 2 at 100 %
    assertEquals(List.of("*", "100.0", "retrain"), row(table, 4).subList(0, 3));
    assertEquals(List.of("*", "100.0", "salun"), row(table, 5).subList(0, 3));
  }

  @Test
  void withoutARetrainedModelThereIsNoGapOfMeans() {
    List<TrialRecord> alone =
        trials().stream().filter(t -> t.key().unlearner().equals("salun")).toList();
    assertEquals("", row(table(alone), 0).get(8));
  }

  @Test
  void aStudyThatOnlyRetrainsHasNone() {
    assertTrue(
        table(trials().stream().filter(t -> t.key().unlearner().equals("retrain")).toList())
            .isEmpty());
    assertFalse(table(trials()).isEmpty());
  }
}
