package org.lethe.columnar;

import java.nio.file.Path;
import java.util.Locale;
import org.lethe.settings.BadInput;

/** What fits into memory: files can say anything of their size. */
final class Room {
  private static final int MEGABYTE = 1 << 20;

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
    long needed = rows * columns * bytes;
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "%s: %d rows of %d numbers take %d MB, and the heap has %d MB; give it more with"
                  + " LETHE_JAVA_OPTS=-Xmx…, or write them as a .npy of float32, which is read"
                  + " where it lies",
              file,
              rows,
              columns,
              needed / MEGABYTE,
              heap / MEGABYTE));
    }
    return (int) (rows * columns);
  }
}
