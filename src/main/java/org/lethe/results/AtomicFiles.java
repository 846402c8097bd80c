package org.lethe.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/** Files that appear whole or not at all, also when the process is killed or the disk is full. */
public final class AtomicFiles {

  private AtomicFiles() {}

  /**
   * Writes a file: a hidden temporary file beside it, forced to disk, then renamed onto it. Two
   * writers of one file do not mix; the later one stays. The folder is made if it is missing.
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(Objects.requireNonNull(target.getParent(), "a file has a folder"));
    // Only distinct from every other writer's, on any host; nothing is derived from it.
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      writeForced(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /** As {@link #write}, unless the file is there with exactly this content. */
  public static void writeIfChanged(Path file, byte[] content) throws IOException {
    if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      write(file, content);
    }
  }

  /** Creates a new file and forces it to disk; fails if there is one already. */
  static void writeForced(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}
