package org.lethe.columnar;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.lethe.columnar.ArrowBody.Bytes;
import org.lethe.columnar.ArrowColumn.Lists;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;

/**
 * A table of somebody's own in an <a
 * href="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format">Arrow file</a>, which
 * is also what Feather writes since its version 2. Its messages are read by Arrow's own classes,
 * its buffers here: Arrow's memory needs an option at every start of the JVM.
 */
public final class ArrowTable implements ColumnTable {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FEATHER_1 = "FEA1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL = Integer.BYTES + MAGIC.length;
  private static final int CONTINUED = -1;
  private static final int AT_ONCE = 1 << 16;
  private static final int TEXTS_AT_ONCE = 1 << 12;
  private static final int VIEW = 16;
  private static final int SHORT_TEXT = 12;

  private final Path file;
  private final Refusals refusals;
  private final Schema schema;
  private final List<ArrowColumn> columns;
  private final List<Place> places;
  private final int rows;

  /** One batch of rows in the file. */
  private record Place(long offset, int metadata, long body) {}

  private ArrowTable(Path file, FileChannel channel, Footer footer) throws IOException {
    this.file = file;
    refusals = new Refusals(file);
    schema = footer.schema();
    if (schema == null) {
      throw new IOException("it has no schema");
    }
    if (schema.endianness() != Endianness.Little) {
      throw new BadInput(file + " is big-endian; allowed: little-endian files");
    }
    ArrowColumn.requireCredible(schema, footer.getByteBuffer().capacity());
    columns =
        IntStream.range(0, schema.fieldsLength())
            .mapToObj(i -> ArrowColumn.of(schema.fields(i)))
            .toList();
    List<Place> found = new ArrayList<>();
    long count = 0;
    for (int b = 0; b < footer.recordBatchesLength(); b++) {
      Block block = footer.recordBatches(b);
      Place place = new Place(block.offset(), block.metaDataLength(), block.bodyLength());
      long length = body(channel, place).batch().length();
      if (length < 0) {
        throw new IOException("a batch of " + length + " rows");
      }
      count += length;
      found.add(place);
    }
    places = List.copyOf(found);
    rows = refusals.rows(count);
  }

  /**
   * Opens a table.
   *
   * @throws BadInput if the file is missing, or no Arrow file
   */
  public static ArrowTable open(Path file) {
    new Refusals(file).requireFile();
    return reading(file, channel -> new ArrowTable(file, channel, footer(file, channel)));
  }

  private static Footer footer(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    byte[] start = array(bytes(channel, 0, (int) Math.min(size, 8)));
    if (starts(start, FEATHER_1)) {
      throw notAFile(file, "is Feather of version 1");
    }
    if (start.length == 8 && ByteBuffer.wrap(start).getInt() == CONTINUED) {
      throw notAFile(file, "is a stream of Arrow");
    }
    if (!starts(start, MAGIC) || size < 2 * 8 + TAIL) {
      throw new IOException("it does not begin with ARROW1");
    }
    ByteBuffer tail = bytes(channel, size - TAIL, TAIL);
    int length = tail.getInt(0);
    if (!starts(array(tail.slice(Integer.BYTES, MAGIC.length)), MAGIC)) {
      throw new IOException("it does not end with ARROW1: it was cut off");
    }
    if (length <= 0 || length > size - TAIL - 8) {
      throw new IOException("its footer has " + length + " bytes");
    }
    return Footer.getRootAsFooter(bytes(channel, size - TAIL - length, length));
  }

  private static BadInput notAFile(Path file, String what) {
    return new BadInput(
        file
            + " "
            + what
            + "; an Arrow file is read (in Python pyarrow.feather.write_feather(table, …))");
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }

