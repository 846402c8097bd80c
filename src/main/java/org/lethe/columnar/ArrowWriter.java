package org.lethe.columnar;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;
import org.lethe.nd.Replacement;

/**
 * Writes an Arrow file of two columns, texts and lists of float32 of one length, a batch of rows at
 * a time. Nothing is packed, so that others can map it; equal rows in equal batches give equal
 * bytes, and the file appears whole or not at all.
 */
public final class ArrowWriter implements Closeable {
  private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int ALIGNED = 8;
  private static final int CONTINUED = -1;
  private static final int CHUNK = 1 << 18;

  private final Replacement file;
  private final String texts;
  private final String lists;
  private final int columns;
  private final Map<String, String> notes;
  private final RandomAccessFile out;
  private final List<Written> batches = new ArrayList<>();

  /** One batch in the file. */
  private record Written(long offset, int metadata, long body) {}

  /**
   * Begins a file, which replaces what is there when it is finished.
   *
   * @param texts name of the first column
   * @param lists name of the second
   * @param columns numbers of a list, 1 or more
   * @param notes what the file says of itself, by key
   */
  public ArrowWriter(Path file, String texts, String lists, int columns, Map<String, String> notes)
      throws IOException {
    this.file = Replacement.of(file);
    this.texts = texts;
    this.lists = lists;
    this.columns = columns;
    this.notes = new TreeMap<>(notes);
    out = new RandomAccessFile(this.file.part().toFile(), "rw");
    try {
      out.write(MAGIC);
      out.write(new byte[ALIGNED - MAGIC.length]);
      FlatBufferBuilder builder = new FlatBufferBuilder();
      message(builder, MessageHeader.Schema, schema(builder), 0);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Writes one batch.
   *
   * @param values row-major {@code [batch·columns]} or longer
   */
  public void append(List<String> batch, float[] values) throws IOException {
    ByteBuffer offsets =
        ByteBuffer.allocate(Integer.BYTES * (batch.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    offsets.putInt(0);
    for (String text : batch) {
      data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      offsets.putInt(data.size());
    }
    long numbers = (long) batch.size() * columns;
    // of each column: which are there (nothing: all are), then what they are
    long[] lengths = {0, offsets.capacity(), data.size(), 0, 0, numbers * Float.BYTES};
    long body = 0;
    for (long length : lengths) {
      body += padded(length);
    }
    FlatBufferBuilder builder = new FlatBufferBuilder();
    long offset = out.getFilePointer();
    int metadata =
        message(
            builder,
            MessageHeader.RecordBatch,
            recordBatch(builder, batch.size(), numbers, lengths),
            body);
    batches.add(new Written(offset, metadata, body));
    write(offsets.array(), offsets.capacity());
    write(data.toByteArray(), data.size());
    ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < numbers; at += CHUNK) {
      int count = (int) Math.min(CHUNK, numbers - at);
      chunk.asFloatBuffer().put(values, at, count);
      out.write(chunk.array(), 0, Float.BYTES * count);
    }
    pad(numbers * Float.BYTES);
  }

  private static long padded(long length) {
    return (length + ALIGNED - 1) / ALIGNED * ALIGNED;
  }

  private void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    pad(length);
  }

  private void pad(long length) throws IOException {
    out.write(new byte[(int) (padded(length) - length)]);
  }

  private static int recordBatch(
      FlatBufferBuilder builder, int rows, long numbers, long[] lengths) {
    RecordBatch.startBuffersVector(builder, lengths.length);
    long end = 0;
    for (long length : lengths) {
      end += padded(length);
    }
    for (int i = lengths.length - 1; i >= 0; i--) { // vectors are written from their end
      end -= padded(lengths[i]);
      Buffer.createBuffer(builder, end, lengths[i]);
    }
    int buffers = builder.endVector();
    RecordBatch.startNodesVector(builder, 3);
    FieldNode.createFieldNode(builder, numbers, 0);
    FieldNode.createFieldNode(builder, rows, 0);
    FieldNode.createFieldNode(builder, rows, 0);
    int nodes = builder.endVector();
    return RecordBatch.createRecordBatch(builder, rows, nodes, buffers, 0, 0);
  }

  private int schema(FlatBufferBuilder builder) {
    Utf8.startUtf8(builder);
    int text = field(builder, texts, Type.Utf8, Utf8.endUtf8(builder));
    int single = FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
    int element = field(builder, "item", Type.FloatingPoint, single);
    int list = FixedSizeList.createFixedSizeList(builder, columns);
    int vectors = field(builder, lists, Type.FixedSizeList, list, element);
    int fields = Schema.createFieldsVector(builder, new int[] {text, vectors});
    int[] said =
        notes.entrySet().stream()
            .mapToInt(
                note ->
                    KeyValue.createKeyValue(
                        builder,
                        builder.createString(note.getKey()),
                        builder.createString(note.getValue())))
            .toArray();
    int metadata = Schema.createCustomMetadataVector(builder, said);
    return Schema.createSchema(builder, Endianness.Little, fields, metadata, 0);
  }

  private static int field(
      FlatBufferBuilder builder, String name, byte type, int typed, int... elements) {
    int called = builder.createString(name);
    int children = Field.createChildrenVector(builder, elements);
    return Field.createField(builder, called, false, type, typed, 0, children, 0);
  }

  /** Writes a message; returns its bytes with all that stands before its body. */
  private int message(FlatBufferBuilder builder, byte type, int header, long body)
      throws IOException {
    builder.finish(Message.createMessage(builder, MetadataVersion.V5, type, header, body, 0));
    byte[] bytes = builder.sizedByteArray();
    int length = (int) padded(bytes.length);
    mark(CONTINUED, length);
    write(bytes, bytes.length);
    return 2 * Integer.BYTES + length;
  }

  private void mark(int... numbers) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    out.write(bytes.array());
  }

  /** Writes where the batches are, forces the file to disk and puts it in its place. */
  public void finish() throws IOException {
    mark(CONTINUED, 0);
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int schema = schema(builder);
    Footer.startDictionariesVector(builder, 0);
    int dictionaries = builder.endVector();
    Footer.startRecordBatchesVector(builder, batches.size());
    for (int b = batches.size() - 1; b >= 0; b--) {
      Written batch = batches.get(b);
      Block.createBlock(builder, batch.offset(), batch.metadata(), batch.body());
    }
    int places = builder.endVector();
    builder.finish(
        Footer.createFooter(builder, MetadataVersion.V5, schema, dictionaries, places, 0));
    byte[] footer = builder.sizedByteArray();
    out.write(footer);
    mark(footer.length);
    out.write(MAGIC);
    out.close();
    file.finish();
  }

  /** Leaves nothing behind where the file was not finished. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      file.close();
    }
  }
}
