package org.lethe.results;

import java.nio.file.Path;
import java.util.List;

/** A process of its own that records 200 trials and 20 failures; half of the trials are shared. */
final class RecordingProcess {

  static final int OWN = 100;
  static final int SHARED = 100;
  static final int FAILURES = 20;

  private RecordingProcess() {}

  public static void main(String[] args) {
    ResultFolder folder = ResultFolder.open(Path.of(args[0]));
    folder.writeStudy(Trials.STUDY, "name: toy-study\n");
    int process = Integer.parseInt(args[1]);
    for (int i = 0; i < OWN; i++) {
      folder.record(List.of(trial(1 + process, i)), Trials.PROVENANCE);
      folder.record(List.of(trial(0, i)), Trials.PROVENANCE);
    }
    for (int i = 0; i < FAILURES; i++) {
      TrialRecord trial = trial(0, 0);
      folder.recordFailure(
          new Failure(trial.id(), trial.key(), "process " + process, "", "2026-11-21T00:00:00Z"));
    }
  }

  private static TrialRecord trial(long seed, int i) {
    return Trials.trial(Trials.RULE, seed, i / 100.0, Trials.recall(i / 100.0));
  }
}
