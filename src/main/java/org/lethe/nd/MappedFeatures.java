package org.lethe.nd;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Float32 rows, row-major {@code [n, d]}, that stay in their file: little-endian numbers from some
 * byte on, of any size. What is read is in the memory of the system, not of this process, and goes
 * when it is needed for other things.
 *
 * <p>There is nothing to close: Java gives the mapping back when these features are unreachable,
 * and not before, since a read after that would be a crash. The file may be deleted or replaced by
 * another meanwhile, these rows stay what they were; it must not be shortened or written to.
 */
public final class MappedFeatures extends RowMajor {
  /** Of one mapping; Java's own limit is 2³¹ − 1. */
  private static final int MOST_BYTES = 1 << 30;

  /** Fewer numbers than this, 64 MB, are copied when they are selected: they are read often. */
  private static final long FEW = 1 << 24;

  private final FloatBuffer[] chunks;
  private final int rowsPerChunk;

  /** Which rows of the file these are; all of them, in order, if null. */
  private final int @Nullable [] chosen;

  private MappedFeatures(
      FloatBuffer[] chunks, int rowsPerChunk, int @Nullable [] chosen, int rows, int columns) {
    super(rows, columns);
    this.chunks = chunks;
    this.rowsPerChunk = rowsPerChunk;
    this.chosen = chosen;
  }

  /**
   * Maps rows of a file.
   *
   * @param offset the byte where the first number is
   * @throws IllegalArgumentException if the file ends before them
   */
  public static MappedFeatures of(Path file, long offset, int rows, int columns)
      throws IOException {
    return of(file, offset, rows, columns, MOST_BYTES);
  }

  /** As {@link #of(Path, long, int, int)}, in mappings of a given size. */
  static MappedFeatures of(Path file, long offset, int rows, int columns, int mostBytes)
      throws IOException {
    long wanted = Math.multiplyExact((long) rows, 4L * columns);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      if (offset < 0 || open.length() - offset < wanted) {
        throw new IllegalArgumentException(
            file
                + " has "
                + open.length()
                + " bytes; "
                + rows
                + " rows of "
                + columns
                + " float32 from byte "
                + offset
                + " on need "
                + (offset + wanted));
      }
      int rowBytes = Math.max(1, Math.multiplyExact(4, columns));
      int block = rowsPerBlock(columns);
      // whole blocks, so that one is in one chunk
      int rowsPerChunk = Math.max(1, mostBytes / rowBytes / block) * block;
      FloatBuffer[] chunks =
          new FloatBuffer[(int) (((long) rows + rowsPerChunk - 1) / rowsPerChunk)];
      for (int c = 0; c < chunks.length; c++) {
        long first = (long) c * rowsPerChunk;
        long bytes = Math.min(rowsPerChunk, rows - first) * 4L * columns;
        chunks[c] =
            open.getChannel()
                .map(FileChannel.MapMode.READ_ONLY, offset + first * 4L * columns, bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
      }
      return new MappedFeatures(chunks, rowsPerChunk, null, rows, columns);
    }
  }

  /** All of it in memory, which must have room: at most 2³¹ − 1 numbers. */
  public DenseFeatures load() {
    float[] values = new float[Math.multiplyExact(rows(), columns())];
    read(0, rows(), values);
    return new DenseFeatures(values, rows(), columns());
  }

  /** A copy in memory of a few rows; of many a view, which takes four bytes a row. */
  @Override
  public RowMajor select(int[] rows) {
    int[] inFile = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      inFile[i] = inFile(Objects.checkIndex(rows[i], rows()));
    }
    MappedFeatures view =
        new MappedFeatures(chunks, rowsPerChunk, inFile, inFile.length, columns());
    return (long) rows.length * columns() <= FEW ? view.load() : view;
  }

  @Override
  public void read(int row, int column, int count, double[] into) {
    int place = inFile(Objects.checkIndex(row, rows()));
    float[] part = new float[count]; // one copy of many is much faster than many single reads
    chunks[place / rowsPerChunk].get(place % rowsPerChunk * columns() + column, part);
    for (int j = 0; j < count; j++) {
      into[j] = part[j];
    }
  }

  @Override
  public void read(int row, int count, float[] into) {
    Objects.checkFromIndexSize(row, count, rows());
    int done = 0;
    while (done < count) {
      int place = inFile(row + done);
      int most = Math.min(count - done, rowsPerChunk - place % rowsPerChunk);
      int run = 1;
      while (run < most && inFile(row + done + run) == place + run) {
        run++;
      }
      chunks[place / rowsPerChunk].get(
          place % rowsPerChunk * columns(), into, done * columns(), run * columns());
      done += run;
    }
  }

  @Override
  Block block(int from, int to) {
    float[] values = new float[(to - from) * columns()];
    read(from, to - from, values);
    return new Block(values, 0);
  }

  private int inFile(int row) {
    return chosen == null ? row : chosen[row];
  }
}
