package org.lethe.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lethe.results.Direction;
import org.lethe.results.Failure;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.TargetRecord;
import org.lethe.results.TracedRecords;
import org.lethe.results.TracedRecords.TracedFailure;
import org.lethe.results.TracedRecords.TracedTarget;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/** Trials to export: rules at one inner budget, and the ends that they share. */
final class Made {
  static final Provenance BY =
      new Provenance(
          "0123456789abcdef0123456789abcdef01234567",
          false,
          "0.1.0",
          "Vendor 17.0.1",
          "Linux 6.1 amd64",
          "A processor",
          1,
          "jvm",
          new TreeMap<>(),
          "2026-11-21T10:00:00Z",
          "node-1",
          "",
          List.of());

  private Made() {}

  static TracedTrial trial(String scorer, double budget, long seed, int metrics) {
    List<Measurement> measured = new ArrayList<>();
    measured.add(
        new Measurement(
            "recall", "forget-test", 1 - budget, "fraction", Direction.LOWER_IS_BETTER));
    for (int m = 1; m < metrics; m++) {
      measured.add(
          new Measurement("m" + m, "retain-test", m / 3.0, "nats", Direction.HIGHER_IS_BETTER));
    }
    TrialKey key =
        new TrialKey(
            "toy",
            "",
            "tf/idf",
            scorer,
            "plain",
            "retrain",
            "jvm",
            budget,
            (int) Math.round(1000 * budget),
            seed);
    String id = String.format("%016x", Integer.toUnsignedLong(key.toString().hashCode()));
    return new TracedTrial(new TrialRecord(id, key, measured, Map.of("train", 1.5)), BY);
  }

  /** One search that found a budget and one that did not, and two failures, one given up. */
  static TracedRecords all() {
    TrialKey found = trial("lr-cos", 0.25, 1, 1).trial().key();
    Measurement kept =
        new Measurement("log-loss", "retain-test", 0.5, "nats", Direction.LOWER_IS_BETTER);
    TargetRecord reached =
        new TargetRecord(
            "0000000000000001",
            found,
            "halves recall",
            "recall",
            "log-loss",
            true,
            "",
            List.of(kept));
    TargetRecord missed =
        new TargetRecord(
            "0000000000000002",
            trial("random", 1, 1, 1).trial().key(),
            "halves recall",
            "recall",
            "log-loss",
            false,
            "no budget keeps log-loss",
            List.of());
    Failure failed =
        new Failure(
            "0000000000000003",
            trial("lr-cos", 0.75, 1, 1).trial().key(),
            "not finite after step 7",
            "at x",
            "2026-11-21T11:00:00Z");
    Failure gone =
        new Failure(
            "0000000000000004",
            trial("random", 0.75, 1, 1).trial().key(),
            "no such thing",
            "",
            "2026-11-21T11:00:01Z");
    return new TracedRecords(
        trials(),
        List.of(new TracedTarget(reached, BY), new TracedTarget(missed, BY)),
        List.of(new TracedFailure(failed, false), new TracedFailure(gone, true)),
        List.of());
  }

  /** Only trials. */
  static TracedRecords of(List<TracedTrial> trials) {
    return new TracedRecords(trials, List.of(), List.of(), List.of());
  }

  /** Two rules, two seeds, one inner budget; the ends once a seed: eight trials. */
  static List<TracedTrial> trials() {
    List<TracedTrial> trials = new ArrayList<>();
    for (long seed = 1; seed <= 2; seed++) {
      trials.add(trial("*", 0, seed, 2));
      trials.add(trial("lr-cos", 0.5, seed, 2));
      trials.add(trial("random", 0.5, seed, 2));
      trials.add(trial("*", 1, seed, 2));
    }
    return trials;
  }
}
