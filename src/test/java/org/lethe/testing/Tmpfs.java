package org.lethe.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A small file system in memory, mounted on a folder until it is closed: a disk that is truly full,
 * or truly read-only, which permissions never are to the superuser.
 */
public final class Tmpfs implements AutoCloseable {
  private static final int PAGE = 4096;

  private final Path folder;

  private Tmpfs(Path folder) {
    this.folder = folder;
  }

  /** Mounts one; skips the test, with its reason, where this user may not. */
  public static Tmpfs on(Path folder, int kilobytes) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.toString()),
        "mounting a file system is refused here: no full disk for this test");
    return new Tmpfs(folder);
  }

  /**
   * Leaves no more room than this; deleting the file that it gives makes room again. Others may be
   * writing meanwhile: where they take the last of the room, the disk is as full as it was to be.
   */
  public Path fillUpTo(int kilobytesLeft) throws IOException {
    Path ballast = folder.resolve("ballast");
    byte[] page = new byte[PAGE];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (room() > ((long) kilobytesLeft << 10)) {
        out.write(page);
      }
    } catch (IOException e) {
      if (room() > PAGE) {
        throw e;
      }
    }
    return ballast;
  }

  private long room() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** From now on nobody writes to it. */
  public void makeReadOnly() throws IOException, InterruptedException {
    if (!run("mount", "-o", "remount,ro", folder.toString())) {
      throw new IOException("cannot remount " + folder);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (!run("umount", folder.toString())) {
        throw new IOException("cannot unmount " + folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Assumptions.abort("no program " + command[0] + " here: " + e.getMessage());
    }
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
