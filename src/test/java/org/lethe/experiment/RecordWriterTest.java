package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Guards against a record that is dropped: by a writing before it that failed, by a disk that is
 * slower than the trials, by an interrupt, or by the end of the run.
 */
class RecordWriterTest {
  private final List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
  private final RecordWriter writer = new RecordWriter(told::add);

  @Test
  void allIsWrittenInItsOrderWhenItIsClosed() {
    for (int i = 0; i < 50; i++) {
      int record = i;
      writer.execute(() -> written.add(record));
    }
    writer.close();
    assertEquals(IntStream.range(0, 50).boxed().toList(), written);
    assertNull(writer.failure());
  }

  @Test
  void aFailureIsToldAndTheNextRecordWrittenNevertheless() {
    IllegalStateException first = new IllegalStateException("full");
    StackOverflowError second = new StackOverflowError();
    writer.execute(
        () -> {
          throw first;
        });
    writer.execute(
        () -> {
          throw second;
        });
    writer.execute(() -> written.add(3));
    writer.close();
    assertEquals(List.of(first, second), told);
    assertSame(first, writer.failure());
    assertEquals(List.of(3), written);
  }

  @Test
  void whoComputesWritesWhereTheDiskFallsBehind() {
    CountDownLatch slow = new CountDownLatch(1);
    writer.execute(
        () -> {
          try {
            slow.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    List<Thread> by = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 1000; i++) {
      writer.execute(() -> by.add(Thread.currentThread()));
    }
    assertTrue(by.contains(Thread.currentThread()), "a thousand records wait in memory");
    slow.countDown();
    writer.close();
    assertEquals(1000, by.size());
  }

  @Test
  void anInterruptAndTheEndLoseNothing() {
    writer.execute(() -> written.add(1));
    Thread.currentThread().interrupt();
    writer.close();
    assertTrue(Thread.interrupted(), "whoever was interrupted must hear of it");
    writer.execute(() -> written.add(2)); // a trial that took longer than anybody waited
    assertEquals(List.of(1, 2), written);
  }
}
