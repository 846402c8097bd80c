package org.lethe.columnar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.lethe.nd.HalfFloat;

/**
 * One column that was asked for.
 *
 * @param name of the column of the table
 * @param leaf where its values lie: the column itself, or the elements of its lists
 * @param kind what they are
 */
record Field(String name, ColumnDescriptor leaf, Kind kind) {

  /** What values are to us. */
  enum Kind {
    TEXT,
    WHOLE,
    UNSIGNED,
    FLAG,
    FLOAT32,
    FLOAT64,
    FLOAT16,
    OTHER
  }

  static Field of(String name, ColumnDescriptor leaf) {
    return new Field(name, leaf, kind(leaf.getPrimitiveType()));
  }

  private static Kind kind(PrimitiveType type) {
    LogicalTypeAnnotation meant = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case FLOAT -> Kind.FLOAT32;
      case DOUBLE -> Kind.FLOAT64;
      case BOOLEAN -> Kind.FLAG;
      case INT32, INT64 ->
          meant instanceof IntLogicalTypeAnnotation whole
              ? whole.isSigned() ? Kind.WHOLE : Kind.UNSIGNED
              : meant == null ? Kind.WHOLE : Kind.OTHER; // dates, times, decimals
      case BINARY ->
          meant == null
                  || meant instanceof StringLogicalTypeAnnotation
                  || meant instanceof EnumLogicalTypeAnnotation
                  || meant instanceof JsonLogicalTypeAnnotation
              ? Kind.TEXT
              : Kind.OTHER;
      case FIXED_LEN_BYTE_ARRAY ->
          meant instanceof Float16LogicalTypeAnnotation ? Kind.FLOAT16 : Kind.OTHER;
      default -> Kind.OTHER;
    };
  }

  boolean isText() {
    return switch (kind) {
      case TEXT, WHOLE, UNSIGNED, FLAG -> true;
      default -> false;
    };
  }

  boolean isNumber() {
    return switch (kind) {
      case WHOLE, UNSIGNED, FLOAT16, FLOAT32, FLOAT64 -> true;
      default -> false;
    };
  }

  /** Whether a row has one value, not a list of them. */
  boolean isFlat() {
    return leaf.getMaxRepetitionLevel() == 0;
  }

  /** Whether the reader stands at a value: not at a null, nor at a list without any. */
  boolean isThere(ColumnReader at) {
    return at.getCurrentDefinitionLevel() == leaf.getMaxDefinitionLevel();
  }

  /** The value as a text, if it is one. */
  String text(ColumnReader at) throws CharacterCodingException {
    return switch (kind) {
      case TEXT ->
          StandardCharsets.UTF_8.newDecoder().decode(at.getBinary().toByteBuffer()).toString();
      case FLAG -> Boolean.toString(at.getBoolean());
      case UNSIGNED -> Long.toUnsignedString(whole(at));
      default -> Long.toString(whole(at));
    };
  }

  private long whole(ColumnReader at) {
    if (leaf.getPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT64) {
      return at.getLong();
    }
    return kind == Kind.UNSIGNED ? Integer.toUnsignedLong(at.getInteger()) : at.getInteger();
  }

  /** The value as a number, if it is one. */
  double number(ColumnReader at) {
    return switch (kind) {
      case FLOAT32 -> at.getFloat();
      case FLOAT64 -> at.getDouble();
      case FLOAT16 -> {
        ByteBuffer bytes = at.getBinary().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        yield HalfFloat.toFloat(bytes.getShort(bytes.position()));
      }
      case UNSIGNED -> Double.parseDouble(Long.toUnsignedString(whole(at)));
      default -> whole(at);
    };
  }

  /** As the file says, for instance {@code int64 (TIMESTAMP(MICROS,true))}. */
  String type() {
    PrimitiveType type = leaf.getPrimitiveType();
    LogicalTypeAnnotation meant = type.getLogicalTypeAnnotation();
    String stored = type.getPrimitiveTypeName().name().toLowerCase(java.util.Locale.ROOT);
    return (isFlat() ? "" : "lists of ") + stored + (meant == null ? "" : " (" + meant + ")");
  }
}
