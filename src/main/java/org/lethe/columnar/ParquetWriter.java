package org.lethe.columnar;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.Replacement;

/**
 * Writes a table row by row: equal rows give equal files, and the file appears whole or not at all.
 * Nothing is ever null. Pages are packed with Zstandard and carry checksums.
 */
public final class ParquetWriter implements Closeable {
  /** Bytes of a group of rows, before packing; what is held in memory at once. */
  private static final long GROUP = 64L << 20;

  private static final int ROWS_BETWEEN_LOOKS = 1000;

  /** Of the least and greatest values that the file says of its parts. */
  private static final int STATISTICS = 64;

  /** What a column holds. */
  public enum Kind {
    /** {@code String}. */
    TEXT,
    /** {@code Long}. */
    WHOLE,
    /** {@code Double}. */
    NUMBER,
    /** {@code Boolean}. */
    FLAG,
    /** {@code float[]}, a list in the file. */
    VECTOR
  }

  /** One column. */
  public record Column(String name, Kind kind) {
    private Type type() {
      return switch (kind) {
        case TEXT ->
            Types.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
        case WHOLE -> Types.required(PrimitiveTypeName.INT64).named(name);
        case NUMBER -> Types.required(PrimitiveTypeName.DOUBLE).named(name);
        case FLAG -> Types.required(PrimitiveTypeName.BOOLEAN).named(name);
        case VECTOR -> Types.requiredList().requiredElement(PrimitiveTypeName.FLOAT).named(name);
      };
    }
  }

  private final Replacement replacement;
  private final List<Column> columns;
  private final MessageType schema;
  private final Map<String, String> notes;
  private final ParquetProperties properties;
  private final Output output;
  private final ParquetFileWriter file;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore group;
  private int groups;
  private long rowsInGroup;
  private boolean finished;

  /**
   * Begins a file, which replaces what is there when it is finished.
   *
   * @param notes what the file says of itself, by key
   */
  public ParquetWriter(Path file, List<Column> columns, Map<String, String> notes)
      throws IOException {
    replacement = Replacement.of(file);
    this.columns = List.copyOf(columns);
    this.notes = new TreeMap<>(notes);
    schema = new MessageType("table", columns.stream().map(Column::type).toList());
    ParquetProperties.Builder wanted =
        ParquetProperties.builder()
            .withStatisticsTruncateLength(STATISTICS)
            .withColumnIndexTruncateLength(STATISTICS)
            .withPageWriteChecksumEnabled(true);
    for (ColumnDescriptor leaf : schema.getColumns()) {
      if (leaf.getMaxRepetitionLevel() > 0) { // hardly a number of an embedding is there twice
        wanted.withDictionaryEncoding(String.join(".", leaf.getPath()), false);
      }
    }
    properties = wanted.build();
    output = new Output(replacement.part());
    this.file =
        new ParquetFileWriter(
            output, schema, ParquetFileWriter.Mode.CREATE, GROUP, 0, null, properties);
    pages = newPages();
    group = properties.newColumnWriteStore(schema, pages, pages);
    try {
      this.file.start();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private ColumnChunkPageWriteStore newPages() {
    return ColumnChunkPageWriteStore.builder()
        .withCompressorProvider(leaf -> new Codecs().getCompressor(CompressionCodecName.ZSTD))
        .withSchema(schema)
        .withAllocator(properties.getAllocator())
        .withColumnIndexTruncateLength(STATISTICS)
        .withPageWriteChecksumEnabled(true)
        .withRowGroupOrdinal(groups)
        .build();
  }

  /**
   * Writes one row.
   *
   * @param cells one a column, of the class that its kind says
   * @throws IllegalArgumentException if there are not as many cells as columns
   */
  public void append(Object... cells) throws IOException {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    for (int c = 0; c < cells.length; c++) {
      ColumnWriter to = group.getColumnWriter(schema.getColumns().get(c));
      switch (columns.get(c).kind()) {
        case TEXT -> to.write(Binary.fromString((String) cells[c]), 0, 0);
        case WHOLE -> to.write((long) (Long) cells[c], 0, 0);
        case NUMBER -> to.write((double) (Double) cells[c], 0, 0);
        case FLAG -> to.write((boolean) (Boolean) cells[c], 0, 0);
        case VECTOR -> write((float[]) cells[c], to);
      }
    }
    group.endRecord();
    rowsInGroup++;
    if (rowsInGroup % ROWS_BETWEEN_LOOKS == 0 && group.getBufferedSize() > GROUP) {
      endGroup();
      pages = newPages();
      group = properties.newColumnWriteStore(schema, pages, pages);
    }
  }

  private static void write(float[] vector, ColumnWriter to) {
    if (vector.length == 0) {
      to.writeNull(0, 0);
    }
    for (int i = 0; i < vector.length; i++) {
      to.write(vector[i], i == 0 ? 0 : 1, 1);
    }
  }

  private void endGroup() throws IOException {
    if (rowsInGroup > 0) {
      file.startBlock(rowsInGroup);
      group.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
      groups++;
    }
    group.close();
    pages.close();
    rowsInGroup = 0;
  }

  /** Writes what is left, forces the file to disk and puts it in its place. */
  public void finish() throws IOException {
    endGroup();
    file.end(notes);
    finished = true;
    replacement.finish();
  }

  /** Leaves nothing behind where the file was not finished. */
  @Override
  public void close() throws IOException {
    try {
      if (!finished) {
        group.close();
        pages.close();
        file.close();
      }
    } finally {
      try {
        output.close();
      } finally {
        replacement.close();
      }
    }
  }

  /** Closes what it opened: Parquet's own writer leaves it open after a write that failed. */
  private static final class Output implements OutputFile, Closeable {
    private final OutputFile file;
    private @Nullable PositionOutputStream stream;

    Output(Path path) {
      file = new LocalOutputFile(path);
    }

    @Override
    public PositionOutputStream create(long blockSize) throws IOException {
      PositionOutputStream opened = file.create(blockSize);
      stream = opened;
      return opened;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
      return create(blockSize); // its name is new
    }

    @Override
    public boolean supportsBlockSize() {
      return file.supportsBlockSize();
    }

    @Override
    public long defaultBlockSize() {
      return file.defaultBlockSize();
    }

    @Override
    public void close() throws IOException {
      if (stream != null) {
        stream.close();
      }
    }
  }
}
