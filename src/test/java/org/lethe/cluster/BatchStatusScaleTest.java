package org.lethe.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.experiment.WorkUnit;
import org.lethe.nd.Seed;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/** Guards against a status that crawls: 100,000 trials of 12 metrics in 1,000 units, read anew. */
@Tag("full")
class BatchStatusScaleTest {
  private static final int UNITS = 1000;
  private static final int EACH = 100;
  private static final int METRICS = 12;

  @TempDir Path temporary;

  @Test
  void theStatusOfAHundredThousandTrialsTakesSeconds(TestReporter reporter) {
    ResultFolder folder = ResultFolder.open(temporary.resolve("large"));
    folder.writeStudy(
        new Study("large", "", "recall", "accuracy", List.of(), Map.of(), List.of()), "");
    Provenance by = Provenance.ofThisProcess(1, "jvm", new TreeMap<>());
    Attempts attempts = new Attempts(folder.path());
    Place here = Place.here(Map.of());
    List<WorkUnit> units = new ArrayList<>();
    for (int u = 0; u < UNITS; u++) {
      List<TrialRecord> trials = new ArrayList<>();
      for (int b = 0; b < EACH; b++) {
        trials.add(trial(u, b));
      }
      WorkUnit unit =
          new WorkUnit(
              String.format("%032x", u + 1L),
              new TreeMap<>(Map.of("seed", "1")),
              List.of(),
              trials.stream().map(TrialRecord::id).toList());
      units.add(unit);
      attempts.start(unit.id(), here);
      attempts.end(unit.id());
      if (u > 0) {
        folder.record(trials, by);
      }
    }
    Manifest manifest = new Manifest("large", "", 1, Optional.empty(), units);
    manifest.write(temporary.resolve("manifest.jsonl"));

    Duration shortest = Duration.ofHours(1);
    for (int turn = 0; turn < 2; turn++) {
      Instant begin = Instant.now();
      Manifest read = Manifest.read(temporary.resolve("manifest.jsonl"));
      Instant parsed = Instant.now();
      BatchStatus status = BatchStatus.of(read, folder.path());
      Duration all = Duration.between(begin, Instant.now());
      reporter.publishEntry(
          Map.of("manifest", Duration.between(begin, parsed).toString(), "status", all.toString()));
      assertEquals((UNITS - 1) * EACH, status.done());
      assertEquals(EACH, status.untouched());
      shortest = all.compareTo(shortest) < 0 ? all : shortest;
    }
    // Two idle cores need a few seconds at most; what is caught is quadratic growth.
    assertTrue(shortest.compareTo(Duration.ofSeconds(20)) < 0, shortest::toString);
  }

  private static TrialRecord trial(int unit, int budget) {
    var random = new Seed(unit).derive("trial", budget).random();
    List<Measurement> measured = new ArrayList<>();
    for (int m = 0; m < METRICS; m++) {
      measured.add(
          new Measurement(
              "metric-" + m,
              "retain-test",
              random.nextDouble(),
              "fraction",
              Direction.HIGHER_IS_BETTER));
    }
    return new TrialRecord(
        String.format("%024x%08x", unit, budget),
        new TrialKey(
            "toy", "", "tfidf", "rule-" + unit, "lr", "retrain", "jvm", budget / 100.0, budget, 1),
        measured,
        Map.of("train", 0.01));
  }
}
