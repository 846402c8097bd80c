package org.lethe.sweep;

import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/** Threads that take work from one place until there is no more. */
final class Crew {
  private static final Logger LOG = Logger.getLogger(Crew.class.getName());
  private static final long LONGEST_END_MINUTES = 10;

  private Crew() {}

  /** Where work comes from; may wait until what is being done has an end. */
  interface Source<T> {
    Optional<T> next() throws InterruptedException;
  }

  /** What is done with it. */
  interface Work<T> {
    void on(T piece) throws InterruptedException;
  }

  /**
   * Does all work.
   *
   * @throws InterruptedException if this thread was interrupted; the others have ended then
   */
  static <T> void run(int threads, Source<T> source, Work<T> work) throws InterruptedException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "lethe-candidates");
              thread.setDaemon(true);
              return thread;
            });
    CompletionService<Boolean> running = new ExecutorCompletionService<>(workers);
    try {
      for (int i = 0; i < threads; i++) {
        running.submit(
            () -> {
              for (Optional<T> piece = source.next(); piece.isPresent(); piece = source.next()) {
                work.on(piece.get());
              }
              return true;
            });
      }
      for (int i = 0; i < threads; i++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw cause instanceof RuntimeException exception
          ? exception
          : new IllegalStateException(cause);
    } finally {
      workers.shutdownNow();
      if (!workers.awaitTermination(LONGEST_END_MINUTES, TimeUnit.MINUTES)) {
        LOG.warning(
            "a candidate still ran "
                + LONGEST_END_MINUTES
                + " minutes after the sweep had ended; it was left to itself");
      }
    }
  }
}
