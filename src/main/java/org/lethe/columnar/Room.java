package org.lethe.columnar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.lethe.settings.BadInput;

/** What fits into memory: files can say anything of their size. */
final class Room {
  private static final int MEGABYTE = 1 << 20;

  /** Characters of what a library says of a file. */
  private static final int LONGEST = 300;

  private Room() {}

  /**
   * How many numbers so many rows have, of which each takes so many bytes.
   *
   * @throws BadInput if an array cannot hold them, or the heap cannot
   */
  static int forNumbers(Path file, long rows, long columns, int bytes) {
    if (columns > Integer.MAX_VALUE || columns * Math.max(1, rows) > Integer.MAX_VALUE - 8) {
      throw new BadInput(
          file
              + ": "
              + rows
              + " rows of "
              + columns
              + " numbers are too many to be held in memory; write them as a .npy of float32,"
              + " which is read where it lies");
    }
    if (rows * columns * bytes > Runtime.getRuntime().maxMemory()) {
      throw tooLarge(file, rows + " rows of " + columns + " numbers");
    }
    return (int) (rows * columns);
  }

  /** An array for rows of numbers; refused, not died of, where it does not fit. */
  static float[] floats(Path file, long rows, long columns) {
    try {
      return new float[forNumbers(file, rows, columns, Float.BYTES)];
    } catch (OutOfMemoryError e) {
      throw tooLarge(file, rows + " rows of " + columns + " numbers");
    }
  }

  /** The line for what a file says to hold, and the heap does not. */
  static BadInput tooLarge(Path file, String what) {
    return new BadInput(
        String.format(
            Locale.ROOT,
            "%s: %s do not fit into the heap of %d MB, or the file is damaged; more comes with"
                + " LETHE_JAVA_OPTS=-Xmx4g, and a .npy of float32 is read where it lies",
            file,
            what,
            Runtime.getRuntime().maxMemory() / MEGABYTE));
  }

  /** Reads something of a file. */
  interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Reads something of a file. What is wrong with a damaged one libraries say with exceptions of
   * many kinds, those of the platform among them, and one that says of more than there is asks for
   * more than the heap has: all of it is about the file.
   *
   * @param kind of the file: {@code Parquet}
   * @throws BadInput for whatever goes wrong
   */
  static <T> T reading(Path file, String kind, Reading<T> reading) {
    try {
      return reading.read();
    } catch (BadInput e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw tooLarge(file, "its columns");
    } catch (IOException | RuntimeException e) {
      BadInput refused =
          damaged(
              file, kind, Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
      refused.initCause(e);
      throw refused;
    }
  }

  /** The line for a file that is not what its name says. */
  static BadInput damaged(Path file, String kind, String why) {
    String line = why.lines().findFirst().orElse(why);
    String start = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    return new BadInput(file + " is no " + kind + " file, or a damaged one: " + start);
  }
}
