package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;

/**
 * Guards against a store that crawls where trackers do: 100,000 trials in one folder, with the
 * numbers of a large study (20 seeds, 100 budgets, 50 rules, 12 metrics).
 */
class ResultFolderScaleTest {

  private static final int RULES = 50;
  private static final int SEEDS = 20;
  private static final int BUDGETS = 100;

  private final Path temporary;

  ResultFolderScaleTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private static List<TrialRecord> path(int rule, long seed) {
    var random = new Seed(seed).derive("rule", rule).random();
    List<TrialRecord> trials = new ArrayList<>();
    for (int b = 0; b < BUDGETS; b++) {
      double budget = b / (BUDGETS - 1.0);
      List<Measurement> measured = new ArrayList<>();
      measured.add(Trials.recall(0.9 * (1 - budget * random.nextDouble())));
      for (int m = 0; m < 11; m++) {
        measured.add(
            new Measurement(
                "metric-" + m,
                "retain-test",
                random.nextDouble(),
                "fraction",
                Direction.HIGHER_IS_BETTER));
      }
      trials.add(
          Trials.trial(
              Trials.RULE.withScorer("rule-" + rule),
              seed,
              budget,
              measured.toArray(Measurement[]::new)));
    }
    return trials;
  }

  @Test
  @Tag("full")
  void aHundredThousandTrialsAreReadAndSummarisedInSeconds(TestReporter reporter) {
    ResultFolder folder = ResultFolder.open(temporary.resolve("large"));
    Instant begin = Instant.now();
    for (int rule = 0; rule < RULES; rule++) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        folder.record(path(rule, seed), Trials.PROVENANCE);
      }
    }
    Instant written = Instant.now();
    int ids = folder.recordedIds().size();
    Instant listed = Instant.now();
    List<TrialRecord> trials = folder.trials();
    Instant read = Instant.now();
    Summary summary = Summary.of(Trials.STUDY, trials);
    Instant summarised = Instant.now();
    folder.writeTables(summary);
    Instant tabled = Instant.now();

    reporter.publishEntry(
        Map.of(
            "written", Duration.between(begin, written).toString(),
            "ids", Duration.between(written, listed).toString(),
            "read", Duration.between(listed, read).toString(),
            "summarised", Duration.between(read, summarised).toString(),
            "tables", Duration.between(summarised, tabled).toString()));
    assertEquals(RULES * SEEDS * BUDGETS, ids);
    assertEquals(RULES * SEEDS * BUDGETS, trials.size());
    assertEquals(RULES * BUDGETS * 12, summary.rows().size());
    // An idle machine with two cores needs a tenth of this; what is caught is quadratic growth.
    Duration limit = Duration.ofSeconds(30);
    assertTrue(Duration.between(listed, read).compareTo(limit) < 0);
    assertTrue(Duration.between(read, summarised).compareTo(limit) < 0);
  }
}
