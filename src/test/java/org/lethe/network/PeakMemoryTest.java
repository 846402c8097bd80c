package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Memory keeps one peak for the whole process. Guards against a trial that forgets it while another
 * looks, and against a phase that is told what an earlier one had.
 */
class PeakMemoryTest {

  /** Counts as an allocator does. */
  private static final class Counted extends PeakMemory {
    private long now;
    private long peak;

    void takes(long bytes) {
      now += bytes;
      peak = Math.max(peak, now);
    }

    @Override
    protected long peak() {
      return peak;
    }

    @Override
    protected void forgetPeak() {
      peak = now;
    }
  }

  private final Counted memory = new Counted();

  @Test
  void eachPhaseHearsItsOwnPeak() {
    PeakMemory.Watch first = memory.watch();
    memory.takes(300);
    memory.takes(-200);
    assertEquals(300, first.end());
    PeakMemory.Watch second = memory.watch();
    memory.takes(50);
    assertEquals(150, second.end());
  }

  @Test
  void whoBeginsLaterTakesNothingFromWhoLooksAlready() {
    PeakMemory.Watch early = memory.watch();
    memory.takes(300);
    memory.takes(-200);
    PeakMemory.Watch late = memory.watch();
    memory.takes(100);
    memory.takes(-100);
    assertEquals(300, early.end());
    assertEquals(200, late.end());
  }

  /** Arrays that were there before count: they take room all the same. */
  @Test
  void whatIsThereAlreadyCounts() {
    memory.takes(500);
    assertEquals(500, memory.watch().end());
  }

  @Test
  void whatTheProcessTakesIsSeenInItsResidentMemory() {
    Optional<PeakMemory> resident = ResidentMemory.ofThisProcess();
    Assumptions.assumeTrue(resident.isPresent(), "this system does not count it");
    PeakMemory.Watch idle = resident.get().watch();
    long before = idle.end();
    PeakMemory.Watch watch = resident.get().watch();
    ByteBuffer large = ByteBuffer.allocateDirect(128 << 20); // zeroed, so that its pages are there
    long peak = watch.end();
    assertEquals(0, large.get(large.capacity() - 1));
    assertTrue(peak >= 120 << 20, "peak " + peak);
    assertTrue(peak - before >= 64 << 20, peak + " after " + before);
  }

  /** A run that is interrupted ends with what interrupted it. */
  @Test
  void anInterruptDoesNotKeepItFromCounting() {
    Optional<PeakMemory> resident = ResidentMemory.ofThisProcess();
    Assumptions.assumeTrue(resident.isPresent(), "this system does not count it");
    Thread.currentThread().interrupt();
    try {
      assertTrue(resident.get().watch().end() > 0);
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      Thread.interrupted();
    }
  }
}
