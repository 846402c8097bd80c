package org.lethe.embedding;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.HalfFloat;
import org.lethe.nd.MappedFeatures;
import org.lethe.nd.RowMajor;
import org.lethe.settings.BadInput;

/** Arrays of NumPy, {@code .npy}: rows of numbers, and lists of ids. */
public final class Npy {
  private static final int BUFFER = 1 << 18;

  private Npy() {}

  /**
   * The rows of a file. Little-endian float32 stays where it lies; float64 and float16 are read and
   * become float32.
   *
   * @throws BadInput if it is no array of two axes of such numbers, row by row and whole
   */
  public static RowMajor rows(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
      return rows(in, file.toString(), file, 0, Files.size(file));
    }
  }

  /**
   * The ids of a file: texts, bytes in UTF-8, or whole numbers.
   *
   * @throws BadInput if it is no array of one axis of such
   */
  public static List<String> ids(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()))) {
      return ids(in, file.toString(), Files.size(file));
    }
  }

  /**
   * Writes rows, to be read by NumPy; whole or not at all.
   *
   * @throws IOException if they cannot be written
   */
  public static void write(Path file, RowMajor rows) throws IOException {
    try (NpyWriter writer = NpyWriter.replacing(file, rows.columns())) {
      int block = Math.max(1, BUFFER / Math.max(1, rows.columns()));
      float[] part = new float[block * rows.columns()];
      for (int from = 0; from < rows.rows(); from += block) {
        int count = Math.min(block, rows.rows() - from);
        rows.read(from, count, part);
        writer.append(part, count);
      }
      writer.finish();
    }
  }

  /**
   * @param in at the start of the array
   * @param file where float32 can be mapped
   * @param at the byte of the file where the array starts
   * @param bytes of the array, header and all
   */
  static RowMajor rows(InputStream in, String place, Path file, long at, long bytes)
      throws IOException {
    NpyHeader header = NpyHeader.read(in, place);
    header.requireRows(place, bytes - header.length());
    return header.type().equals("<f4")
        ? MappedFeatures.of(
            file, at + header.length(), (int) header.shape()[0], (int) header.shape()[1])
        : read(in, header, place);
  }

  /** As {@link #rows}, where nothing can be mapped. */
  static RowMajor rows(InputStream in, String place, long bytes) throws IOException {
    NpyHeader header = NpyHeader.read(in, place);
    header.requireRows(place, bytes - header.length());
    return read(in, header, place);
  }

  private static DenseFeatures read(InputStream in, NpyHeader header, String place)
      throws IOException {
    int rows = (int) header.shape()[0];
    int columns = (int) header.shape()[1];
    if ((long) rows * columns > Integer.MAX_VALUE - 8) {
      throw new BadInput(
          place
              + " of shape "
              + NpyHeader.text(header.shape())
              + " is too large to be converted in memory; write it as a plain .npy of float32,"
              + " which is read where it lies");
    }
    float[] values = new float[rows * columns];
    int each = header.numberBytes().orElseThrow();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; ) {
      int count = Math.min(BUFFER / each, values.length - at);
      fill(in, buffer.array(), count * each, place);
      for (int i = 0; i < count; i++) {
        values[at++] =
            switch (each) {
              case 2 -> HalfFloat.toFloat(buffer.getShort(2 * i));
              case 4 -> buffer.getFloat(4 * i);
              default -> (float) buffer.getDouble(8 * i);
            };
      }
    }
    return new DenseFeatures(values, rows, columns);
  }

  private static void fill(InputStream in, byte[] buffer, int count, String place)
      throws IOException {
    if (in.readNBytes(buffer, 0, count) < count) {
      throw new EOFException(place + " ends too early");
    }
  }

  /** As {@link #ids(Path)}, from the start of an array of so many bytes. */
  static List<String> ids(InputStream in, String place, long bytes) throws IOException {
    NpyHeader header = NpyHeader.read(in, place);
    int each =
        header
            .texts()
            .map(NpyHeader.Texts::bytes)
            .orElseGet(
                () ->
                    switch (header.type()) {
                      case "<i8" -> 8;
                      case "<i4" -> 4;
                      default ->
                          throw new BadInput(
                              place
                                  + " holds "
                                  + (header.type().contains("O")
                                      ? "Python objects"
                                      : "type " + header.type())
                                  + " where ids are expected; allowed: texts (numpy.str_, bytes) or"
                                  + " little-endian int64 or int32");
                    });
    if (header.shape().length != 1 || header.shape()[0] > Integer.MAX_VALUE - 8) {
      throw new BadInput(
          place + " has shape " + NpyHeader.text(header.shape()) + "; ids have one axis");
    }
    header.requireBytes(place, each, bytes - header.length());
    int count = (int) header.shape()[0];
    List<String> ids = new ArrayList<>(count);
    byte[] one = new byte[each];
    for (int i = 0; i < count; i++) {
      fill(in, one, each, place);
      ids.add(id(one, header));
    }
    return ids;
  }

  private static String id(byte[] bytes, NpyHeader header) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.texts().isEmpty()) {
      return Long.toString(bytes.length == 8 ? buffer.getLong() : buffer.getInt());
    }
    NpyHeader.Texts texts = header.texts().get();
    int length = texts.length();
    if (!texts.unicode()) {
      while (length > 0 && bytes[length - 1] == 0) {
        length--;
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
    while (length > 0 && buffer.getInt(4 * (length - 1)) == 0) {
      length--;
    }
    StringBuilder id = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int point = buffer.getInt(4 * i);
      id.appendCodePoint(Character.isValidCodePoint(point) ? point : 0xfffd);
    }
    return id.toString();
  }
}
