package org.lethe.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message in Protocol Buffers' <a
 * href="https://protobuf.dev/programming-guides/encoding/">encoding</a>, field by field: all that
 * an event of TensorBoard needs of it.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int COUNTED = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtoMessage whole(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  ProtoMessage float64(int field, double value) {
    tag(field, EIGHT_BYTES);
    bytes.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  ProtoMessage float32(int field, float value) {
    tag(field, FOUR_BYTES);
    bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  ProtoMessage text(int field, String value) {
    return counted(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return counted(field, value.bytes());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private ProtoMessage counted(int field, byte[] content) {
    tag(field, COUNTED);
    varint(content.length);
    bytes.writeBytes(content);
    return this;
  }

  private void tag(int field, int wire) {
    varint((long) field << 3 | wire);
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
  }
}
