package org.lethe.embedding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.lethe.nd.Replacement;
import org.lethe.nd.RowMajor;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/**
 * Several arrays of NumPy in one archive, {@code .npz}. What {@code numpy.savez} writes is not
 * compressed: its float32 rows stay where they lie, as those of a {@code .npy}.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";
  private static final int BLOCK = 1 << 18;

  private Npz() {}

  /** Names of the arrays, in the order of the archive. */
  public static List<String> names(Path file) throws IOException {
    try (ZipFile zip = open(file)) {
      return names(zip);
    }
  }

  /**
   * The rows of one array.
   *
   * @param name of the array
   * @throws BadInput if there is none of that name, or it has no such rows
   */
  public static RowMajor rows(Path file, String name) throws IOException {
    try (ZipFile zip = open(file)) {
      ZipArchiveEntry entry = entry(zip, file, name);
      String place = file + ", array " + name;
      try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
        return entry.getMethod() == ZipArchiveEntry.STORED
            ? Npy.rows(in, place, file, entry.getDataOffset(), entry.getSize())
            : Npy.rows(in, place, entry.getSize());
      }
    }
  }

  /**
   * The ids that one array holds.
   *
   * @param name of the array
   * @throws BadInput if there is none of that name, or it holds no ids
   */
  public static List<String> ids(Path file, String name) throws IOException {
    try (ZipFile zip = open(file)) {
      ZipArchiveEntry entry = entry(zip, file, name);
      try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
        return Npy.ids(in, file + ", array " + name, entry.getSize());
      }
    }
  }

  /**
   * The only array of two axes, where none was named.
   *
   * @throws BadInput if there is none, or several
   */
  static String onlyRows(Path file) throws IOException {
    try (ZipFile zip = open(file)) {
      List<String> tables = new ArrayList<>();
      for (String name : names(zip)) {
        ZipArchiveEntry entry = entry(zip, file, name);
        try (InputStream in = zip.getInputStream(entry)) {
          if (NpyHeader.read(in, file + ", array " + name).shape().length == 2) {
            tables.add(name);
          }
        }
      }
      if (tables.size() != 1) {
        throw new BadInput(
            file
                + " has "
                + (tables.isEmpty() ? "no array" : "several arrays")
                + " of two axes; "
                + (tables.isEmpty()
                    ? "it holds " + String.join(", ", names(zip))
                    : "name one: " + String.join(", ", tables)));
      }
      return tables.get(0);
    }
  }

  /** Writes {@code embeddings} and {@code ids}, to be read by NumPy; whole or not at all. */
  public static void write(Path file, RowMajor rows, List<String> ids) throws IOException {
    if (ids.size() != rows.rows()) {
      throw new IllegalArgumentException(ids.size() + " ids for " + rows.rows() + " rows");
    }
    try (Replacement replacement = Replacement.of(file)) {
      try (ZipOutputStream zip =
          new ZipOutputStream(
              new BufferedOutputStream(new FileOutputStream(replacement.part().toFile())))) {
        store(zip, "embeddings", out -> writeRows(out, rows));
        store(zip, "ids", out -> writeIds(out, ids));
      }
      replacement.finish();
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Stored members say their checksum before their content: it is made twice. */
  private static void store(ZipOutputStream zip, String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // as NumPy: equal arrays, equal files
    Counting counting = new Counting();
    CheckedOutputStream checked = new CheckedOutputStream(counting, new CRC32());
    content.writeTo(checked);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(counting.count);
    entry.setCompressedSize(counting.count);
    entry.setCrc(checked.getChecksum().getValue());
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private static void writeRows(OutputStream out, RowMajor rows) throws IOException {
    int columns = rows.columns();
    out.write(NpyHeader.write("<f4", rows.rows(), columns));
    int block = Math.max(1, BLOCK / Math.max(1, columns));
    float[] part = new float[block * columns];
    ByteBuffer bytes = ByteBuffer.allocate(4 * part.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < rows.rows(); from += block) {
      int count = Math.min(block, rows.rows() - from);
      rows.read(from, count, part);
      bytes.asFloatBuffer().put(part, 0, count * columns);
      out.write(bytes.array(), 0, 4 * count * columns);
    }
  }

  private static void writeIds(OutputStream out, List<String> ids) throws IOException {
    int longest = 1;
    for (String id : ids) {
      longest = Math.max(longest, id.codePointCount(0, id.length()));
    }
    out.write(NpyHeader.write("<U" + longest, ids.size()));
    ByteBuffer bytes = ByteBuffer.allocate(4 * longest).order(ByteOrder.LITTLE_ENDIAN);
    for (String id : ids) {
      bytes.clear();
      id.codePoints().forEach(bytes::putInt);
      while (bytes.hasRemaining()) {
        bytes.putInt(0);
      }
      out.write(bytes.array());
    }
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return ZipFile.builder().setPath(file).get();
    } catch (ZipException e) {
      throw new BadInput(file + " is no .npz archive: " + e.getMessage(), e);
    }
  }

  private static List<String> names(ZipFile zip) {
    return Collections.list(zip.getEntries()).stream()
        .map(ZipArchiveEntry::getName)
        .filter(name -> name.endsWith(SUFFIX))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .toList();
  }

  private static ZipArchiveEntry entry(ZipFile zip, Path file, String name) {
    ZipArchiveEntry entry =
        Optional.ofNullable(zip.getEntry(name + SUFFIX))
            .orElseThrow(
                () ->
                    new BadInput(
                        file + " has no array " + name + Suggestion.text(name, names(zip))));
    if (!zip.canReadEntryData(entry)) {
      throw new BadInput(file + ", array " + name + " is encrypted, or packed in an unknown way");
    }
    return entry;
  }

  private static final class Counting extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      count += length;
    }
  }
}