  private static boolean starts(byte[] bytes, byte[] with) {
    return bytes.length >= with.length
        && IntStream.range(0, with.length).allMatch(i -> bytes[i] == with[i]);
  }

  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (into.hasRemaining()) {
      if (channel.read(into, at + into.position()) < 0) {
        throw new EOFException("it ends too early");
      }
    }
    return into.flip();
  }

  private static ArrowBody body(FileChannel channel, Place place) throws IOException {
    long size = channel.size();
    if (place.offset() < 0
        || place.metadata() < 8
        || place.body() < 0
        || place.offset() > size - place.metadata()
        || place.body() > size - place.metadata() - place.offset()) {
      throw new IOException("a batch reaches beyond the file");
    }
    ByteBuffer metadata = bytes(channel, place.offset(), place.metadata());
    int start = metadata.getInt(0) == CONTINUED ? 8 : 4; // files before 0.15 have no marker
    Message message =
        Message.getRootAsMessage(
            metadata.slice(start, place.metadata() - start).order(ByteOrder.LITTLE_ENDIAN));
    if (message.headerType() != MessageHeader.RecordBatch
        || !(message.header(new RecordBatch()) instanceof RecordBatch batch)) {
      throw new IOException("a batch is none");
    }
    return new ArrowBody(channel, batch, place.offset() + place.metadata(), place.body());
  }

  @Override
  public List<String> columns() {
    return columns.stream().map(ArrowColumn::name).toList();
  }

  @Override
  public int rows() {
    return rows;
  }

  /** One column in one batch. */
  private record Part(ArrowBody body, int rows, int base, int node, int buffer, int viewed) {
    FieldNode nodeAt(int further) throws IOException {
      if (node + further >= body.batch().nodesLength()) {
        throw new IOException("a batch has fewer columns than the schema");
      }
      return body.batch().nodes(node + further);
    }
  }

  /** What is done with the rows of a column in each batch. */
  private interface PartReader {
    void read(Part part) throws IOException;
  }

  /** Hands on a column batch by batch; each is as long as its batch, and no row is null. */
  private void parts(FileChannel channel, ArrowColumn column, PartReader reader)
      throws IOException {
    int index = columns.indexOf(column);
    int base = 0;
    for (Place place : places) {
      ArrowBody body = body(channel, place);
      ArrowColumn.Cursor at = new ArrowColumn.Cursor();
      for (int c = 0; c < index; c++) {
        at.skip(schema.fields(c), body.batch());
      }
      int length = (int) body.batch().length();
      Part part = new Part(body, length, base, at.node(), at.buffer(), at.viewed(body.batch()));
      if (part.nodeAt(0).length() != length) {
        throw new IOException(
            part.nodeAt(0).length() + " values in " + length + " rows of " + column.name());
      }
      long empty = firstNull(part, 0, part.buffer(), 0, length);
      if (empty >= 0) {
        throw refusals.at(
            base + (int) empty, column.name(), "expected " + wanted(column) + ", found null");
      }
      reader.read(part);
      base += length;
    }
  }

  private static String wanted(ArrowColumn column) {
    return column.lists() != Lists.NONE ? "numbers" : column.isNumber() ? "a number" : "a text";
  }

  /**
   * The first of these values that is not there; −1 if all are.
   *
   * @param further the node, counted from that of the column
   * @param buffer the bits, one a value; none where no value is missing
   */
  private static long firstNull(Part part, int further, int buffer, long from, long count)
      throws IOException {
    if (part.nodeAt(further).nullCount() == 0) {
      return -1;
    }
    Bytes bits = part.body().buffer(buffer);
    if (bits.size() == 0) {
      return -1;
    }
    for (long at = from; at < from + count; ) {
      int some = (int) Math.min(AT_ONCE, from + count - at);
      ByteBuffer read = bits.read(at / 8, (int) ((at % 8 + some + 7) / 8));
      for (int i = 0; i < some; i++) {
        int bit = (int) (at % 8) + i;
        if ((read.get(bit / 8) >> (bit % 8) & 1) == 0) {
          return at + i;
        }
      }
      at += some;
    }
    return -1;
  }

  @Override
  public List<String> texts(String name) {
    ArrowColumn column = column(name);
    if (!column.isText()) {
      throw refusals.notTexts(name, column.type());
    }
    Texts texts = new Texts();
    TextSink sink =
        bytes -> {
          try {
            texts.add(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
          } catch (CharacterCodingException e) {
            throw refusals.notUtf8(texts.size(), name, e);
          }
        };
    return reading(
        file,
        channel -> {
          parts(
              channel,
              column,
              part -> {
                switch (column.kind()) {
                  case TEXT -> plainTexts(part, Integer.BYTES, sink);
                  case LARGE_TEXT -> plainTexts(part, Long.BYTES, sink);
                  case TEXT_VIEW -> viewedTexts(part, sink);
                  case FLAG -> flags(part, texts);
                  default ->
                      values(
                          part.body().buffer(part.buffer() + 1),
                          column.kind().bytes(),
                          0,
                          part.rows(),
                          (values, i, row) -> {
                            long whole = column.whole(values, i);
                            texts.add(
                                column.kind() == ArrowColumn.Kind.UINT64
                                    ? Long.toUnsignedString(whole)
                                    : Long.toString(whole));
                          });
                }
              });
          return texts.all();
        });
  }

  private interface TextSink {
    void take(ByteBuffer utf8);
  }

  private static void plainTexts(Part part, int offsetBytes, TextSink sink) throws IOException {
    Bytes offsets = part.body().buffer(part.buffer() + 1);
    Bytes data = part.body().buffer(part.buffer() + 2);
    for (int row = 0; row < part.rows(); row += TEXTS_AT_ONCE) {
      int count = Math.min(TEXTS_AT_ONCE, part.rows() - row);
      long[] starts = offsets(offsets, offsetBytes, row, count + 1);
      ByteBuffer all = data.read(starts[0], Math.toIntExact(starts[count] - starts[0]));
      for (int i = 0; i < count; i++) {
        sink.take(all.slice((int) (starts[i] - starts[0]), (int) (starts[i + 1] - starts[i])));
      }
    }
  }

  /** Offsets that only grow. */
  private static long[] offsets(Bytes offsets, int bytes, int from, int count) throws IOException {
    ByteBuffer read = offsets.read((long) from * bytes, count * bytes);
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      result[i] = bytes == Integer.BYTES ? read.getInt(4 * i) : read.getLong(8 * i);
      if (result[i] < 0 || (i > 0 && result[i] < result[i - 1])) {
        throw new IOException("offsets of a column do not grow");
      }
    }
    return result;
  }

  private static void viewedTexts(Part part, TextSink sink) throws IOException {
    Bytes views = part.body().buffer(part.buffer() + 1);
    List<Bytes> data = new ArrayList<>();
    for (int v = 0; v < part.viewed(); v++) {
      data.add(part.body().buffer(part.buffer() + 2 + v));
    }
    for (int row = 0; row < part.rows(); row += TEXTS_AT_ONCE) {
      int count = Math.min(TEXTS_AT_ONCE, part.rows() - row);
      ByteBuffer some = views.read((long) row * VIEW, count * VIEW);
      for (int i = 0; i < count; i++) {
        int length = some.getInt(VIEW * i);
        sink.take(
            length <= SHORT_TEXT
                ? some.slice(VIEW * i + 4, length)
                : data.get(some.getInt(VIEW * i + 8)).read(some.getInt(VIEW * i + 12), length));
      }
    }
  }

  private static void flags(Part part, Texts texts) throws IOException {
    ByteBuffer bits = part.body().buffer(part.buffer() + 1).read(0, (part.rows() + 7) / 8);
    for (int row = 0; row < part.rows(); row++) {
      texts.add(Boolean.toString((bits.get(row / 8) >> (row % 8) & 1) == 1));
    }
  }

  private interface ValueReader {
    /**
     * @param values some of the buffer
     * @param index of the value in them
     * @param place of the value, counted from the first that was asked for
     */
    void read(ByteBuffer values, int index, long place);
  }

  private static void values(Bytes data, int bytes, long from, long count, ValueReader reader)
      throws IOException {
    for (long done = 0; done < count; ) {
      int some = (int) Math.min(AT_ONCE, count - done);
      ByteBuffer read = data.read((from + done) * bytes, some * bytes);
      for (int i = 0; i < some; i++) {
        reader.read(read, i, done + i);
      }
      done += some;
    }
  }

  @Override
  public double[] numbers(String name) {
    ArrowColumn column = column(name);
    if (column.lists() != Lists.NONE) {
      throw notNumbers(column);
    }
    requireNumbers(column);
    double[] numbers = new double[Room.forNumbers(file, rows, 1, Double.BYTES)];
    reading(
        file,
        channel -> {
          parts(
              channel,
              column,
              part ->
                  values(
                      part.body().buffer(part.buffer() + 1),
                      column.kind().bytes(),
                      0,
                      part.rows(),
                      (values, i, at) ->
                          numbers[part.base() + (int) at] =
                              refusals.finite(
                                  column.number(values, i), part.base() + (int) at, name)));
          return numbers;
        });
    return numbers;
  }

  @Override
  public DenseFeatures features(List<String> names) {
    List<ArrowColumn> chosen =
        ColumnNames.chosen(refusals, names, columns()).stream()
            .map(name -> requireNumbers(column(name)))
            .toList();
    return reading(
        file,
        channel -> {
          int[] from = new int[chosen.size() + 1];
          for (int c = 0; c < chosen.size(); c++) {
            long width = width(channel, chosen.get(c));
            Room.forNumbers(file, rows, from[c] + width, Float.BYTES);
            from[c + 1] = from[c] + (int) width;
          }
          int d = from[chosen.size()];
          float[] all = Room.floats(file, rows, d);
          for (int c = 0; c < chosen.size(); c++) {
            ArrowColumn column = chosen.get(c);
            int first = from[c];
            int width = from[c + 1] - first;
            parts(channel, column, part -> fill(part, column, width, all, first, d));
          }
          return new DenseFeatures(all, rows, d);
        });
  }

  private void fill(Part part, ArrowColumn column, int width, float[] all, int first, int d)
      throws IOException {
    boolean flat = column.lists() == Lists.NONE;
    long begin = begin(part, column, width);
    long count = (long) part.rows() * width;
    if (!flat) {
      int bits = part.buffer() + (column.lists() == Lists.FIXED ? 1 : 2);
      long missing = firstNull(part, 1, bits, begin, count);
      if (missing >= 0) {
        throw refusals.at(
            part.base() + (int) ((missing - begin) / width),
            column.name(),
            "expected numbers, found a list with a null");
      }
    }
    int buffer = part.buffer() + (flat ? 1 : column.lists() == Lists.FIXED ? 2 : 3);
    values(
        part.body().buffer(buffer),
        column.kind().bytes(),
        begin,
        count,
        (values, i, at) -> {
          int row = part.base() + (int) (at / width);
          all[row * d + first + (int) (at % width)] =
              refusals.feature(column.number(values, i), row, column.name());
        });
  }

  /** Where the numbers of a batch begin; lists of other lengths than the first are refused. */
  private long begin(Part part, ArrowColumn column, int width) throws IOException {
    if (column.lists() != Lists.SMALL && column.lists() != Lists.LARGE) {
      return 0;
    }
    Bytes offsets = part.body().buffer(part.buffer() + 1);
    int bytes = column.lists() == Lists.SMALL ? Integer.BYTES : Long.BYTES;
    long begin = 0;
    for (int row = 0; row < part.rows(); row += AT_ONCE) {
      int count = Math.min(AT_ONCE, part.rows() - row);
      long[] starts = offsets(offsets, bytes, row, count + 1);
      begin = row == 0 ? starts[0] : begin;
      for (int i = 0; i < count; i++) {
        long length = starts[i + 1] - starts[i];
        if (length != width) {
          int found = part.base() + row + i;
          throw length == 0
              ? emptyList(found, column)
              : refusals.otherLength(found, column.name(), length, width);
        }
      }
    }
    return begin;
  }

  /** Numbers a row; of lists, how many the first one has. */
  private long width(FileChannel channel, ArrowColumn column) throws IOException {
    switch (column.lists()) {
      case NONE -> {
        return 1;
      }
      case FIXED -> {
        if (column.listSize() < 1) {
          throw refusals.column(column.name(), "has lists of no number");
        }
        return column.listSize();
      }
      default -> {
        long[] width = {0};
        int bytes = column.lists() == Lists.SMALL ? Integer.BYTES : Long.BYTES;
        parts(
            channel,
            column,
            part -> {
              if (part.base() == 0 && part.rows() > 0) {
                long[] starts = offsets(part.body().buffer(part.buffer() + 1), bytes, 0, 2);
                width[0] = starts[1] - starts[0];
              }
            });
        if (width[0] == 0 && rows > 0) {
          throw emptyList(0, column);
        }
        return width[0];
      }
    }
  }

  private BadInput emptyList(int row, ArrowColumn column) {
    return refusals.at(row, column.name(), "expected numbers, found an empty list");
  }

  private ArrowColumn requireNumbers(ArrowColumn column) {
    if (!column.isNumber()) {
      throw notNumbers(column);
    }
    return column;
  }

  private BadInput notNumbers(ArrowColumn column) {
    return refusals.notNumbers(column.name(), column.type(), column.isNumber());
  }

  private ArrowColumn column(String name) {
    List<ArrowColumn> found = columns.stream().filter(each -> each.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw refusals.noColumn(name, columns());
    }
    if (found.size() > 1) {
      throw refusals.severalColumns(name, found.size());
    }
    return found.get(0);
  }

  private interface Reading<T> {
    T read(FileChannel channel) throws IOException;
  }

  private static <T> T reading(Path file, Reading<T> reading) {
    return Room.reading(
        file,
        "Arrow",
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return reading.read(channel);
          }
        });
  }
}
