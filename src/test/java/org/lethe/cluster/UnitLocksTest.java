package org.lethe.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards against work that stops, or fills its log, because a shared disk refuses locks, as some of
 * NFS and Lustre do.
 */
class UnitLocksTest {
  private static final String ID = "0123456789abcdef";

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void aFileSystemThatRefusesLocksIsToldOfOnceAndStopsNothing() {
    UnitLocks locks =
        UnitLocks.of(
            at -> {
              throw new IOException("Function not implemented");
            },
            said::add);
    for (int i = 0; i < 3; i++) {
      locks.tryLock(ID).orElseThrow().release();
    }
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).contains("Function not implemented"), said::toString);
  }

  @Test
  void whereLocksWorkOneHoldsAUnitAndNobodyHearsOfIt() {
    try (UnitLocks locks = UnitLocks.of(folder, said::add)) {
      UnitLocks.Held held = locks.tryLock(ID).orElseThrow();
      assertTrue(locks.tryLock(ID).isEmpty(), "a second thread of this process");
      assertTrue(locks.tryLock("f" + ID.substring(1)).isPresent(), "another unit");
      held.release();
      assertTrue(locks.tryLock(ID).isPresent());
    }
    assertEquals(List.of(), said);
  }

  @Test
  void aLockOfAnotherThreadIsNoRefusal() {
    UnitLocks locks =
        UnitLocks.of(
            at -> {
              throw new OverlappingFileLockException();
            },
            said::add);
    assertTrue(locks.tryLock(ID).isEmpty());
    assertEquals(List.of(), said);
  }
}
