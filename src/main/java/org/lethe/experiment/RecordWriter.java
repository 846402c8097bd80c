package org.lethe.experiment;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that writes what others have computed: to force a record to disk takes as long as a
 * small trial, and processors would be idle meanwhile. What is written stays in its order, unless
 * the disk falls so far behind that those who compute have to write themselves.
 */
final class RecordWriter implements Executor, AutoCloseable {
  private static final int MOST_WAITING = 64;

  private final Consumer<Throwable> failed;
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          RecordWriter::named,
          (writing, full) -> writing.run()); // or closed: nothing is ever dropped

  /**
   * @param failed is told at once what a writing has thrown, for those who wait for trials would
   *     hear of a full disk an hour later
   */
  RecordWriter(Consumer<Throwable> failed) {
    this.failed = failed;
  }

  /** As those who compute, it keeps no process alive: {@link #close} waits for it. */
  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "lethe-records");
    thread.setDaemon(true);
    return thread;
  }

  /** Writes something soon. */
  @Override
  public void execute(Runnable writing) {
    thread.execute(
        () -> {
          try {
            writing.run();
          } catch (RuntimeException | Error e) {
            first.compareAndSet(null, e);
            failed.accept(e);
          }
        });
  }

  /**
   * Waits until all is written, also when interrupted. Nobody may have anything to write by now.
   */
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = thread.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the first writing that failed has thrown. */
  @Nullable Throwable failure() {
    return first.get();
  }
}
