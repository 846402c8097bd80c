package org.lethe.nd;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * Files that appear whole or not at all, also when the process is killed or the disk is full. A
 * thread that is interrupted still writes: channels, which {@link Files} reads and writes through,
 * would close under it, and what it has finished would be lost.
 */
public final class AtomicFiles {

  private AtomicFiles() {}

  /**
   * Writes a file: a hidden temporary file beside it, forced to disk, then renamed onto it. Two
   * writers of one file do not mix; the later one stays. The folder is made if it is missing.
   */
  public static void write(Path file, byte[] content) throws IOException {
    try (Replacement replacement = Replacement.of(file)) {
      writeForced(replacement.part(), content);
      replacement.move();
    }
  }

  /** A hidden name beside a file or folder; no other writer has it, on any host. */
  public static Path temporaryFor(Path target) {
    // only distinct: nothing is derived from it
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  /**
   * Whether a file is half of another: still being written, or left by a writer that was killed.
   */
  public static boolean isTemporary(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  /** Whether a name is one that {@link #temporaryFor} gives. */
  public static boolean isTemporaryFor(Path target, Path file) {
    return String.valueOf(file.getFileName()).startsWith("." + target.getFileName() + ".")
        && isTemporary(file);
  }

  /** Deletes what a failed write has left; that it failed matters more than that this does. */
  public static void delete(Path temporary, IOException failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** As {@link #write}, unless the file is there with exactly this content. */
  public static void writeIfChanged(Path file, byte[] content) throws IOException {
    if (!Files.isRegularFile(file) || !Arrays.equals(read(file), content)) {
      write(file, content);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream stream = new FileInputStream(file.toFile())) {
      return stream.readAllBytes();
    }
  }

  /** Creates a new file and forces it to disk; fails if there is one already. */
  public static void writeForced(Path file, byte[] content) throws IOException {
    Files.createFile(file);
    try (FileOutputStream stream = new FileOutputStream(file.toFile())) {
      stream.write(content);
      stream.getFD().sync();
    }
  }
}
