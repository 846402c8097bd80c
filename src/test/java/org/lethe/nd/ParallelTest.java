package org.lethe.nd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Guards against blocks that are lost or done twice, results that depend on who came first, and
 * more threads than were allowed.
 */
class ParallelTest {
  private static final int BLOCKS = 200;

  @Test
  void everyBlockIsDoneOnce() {
    AtomicIntegerArray done = new AtomicIntegerArray(BLOCKS);
    Parallel.limitedTo(4, () -> ofEach(done::incrementAndGet));
    for (int block = 0; block < BLOCKS; block++) {
      assertEquals(1, done.get(block), "block " + block);
    }
  }

  @Test
  void resultsAreInTheOrderOfTheBlocks() {
    List<Integer> expected = IntStream.range(0, BLOCKS).mapToObj(block -> block * block).toList();
    for (int threads : new int[] {1, 2, 4}) {
      assertEquals(
          expected,
          Parallel.limitedTo(threads, () -> Parallel.map(BLOCKS, block -> block * block)),
          threads + " threads");
    }
    assertEquals(List.of(), Parallel.map(0, block -> block));
  }

  @Test
  void oneThreadIsThisThread() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Supplier<Boolean> work = () -> ofEach(block -> threads.add(Thread.currentThread()));
    Parallel.limitedTo(1, work);
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  /** Two that wait for each other end only where there are two threads. */
  @Test
  void aSecondThreadHelpsWhereItMay() {
    CountDownLatch both = new CountDownLatch(2);
    List<Boolean> met = Parallel.limitedTo(2, () -> Parallel.map(2, block -> meet(both)));
    assertEquals(List.of(true, true), met);
  }

  @Test
  void aBlockThatIsItselfParallelAddsNoThreads() {
    List<Integer> inside =
        Parallel.limitedTo(
            2,
            () -> Parallel.map(BLOCKS, block -> Parallel.map(1, i -> Parallel.threads()).get(0)));
    assertEquals(Set.of(1), Set.copyOf(inside));
  }

  @Test
  void theLimitEndsWithItsWork() {
    int before = Parallel.threads();
    assertThrows(
        IllegalStateException.class,
        () ->
            Parallel.limitedTo(
                before + 1,
                () -> {
                  assertEquals(before + 1, Parallel.threads());
                  throw new IllegalStateException("work that fails");
                }));
    assertEquals(before, Parallel.threads());
  }

  @Test
  void whatABlockThrowsIsThrownHere() {
    for (int threads : new int[] {1, 2}) {
      IllegalStateException thrown = new IllegalStateException("block 7");
      assertSame(
          thrown,
          assertThrows(
              IllegalStateException.class,
              () ->
                  Parallel.limitedTo(
                      threads,
                      () ->
                          ofEach(
                              block -> {
                                if (block == 7) {
                                  throw thrown;
                                }
                              }))));
    }
  }

  @Test
  void noThreadsAreRefused() {
    String said =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Parallel.limitedTo(0, () -> true))
                .getMessage());
    assertTrue(said.contains("threads is 0; allowed: 1 or more"), said);
  }

  private static boolean ofEach(IntConsumer body) {
    Parallel.forEach(BLOCKS, body);
    return true;
  }

  private static boolean meet(CountDownLatch both) {
    both.countDown();
    try {
      return both.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
