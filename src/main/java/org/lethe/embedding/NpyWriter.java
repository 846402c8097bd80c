package org.lethe.embedding;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.lethe.nd.Replacement;

/**
 * Writes float32 rows one batch after the other; how many there are is written last. Until {@link
 * #finish} there is no file of that name, and without it there never is one.
 */
final class NpyWriter implements Closeable {
  private static final String TYPE = "<f4";
  private static final int BUFFER = 1 << 20;

  private final Replacement file;
  private final int columns;
  private final RandomAccessFile out;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long rows;

  private NpyWriter(Replacement file, int columns) throws IOException {
    this.file = file;
    this.columns = columns;
    this.out = new RandomAccessFile(file.part().toFile(), "rw");
    try {
      out.write(NpyHeader.write(TYPE, 0, columns));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Writes a file that takes the place of another, if there is one. */
  static NpyWriter replacing(Path file, int columns) throws IOException {
    return new NpyWriter(Replacement.of(file), columns);
  }

  /** Rows that were appended. */
  long rows() {
    return rows;
  }

  /**
   * Appends rows.
   *
   * @param values {@code [count·d]} or longer
   */
  void append(float[] values, int count) throws IOException {
    int numbers = Math.multiplyExact(count, columns);
    for (int at = 0; at < numbers; ) {
      int part = Math.min(BUFFER / 4, numbers - at);
      buffer.clear().asFloatBuffer().put(values, at, part);
      out.write(buffer.array(), 0, 4 * part);
      at += part;
    }
    rows += count;
  }

  /** Writes how many rows there are, forces all to disk and gives the file its name. */
  void finish() throws IOException {
    out.seek(0);
    out.write(NpyHeader.write(TYPE, rows, columns));
    out.close();
    file.finish();
  }

  /** Leaves nothing behind that was not finished. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      file.close();
    }
  }
}
