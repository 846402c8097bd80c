package org.lethe.experiment;

import java.util.ArrayList;
import java.util.List;
import org.lethe.results.Failure;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;

/**
 * Where the trials of one path go. Small ones are written together, at the latest after a second,
 * so that a kill at any moment loses at most the last second of work and never a recorded trial.
 */
final class TrialSink implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

  private final ResultFolder folder;
  private final Recording recording;
  private final Provenance provenance;
  private final Progress progress;
  private final List<TrialRecord> waiting = new ArrayList<>();
  private final List<Runnable> after = new ArrayList<>();
  private long lastWrite = System.nanoTime();

  /** How trials are written; unless said otherwise, over what was there. */
  @FunctionalInterface
  interface Recording {
    void record(List<TrialRecord> trials, Provenance provenance);
  }

  TrialSink(ResultFolder folder, Provenance provenance, Progress progress) {
    this(folder, folder::record, provenance, progress);
  }

  TrialSink(ResultFolder folder, Recording recording, Provenance provenance, Progress progress) {
    this.folder = folder;
    this.recording = recording;
    this.provenance = provenance;
    this.progress = progress;
  }

  /**
   * @param recorded run when the trial is
   */
  synchronized void add(TrialRecord trial, Runnable recorded) {
    waiting.add(trial);
    after.add(recorded);
    if (System.nanoTime() - lastWrite > LONGEST_WAIT_NANOS) {
      flush();
    }
  }

  /** A search takes many trials' time, so what it found is written at once. */
  synchronized void add(TargetRecord target) {
    flush();
    folder.recordTarget(target, provenance);
    progress.recorded(target);
  }

  /**
   * Records why trials failed; what was finished before is kept, {@code missing} trials are not.
   */
  synchronized void failed(Failure failure, int missing) {
    flush();
    folder.recordFailure(failure);
    progress.failed(failure, missing);
  }

  @Override
  public void close() {
    flush();
  }

  /** Writes what waits. */
  synchronized void flush() {
    if (!waiting.isEmpty()) {
      List<TrialRecord> finished = List.copyOf(waiting);
      recording.record(finished, provenance);
      after.forEach(Runnable::run);
      waiting.clear();
      after.clear();
      progress.recorded(finished);
    }
    lastWrite = System.nanoTime();
  }
}
