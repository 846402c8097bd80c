package org.lethe.columnar;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;

/** A table of somebody's own in a Parquet file. */
public final class ParquetTable implements ColumnTable {
  private static final String PARQUET = "Parquet";

  private final Path file;
  private final Refusals refusals;
  private final MessageType schema;
  private final int rows;

  /** How many values each leaf has, by its path. */
  private final Map<List<String>, Long> values = new HashMap<>();

  private ParquetTable(Path file, ParquetMetadata footer) throws IOException {
    this.file = file;
    refusals = new Refusals(file);
    long size = Files.size(file);
    schema = footer.getFileMetaData().getSchema();
    long count = 0;
    for (BlockMetaData block : footer.getBlocks()) {
      count += block.getRowCount();
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        if (block.getRowCount() < 0 || chunk.getValueCount() < block.getRowCount()) {
          throw damaged(file, "a group of " + block.getRowCount() + " rows has fewer values");
        }
        if (chunk.getTotalSize() < 0
            || chunk.getStartingPos() < 0
            || chunk.getTotalSize() > size - chunk.getStartingPos()) {
          throw damaged(file, "a column reaches beyond the file");
        }
        if (!Codecs.READ.contains(chunk.getCodec())) {
          throw refusals.column(
              chunk.getPath().toDotString(),
              "is packed with "
                  + chunk.getCodec()
                  + "; allowed: "
                  + Codecs.READ.stream().map(Enum::name).sorted().toList());
        }
        values.merge(List.of(chunk.getPath().toArray()), chunk.getValueCount(), Long::sum);
      }
    }
    rows = refusals.rows(count);
  }

  /**
   * Opens a table: reads what the end of the file says of it.
   *
   * @throws BadInput if the file is missing, no Parquet file, or packed as we cannot read
   */
  public static ParquetTable open(Path file) {
    new Refusals(file).requireFile();
    return reading(
        file,
        () -> {
          try (ParquetFileReader reader = reader(file)) {
            return new ParquetTable(file, reader.getFooter());
          }
        });
  }

  private static ParquetFileReader reader(Path file) throws IOException {
    return ParquetFileReader.open(
        new LocalInputFile(file),
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .usePageChecksumVerification()
            .build());
  }

  @Override
  public List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public List<String> texts(String column) {
    Field field = field(column);
    if (!field.isFlat() || !field.isText()) {
      throw refusals.notTexts(column, field.type());
    }
    Texts texts = new Texts();
    read(
        List.of(field),
        (which, at, count) -> {
          for (long i = 0; i < count; i++) {
            if (!field.isThere(at)) {
              throw refusals.at(texts.size(), column, "expected a text, found null");
            }
            try {
              texts.add(field.text(at));
            } catch (CharacterCodingException e) {
              throw refusals.notUtf8(texts.size(), column, e);
            }
            at.consume();
          }
        });
    return texts.all();
  }

  @Override
  public double[] numbers(String column) {
    Field field = field(column);
    if (!field.isFlat()) {
      throw notNumbers(field);
    }
    double[] numbers = new double[Room.forNumbers(file, rows, 1, Double.BYTES)];
    int[] row = new int[1];
    read(
        List.of(requireNumbers(field)),
        (which, at, count) -> {
          for (long i = 0; i < count; i++) {
            numbers[row[0]] = refusals.finite(number(field, at, row[0]), row[0], column);
            row[0]++;
            at.consume();
          }
        });
    return numbers;
  }

  @Override
  public DenseFeatures features(List<String> columns) {
    List<Field> fields =
        ColumnNames.chosen(refusals, columns, columns()).stream()
            .map(name -> requireNumbers(field(name)))
            .toList();
    int[] from = new int[fields.size() + 1];
    for (int f = 0; f < fields.size(); f++) {
      long width = width(fields.get(f));
      Room.forNumbers(file, rows, from[f] + width, Float.BYTES);
      from[f + 1] = from[f] + (int) width;
    }
    int d = from[fields.size()];
    float[] all = Room.floats(file, rows, d);
    int[] done = new int[fields.size()];
    int[] firstLength = new int[fields.size()];
    read(
        fields,
        (which, at, count) -> {
          Field field = fields.get(which);
          int width = from[which + 1] - from[which];
          for (long i = 0; i < count; ) {
            int row = done[which]++;
            int length = 0;
            do {
              float value = refusals.feature(number(field, at, row), row, field.name());
              if (length < width) { // else a list differs in length, which is found below
                all[row * d + from[which] + length] = value;
              }
              length++;
              i++;
              at.consume();
            } while (i < count && at.getCurrentRepetitionLevel() > 0);
            if (row == 0) {
              firstLength[which] = length;
            } else if (length != firstLength[which]) {
              throw refusals.otherLength(row, field.name(), length, firstLength[which]);
            }
          }
        });
    for (int f = 0; f < done.length; f++) {
      if (done[f] != rows) {
        throw damaged(file, done[f] + " lists in " + rows + " rows of " + fields.get(f).name());
      }
    }
    return new DenseFeatures(all, rows, d);
  }

  /** Numbers a row; 0 where not all rows can have equally many, which reading then tells. */
  private long width(Field field) {
    if (field.isFlat()) {
      return 1;
    }
    long all = values.getOrDefault(List.of(field.leaf().getPath()), 0L);
    return rows == 0 || all % rows != 0 ? 0 : all / rows;
  }

  private double number(Field field, ColumnReader at, int row) {
    if (!field.isThere(at)) {
      throw refusals.at(
          row,
          field.name(),
          "expected "
              + (field.isFlat() ? "a number, found null" : "numbers, found an empty list or null"));
    }
    return field.number(at);
  }

  private Field requireNumbers(Field field) {
    if (!field.isNumber()) {
      throw notNumbers(field);
    }
    return field;
  }

  private BadInput notNumbers(Field field) {
    return refusals.notNumbers(field.name(), field.type(), field.isNumber());
  }

  private Field field(String column) {
    if (!schema.containsField(column)) {
      throw refusals.noColumn(column, columns());
    }
    List<ColumnDescriptor> leaves =
        schema.getColumns().stream().filter(leaf -> leaf.getPath()[0].equals(column)).toList();
    if (leaves.size() != 1 || leaves.get(0).getMaxRepetitionLevel() > 1) {
      throw refusals.column(column, "is nested; allowed: one value a row, or one list of numbers");
    }
    return Field.of(column, leaves.get(0));
  }

  /** What is done with the values of one column in one group of rows. */
  private interface Values {
    /**
     * @param which of the fields
     * @param at its first value
     * @param count how many there are
     */
    void read(int which, ColumnReader at, long count);
  }

  private void read(List<Field> fields, Values consumer) {
    List<Type> wanted = fields.stream().map(field -> schema.getType(field.name())).toList();
    MessageType part = new MessageType(schema.getName(), wanted);
    reading(
        file,
        () -> {
          try (ParquetFileReader reader = reader(file)) {
            reader.setRequestedSchema(part);
            String writer =
                Optional.ofNullable(reader.getFileMetaData().getCreatedBy()).orElse("unknown");
            for (PageReadStore pages = reader.readNextRowGroup();
                pages != null;
                pages = reader.readNextRowGroup()) {
              ColumnReadStoreImpl columns =
                  new ColumnReadStoreImpl(pages, new NoRecords(), part, writer);
              for (int f = 0; f < fields.size(); f++) {
                Field field = fields.get(f);
                long count = pages.getPageReader(field.leaf()).getTotalValueCount();
                if (field.isFlat() && count != pages.getRowCount()) {
                  throw damaged(
                      file,
                      count + " values in " + pages.getRowCount() + " rows of " + field.name());
                }
                consumer.read(f, columns.getColumnReader(field.leaf()), count);
              }
            }
            return fields;
          }
        });
  }

  private static <T> T reading(Path file, Room.Reading<T> reading) {
    return Room.reading(file, PARQUET, reading);
  }

  private static BadInput damaged(Path file, String why) {
    return Room.damaged(file, PARQUET, why);
  }
}
