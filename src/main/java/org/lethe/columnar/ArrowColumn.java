package org.lethe.columnar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.lethe.nd.HalfFloat;

/**
 * One column of an Arrow file.
 *
 * @param kind what its values are, or those of its lists
 * @param lists whether a row has one value or a list of them
 * @param listSize of lists that are all equally long
 * @param type as messages call it
 */
record ArrowColumn(String name, Kind kind, Lists lists, int listSize, String type) {
  private static final int DEEPEST = 64;

  /** A column of a schema has a place, a table and a type at least. */
  private static final int LEAST_BYTES = 12;

  /** What values are to us, and how many bytes one takes; 0 where it depends. */
  enum Kind {
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    FLOAT16(2),
    FLOAT32(4),
    FLOAT64(8),
    FLAG(0),
    TEXT(0),
    LARGE_TEXT(0),
    TEXT_VIEW(0),
    OTHER(0);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }
  }

  /** How lists lie. */
  enum Lists {
    NONE,
    FIXED,
    SMALL,
    LARGE
  }

  /**
   * Refuses a schema that says of more columns than its bytes can hold: columns that contain
   * themselves among them.
   */
  static void requireCredible(Schema schema, int bytes) throws IOException {
    int left = bytes / LEAST_BYTES;
    if (schema.fieldsLength() > left) {
      throw new IOException("its schema has " + schema.fieldsLength() + " columns");
    }
    for (int f = 0; f < schema.fieldsLength(); f++) {
      left = requireCredible(schema.fields(f), left, 0);
    }
  }

  private static int requireCredible(Field field, int before, int depth) throws IOException {
    int left = before - 1;
    if (depth > DEEPEST || left < field.childrenLength()) {
      throw new IOException("columns within columns, deeper or more than can be");
    }
    for (int c = 0; c < field.childrenLength(); c++) {
      left = requireCredible(field.children(c), left, depth + 1);
    }
    return left;
  }

  static ArrowColumn of(Field field) {
    String name = field.name() == null ? "" : field.name();
    if (field.dictionary() != null) {
      return other(name, "categories (a dictionary); plain values are read");
    }
    Lists lists =
        switch (field.typeType()) {
          case Type.FixedSizeList -> Lists.FIXED;
          case Type.List -> Lists.SMALL;
          case Type.LargeList -> Lists.LARGE;
          default -> Lists.NONE;
        };
    if (lists == Lists.NONE) {
      Kind kind = kind(field);
      return new ArrowColumn(name, kind, lists, 0, word(kind, field));
    }
    if (field.childrenLength() != 1 || field.children(0).dictionary() != null) {
      return other(name, "lists of what is not read");
    }
    Field element = field.children(0);
    Kind kind = kind(element);
    int size =
        lists == Lists.FIXED ? ((FixedSizeList) field.type(new FixedSizeList())).listSize() : 0;
    return new ArrowColumn(name, kind, lists, size, "lists of " + word(kind, element));
  }

  private static ArrowColumn other(String name, String type) {
    return new ArrowColumn(name, Kind.OTHER, Lists.NONE, 0, type);
  }

  private static String word(Kind kind, Field field) {
    return kind == Kind.OTHER
        ? Type.name(field.typeType()).toLowerCase(Locale.ROOT)
        : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Kind kind(Field field) {
    return switch (field.typeType()) {
      case Type.Int -> whole((Int) field.type(new Int()));
      case Type.FloatingPoint ->
          switch (((FloatingPoint) field.type(new FloatingPoint())).precision()) {
            case Precision.HALF -> Kind.FLOAT16;
            case Precision.SINGLE -> Kind.FLOAT32;
            default -> Kind.FLOAT64;
          };
      case Type.Bool -> Kind.FLAG;
      case Type.Utf8 -> Kind.TEXT;
      case Type.LargeUtf8 -> Kind.LARGE_TEXT;
      case Type.Utf8View -> Kind.TEXT_VIEW;
      default -> Kind.OTHER;
    };
  }

  private static Kind whole(Int type) {
    return switch (type.bitWidth()) {
      case 8 -> type.isSigned() ? Kind.INT8 : Kind.UINT8;
      case 16 -> type.isSigned() ? Kind.INT16 : Kind.UINT16;
      case 32 -> type.isSigned() ? Kind.INT32 : Kind.UINT32;
      case 64 -> type.isSigned() ? Kind.INT64 : Kind.UINT64;
      default -> Kind.OTHER;
    };
  }

  boolean isText() {
    return lists == Lists.NONE
        && switch (kind) {
          case FLOAT16, FLOAT32, FLOAT64, OTHER -> false;
          default -> true;
        };
  }

  boolean isNumber() {
    return kind.bytes() > 0;
  }

  /** One number of a buffer. */
  double number(ByteBuffer values, int index) {
    return switch (kind) {
      case FLOAT16 -> HalfFloat.toFloat(values.getShort(2 * index));
      case FLOAT32 -> values.getFloat(4 * index);
      case FLOAT64 -> values.getDouble(8 * index);
      case UINT64 -> Double.parseDouble(Long.toUnsignedString(whole(values, index)));
      default -> whole(values, index);
    };
  }

  /** One whole number of a buffer; of UINT64 its bits. */
  long whole(ByteBuffer values, int index) {
    return switch (kind) {
      case INT8 -> values.get(index);
      case UINT8 -> Byte.toUnsignedInt(values.get(index));
      case INT16 -> values.getShort(2 * index);
      case UINT16 -> Short.toUnsignedInt(values.getShort(2 * index));
      case INT32 -> values.getInt(4 * index);
      case UINT32 -> Integer.toUnsignedLong(values.getInt(4 * index));
      default -> values.getLong(8 * index);
    };
  }

  /** Where in a batch the next column begins: nodes and buffers of all are in one row. */
  static final class Cursor {
    private int node;
    private int buffer;
    private int view;

    int node() {
      return node;
    }

    int buffer() {
      return buffer;
    }

    /** How many buffers of texts a column of views has, if the next one is such. */
    int viewed(RecordBatch batch) {
      return view < batch.variadicBufferCountsLength()
          ? Math.toIntExact(batch.variadicBufferCounts(view))
          : 0;
    }

    /** Goes on behind a column, with all that is in it. */
    void skip(Field field, RecordBatch batch) {
      node++;
      byte type = field.dictionary() == null ? field.typeType() : Type.Int; // places in it
      buffer +=
          switch (type) {
            case Type.Null, Type.RunEndEncoded -> 0;
            case Type.FixedSizeList, Type.Struct_ -> 1;
            case Type.Utf8,
                Type.Binary,
                Type.LargeUtf8,
                Type.LargeBinary,
                Type.ListView,
                Type.LargeListView ->
                3;
            case Type.Utf8View, Type.BinaryView -> 2 + viewed(batch);
            case Type.Union -> ((Union) field.type(new Union())).mode() == UnionMode.Dense ? 2 : 1;
            case Type.NONE -> throw new IllegalStateException("a column without a type");
            default -> 2;
          };
      if (type == Type.Utf8View || type == Type.BinaryView) {
        view++;
      }
      for (int c = 0; field.dictionary() == null && c < field.childrenLength(); c++) {
        skip(field.children(c), batch);
      }
    }
  }
}
