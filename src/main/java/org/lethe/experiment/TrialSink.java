package org.lethe.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.lethe.results.Failure;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;

/**
 * Where the trials of one path go. Small ones are written together, at the latest after a second,
 * so that a kill at any moment loses at most the last second of work and never a recorded trial. A
 * trial is told to be recorded when it is.
 */
final class TrialSink implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

  private final ResultFolder folder;
  private final Recording recording;
  private final Provenance provenance;
  private final Progress progress;
  private final Executor writer;
  private final List<TrialRecord> waiting = new ArrayList<>();
  private final List<Runnable> after = new ArrayList<>();
  private long lastWrite = System.nanoTime();

  /** How trials are written; unless said otherwise, over what was there. */
  @FunctionalInterface
  interface Recording {
    void record(List<TrialRecord> trials, Provenance provenance);
  }

  /**
   * @param writer what writes, in the order in which it is asked to
   */
  TrialSink(ResultFolder folder, Provenance provenance, Progress progress, Executor writer) {
    this(folder, folder::record, provenance, progress, writer);
  }

  /** One that writes as it is told, and has written when it returns. */
  TrialSink(ResultFolder folder, Recording recording, Provenance provenance, Progress progress) {
    this(folder, recording, provenance, progress, Runnable::run);
  }

  private TrialSink(
      ResultFolder folder,
      Recording recording,
      Provenance provenance,
      Progress progress,
      Executor writer) {
    this.folder = folder;
    this.recording = recording;
    this.provenance = provenance;
    this.progress = progress;
    this.writer = writer;
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
    writer.execute(
        () -> {
          folder.recordTarget(target, provenance);
          progress.recorded(target);
        });
  }

  /**
   * Records why trials failed; what was finished before is kept, {@code missing} trials are not.
   */
  synchronized void failed(Failure failure, int missing) {
    flush();
    writer.execute(
        () -> {
          folder.recordFailure(failure);
          progress.failed(failure, missing);
        });
  }

  @Override
  public void close() {
    flush();
  }

  /** Hands over what waits. */
  synchronized void flush() {
    if (!waiting.isEmpty()) {
      List<TrialRecord> finished = List.copyOf(waiting);
      List<Runnable> then = List.copyOf(after);
      waiting.clear();
      after.clear();
      writer.execute(
          () -> {
            recording.record(finished, provenance);
            then.forEach(Runnable::run);
            progress.recorded(finished);
          });
    }
    lastWrite = System.nanoTime();
  }
}
