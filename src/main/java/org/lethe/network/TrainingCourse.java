package org.lethe.network;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How far one training is: told to whoever watches and, where there is a folder, kept in a file
 * often enough that a stop loses little, and seldom enough that nobody waits for it. Used by one
 * thread.
 */
public final class TrainingCourse implements Checkpoints {
  /** One hundredth of the time goes into checkpoints at most. */
  private static final int SHARE = 100;

  private final Optional<FileCheckpoints> file;
  private final Duration apart;
  private final BooleanSupplier stop;
  private final Watch watch;
  private double before;
  private long lastSaved = System.nanoTime();
  private long nanosOfOne;

  /** Who hears how far a training is. */
  @FunctionalInterface
  public interface Watch {
    void passed(int epochs, int of);
  }

  /**
   * @param file none keeps nothing
   * @param apart the least time between two checkpoints: what is shorter is quicker done again
   * @param stop whether the training is to end at its next epoch
   */
  TrainingCourse(
      Optional<FileCheckpoints> file, Duration apart, BooleanSupplier stop, Watch watch) {
    this.file = file;
    this.apart = apart;
    this.stop = stop;
    this.watch = watch;
  }

  /** That nobody stops. */
  TrainingCourse(Optional<FileCheckpoints> file, Duration apart, Watch watch) {
    this(file, apart, () -> false, watch);
  }

  @Override
  public Optional<Checkpoint> latest() {
    Optional<Checkpoint> latest = file.flatMap(FileCheckpoints::latest);
    before = latest.map(Checkpoint::seconds).orElse(0.0);
    lastSaved = System.nanoTime();
    return latest;
  }

  @Override
  public boolean due() {
    long since = System.nanoTime() - lastSaved;
    return file.isPresent()
        && (stop.getAsBoolean() || since >= Math.max(apart.toNanos(), SHARE * nanosOfOne));
  }

  @Override
  public void save(Checkpoint checkpoint) {
    long start = System.nanoTime();
    file.ifPresent(f -> f.save(checkpoint));
    lastSaved = System.nanoTime();
    nanosOfOne = apart.isZero() ? 0 : lastSaved - start;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TrainingStopped if it is to end, and is not over; where it stood is kept
   */
  @Override
  public void passed(int epochs, int of) {
    watch.passed(epochs, of);
    if (epochs < of && stop.getAsBoolean()) {
      throw new TrainingStopped(epochs, of);
    }
  }

  /** Seconds that were spent before the checkpoint from which this training went on. */
  public double secondsBefore() {
    return before;
  }

  /**
   * What the training was for is kept elsewhere, or it cannot end well: no checkpoint is needed.
   */
  public void done() {
    file.ifPresent(FileCheckpoints::delete);
  }
}
