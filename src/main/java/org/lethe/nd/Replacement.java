package org.lethe.nd;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * A file on its way: written under a hidden name beside the one that it will have, which it takes,
 * and with it the place of another, when it is whole. Closed before, it leaves nothing behind.
 */
public final class Replacement implements Closeable {
  private final Path target;
  private final Path part;
  private boolean done;

  private Replacement(Path target, Path part) {
    this.target = target;
    this.part = part;
  }

  /** Of a file that may be there or not; its folder is made if it is missing. */
  public static Replacement of(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(Objects.requireNonNull(target.getParent(), "a file has a folder"));
    return new Replacement(target, AtomicFiles.temporaryFor(target));
  }

  /** Where to write until then. */
  public Path part() {
    return part;
  }

  /** Forces what was written to disk and gives it its name; whoever wrote has closed it. */
  public void finish() throws IOException {
    // no channel: those are closed by an interrupt
    try (RandomAccessFile written = new RandomAccessFile(part.toFile(), "rw")) {
      written.getFD().sync();
    }
    move();
  }

  /** As {@link #finish}, of what is on disk already, or can be made again. */
  public void move() throws IOException {
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    done = true;
  }

  @Override
  public void close() throws IOException {
    if (!done) {
      Files.deleteIfExists(part);
    }
  }
}
