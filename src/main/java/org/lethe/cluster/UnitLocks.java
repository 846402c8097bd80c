package org.lethe.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Spares two workers of one folder the same work: a lock on one byte of {@code attempts/.locks} for
 * each unit. Nothing depends on it. On some shared disks locks are refused, on others everybody
 * gets them; both only mean that a unit may be run twice, with equal results.
 */
final class UnitLocks implements AutoCloseable {
  private static final int DIGITS = 15; // of the id, so that the byte's place is a positive long

  private final Optional<FileChannel> channel;

  /** A lock that is held, or stands for one where there are none. */
  @FunctionalInterface
  interface Held {
    void release();
  }

  private UnitLocks(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /** The locks of one results folder. */
  static UnitLocks of(Path results) {
    Path file = results.resolve(Attempts.FOLDER).resolve(".locks");
    try {
      Files.createDirectories(file.resolveSibling("."));
      return new UnitLocks(
          Optional.of(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
    } catch (IOException | UnsupportedOperationException e) {
      return new UnitLocks(Optional.empty());
    }
  }

  /** The same without making anything: of a folder where nobody works there are none. */
  static UnitLocks toLookAt(Path results) {
    return Files.isDirectory(results.resolve(Attempts.FOLDER))
        ? of(results)
        : new UnitLocks(Optional.empty());
  }

  /** Empty if somebody else is at this unit. */
  Optional<Held> tryLock(String id) {
    if (channel.isEmpty()) {
      return Optional.of(() -> {});
    }
    try {
      FileLock lock = channel.get().tryLock(Long.parseLong(id.substring(0, DIGITS), 16), 1, false);
      return lock == null ? Optional.empty() : Optional.of(() -> release(lock));
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another thread of this process
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(() -> {});
    }
  }

  private static void release(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      // The lock goes with the process at the latest, and nothing depends on it.
      java.util.logging.Logger.getLogger(UnitLocks.class.getName()).fine(e::toString);
    }
  }

  @Override
  public void close() {
    if (channel.isPresent()) {
      try {
        channel.get().close();
      } catch (IOException e) {
        java.util.logging.Logger.getLogger(UnitLocks.class.getName()).fine(e::toString);
      }
    }
  }
}
