package org.lethe.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Spares two workers of one folder the same work: a lock on one byte of {@code attempts/.locks} for
 * each unit. Nothing depends on it. On some shared disks locks are refused, on others everybody
 * gets them; both only mean that a unit may be run twice, with equal results.
 */
final class UnitLocks implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UnitLocks.class.getName());
  private static final int DIGITS = 15; // of the id, so that the byte's place is a positive long

  /** A lock that is held, or stands for one where there are none. */
  @FunctionalInterface
  interface Held {
    void release();
  }

  /** What the file system does. */
  @FunctionalInterface
  interface Locking {
    /** Null if another process holds this byte. */
    @Nullable FileLock lock(long at) throws IOException;
  }

  private final Optional<FileChannel> channel;
  private final Optional<Locking> locking;
  private final Consumer<String> refusal;
  private final AtomicBoolean refused = new AtomicBoolean();

  private UnitLocks(
      Optional<FileChannel> channel, Optional<Locking> locking, Consumer<String> refusal) {
    this.channel = channel;
    this.locking = locking;
    this.refusal = refusal;
  }

  /**
   * The locks of one results folder.
   *
   * @param refusal hears once if there are none, and what that means
   */
  static UnitLocks of(Path results, Consumer<String> refusal) {
    Path file = results.resolve(Attempts.FOLDER).resolve(".locks");
    try {
      Files.createDirectories(file.resolveSibling("."));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new UnitLocks(
          Optional.of(channel), Optional.of(at -> channel.tryLock(at, 1, false)), refusal);
    } catch (IOException | UnsupportedOperationException e) {
      UnitLocks none = new UnitLocks(Optional.empty(), Optional.empty(), refusal);
      none.refused(e);
      return none;
    }
  }

  /** The same without making anything: of a folder where nobody works there are none. */
  static UnitLocks toLookAt(Path results) {
    return Files.isDirectory(results.resolve(Attempts.FOLDER))
        ? of(results, LOG::fine)
        : new UnitLocks(Optional.empty(), Optional.empty(), LOG::fine);
  }

  /** Those of a file system that does this. */
  static UnitLocks of(Locking locking, Consumer<String> refusal) {
    return new UnitLocks(Optional.empty(), Optional.of(locking), refusal);
  }

  /** Empty if somebody else is at this unit. */
  Optional<Held> tryLock(String id) {
    if (locking.isEmpty()) {
      return Optional.of(() -> {});
    }
    try {
      FileLock lock = locking.get().lock(Long.parseLong(id.substring(0, DIGITS), 16));
      return lock == null ? Optional.empty() : Optional.of(() -> release(lock));
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another thread of this process
    } catch (IOException | UnsupportedOperationException e) {
      refused(e);
      return Optional.of(() -> {});
    }
  }

  private void refused(Exception why) {
    if (refused.compareAndSet(false, true)) {
      refusal.accept(
          "no file locks here ("
              + why.getMessage()
              + "): going on without, two workers may do the same work, with equal results");
    }
  }

  private static void release(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      LOG.fine(e::toString); // it goes with the process at the latest, and nothing depends on it
    }
  }

  @Override
  public void close() {
    if (channel.isPresent()) {
      try {
        channel.get().close();
      } catch (IOException e) {
        LOG.fine(e::toString);
      }
    }
  }
}
