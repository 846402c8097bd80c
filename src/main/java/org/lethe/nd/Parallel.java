package org.lethe.nd;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the blocks of one computation on several cores. What a block is depends on the data alone,
 * never on the number of threads, and blocks write to places of their own: so results are equal to
 * the last bit on any machine.
 *
 * <p>Why not parallel streams: a thread that waits for them may start somebody else's work
 * meanwhile, and deadlocks when that work needs a value which this thread holds the lock of. Here
 * the caller works on its own blocks and waits only for blocks that are already being computed.
 */
public final class Parallel {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final ExecutorService HELPERS = helpers();
  private static final ThreadLocal<Integer> LIMIT = ThreadLocal.withInitial(() -> PROCESSORS);

  private Parallel() {}

  /** How many threads a computation of this thread may use. */
  public static int threads() {
    return LIMIT.get();
  }

  /** Computes something on at most the given number of threads, this one included. */
  public static <T> T limitedTo(int threads, Supplier<T> work) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; allowed: 1 or more");
    }
    int before = LIMIT.get();
    LIMIT.set(threads);
    try {
      return work.get();
    } finally {
      LIMIT.set(before);
    }
  }

  /**
   * Calls the body once for each of 0…blocks−1, in any order, on any thread; returns when all are
   * done. If a block throws, the others may be left out and the exception is thrown here.
   */
  public static void forEach(int blocks, IntConsumer body) {
    int wanted = Math.min(threads(), blocks);
    if (wanted <= 1) {
      for (int block = 0; block < blocks; block++) {
        body.accept(block);
      }
      return;
    }
    Blocks work = new Blocks(blocks, body);
    for (int i = 1; i < wanted; i++) {
      HELPERS.execute(work);
    }
    work.run();
    work.await();
  }

  /**
   * What the body makes of each of 0…blocks−1, in that order; called as by {@link #forEach}.
   *
   * @return unmodifiable, {@code [blocks]}
   */
  @SuppressWarnings("unchecked") // the body alone fills the places
  public static <T> List<T> map(int blocks, IntFunction<T> body) {
    Object[] results = new Object[blocks];
    forEach(blocks, block -> results[block] = body.apply(block));
    return (List<T>) List.of(results);
  }

  /** Hands out blocks until there are none; one instance is run by several threads. */
  private static final class Blocks implements Runnable {
    private final int count;
    private final IntConsumer body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int busy;

    Blocks(int count, IntConsumer body) {
      this.count = count;
      this.body = body;
    }

    @Override
    public void run() {
      synchronized (this) {
        busy++;
      }
      int limit = LIMIT.get();
      LIMIT.set(1); // a block that is itself parallel would only add threads
      try {
        for (int block = next.getAndIncrement(); block < count; block = next.getAndIncrement()) {
          body.accept(block);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        next.set(count);
      } finally {
        LIMIT.set(limit);
        synchronized (this) {
          busy--;
          notifyAll();
        }
      }
    }

    /** Waits for helpers that are inside a block; one that has not begun will find none left. */
    void await() {
      boolean interrupted = false;
      synchronized (this) {
        while (busy > 0) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true; // the blocks write to shared arrays: leave only when they are done
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable thrown = failure.get();
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
    }
  }

  private static ExecutorService helpers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            Math.max(1, PROCESSORS - 1),
            Math.max(1, PROCESSORS - 1),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "lethe-blocks");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
