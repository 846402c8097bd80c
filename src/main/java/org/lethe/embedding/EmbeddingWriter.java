package org.lethe.embedding;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * Takes the rows of one entry of the store, batch by batch, in their final order: what was appended
 * need not stay in memory. Used by one thread.
 */
public final class EmbeddingWriter implements Closeable {
  private final Path folder;
  private final int columns;
  private final NpyWriter rows;
  private final IdFile.Writer ids;
  private final Map<String, double[]> numbers = new TreeMap<>();

  /** Writes into a folder that nobody reads yet. */
  EmbeddingWriter(Path folder, int columns) throws IOException {
    this.folder = folder;
    this.columns = columns;
    this.rows = NpyWriter.replacing(folder.resolve(EmbeddingStore.ROWS), columns);
    this.ids = new IdFile.Writer(folder.resolve(EmbeddingStore.IDS));
  }

  /** d. */
  public int columns() {
    return columns;
  }

  /**
   * Appends as many rows as there are ids.
   *
   * @param values row-major {@code [ids·d]} or longer
   * @throws BadInput if a number is not finite; names the id
   */
  public void append(List<String> batch, float[] values) {
    requireFinite(batch, values, columns);
    try {
      rows.append(values, batch.size());
      for (String id : batch) {
        ids.append(id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws BadInput if a number is not finite; names the id
   */
  static void requireFinite(List<String> batch, float[] values, int columns) {
    for (int i = 0; i < batch.size(); i++) {
      for (int j = 0; j < columns; j++) {
        if (!Float.isFinite(values[i * columns + j])) {
          throw new BadInput(
              "the embedding of "
                  + Shown.text(batch.get(i))
                  + " has "
                  + values[i * columns + j]
                  + " as feature "
                  + j
                  + "; every number must be finite");
        }
      }
    }
  }

  /**
   * Notes something of every row besides its features: its norm before normalisation.
   *
   * @param name lower-case letters, digits and hyphens
   * @param values {@code [n]}, once all rows are appended
   */
  public void note(String name, double[] values) {
    if (!name.matches("[a-z0-9-]{1,60}")) {
      throw new IllegalArgumentException(name + " is no name of lower-case letters and hyphens");
    }
    if (values.length != rows.rows()) {
      throw new IllegalArgumentException(
          values.length + " " + name + " for " + rows.rows() + " rows");
    }
    numbers.put(name, values.clone());
  }

  /** How many rows were appended. */
  long rows() {
    return rows.rows();
  }

  /** Names of what was noted. */
  List<String> noted() {
    return List.copyOf(numbers.keySet());
  }

  /** Completes and forces every file but the one that says that they are complete. */
  void finish() throws IOException {
    rows.finish();
    ids.finish();
    for (Map.Entry<String, double[]> each : numbers.entrySet()) {
      double[] values = each.getValue();
      byte[] header = NpyHeader.write("<f8", values.length);
      ByteBuffer bytes =
          ByteBuffer.allocate(header.length + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(header).asDoubleBuffer().put(values);
      AtomicFiles.writeForced(
          folder.resolve(EmbeddingStore.noteFile(each.getKey())), bytes.array());
    }
  }

  /** The note of a file that {@link #finish} wrote. */
  static double[] read(Path file, int count) throws IOException {
    byte[] content = Files.readAllBytes(file);
    double[] values = new double[count];
    int start = content.length - 8 * count;
    ByteBuffer.wrap(content, start, 8 * count)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(values);
    return values;
  }

  @Override
  public void close() throws IOException {
    try {
      rows.close();
    } finally {
      ids.close();
    }
  }
}
