package org.lethe.encoder.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * ONNX files of one operation, written field by field (onnx.proto3), for shapes that no real model
 * has: an input that is cast to float32.
 */
final class TinyModel {
  static final int FLOAT = 1;
  static final int INT64 = 7;

  private TinyModel() {}

  /**
   * A whole file.
   *
   * @param type of the input's numbers, as onnx.proto3 counts them
   * @param shape of the input and of the output {@code out}; −1 takes any length
   */
  static byte[] casting(String input, int type, long... shape) {
    Message to = new Message().text(1, "to").number(3, FLOAT).number(20, 2); // 2: a whole number
    Message cast = new Message().text(1, input).text(2, "out").text(4, "Cast").message(5, to);
    Message graph =
        new Message()
            .message(1, cast)
            .text(2, "tiny")
            .message(11, value(input, type, shape))
            .message(12, value("out", FLOAT, shape));
    return new Message()
        .number(1, 8) // the version of the form
        .message(7, graph)
        .message(8, new Message().number(2, 14)) // of the operations
        .bytes();
  }

  private static Message value(String name, int type, long... shape) {
    Message dimensions = new Message();
    for (int axis = 0; axis < shape.length; axis++) {
      Message length = new Message();
      dimensions.message(
          1, shape[axis] < 0 ? length.text(2, "any" + axis) : length.number(1, shape[axis]));
    }
    Message tensor = new Message().number(1, type).message(2, dimensions);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A message of Protocol Buffers. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message text(int field, String text) {
      return delimited(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message inner) {
      return delimited(field, inner.bytes());
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    private Message delimited(int field, byte[] content) {
      varint(field << 3 | 2);
      varint(content.length);
      bytes.writeBytes(content);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while (rest > 0x7F) {
        bytes.write((int) (rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }
}
