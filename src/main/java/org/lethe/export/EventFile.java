package org.lethe.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file as TensorBoard reads it: records in <a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a> framing (length,
 * checksum of the length, content, checksum of the content), each an {@code Event} of {@code
 * event.proto}. Numbers become float32: TensorBoard's scalars are no wider.
 */
final class EventFile {
  // fields of tensorflow/core/util/event.proto and framework/summary.proto
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;

  private static final String VERSION = "brain.Event:2";
  private static final int MASK = 0xa282ead8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * Begins a file.
   *
   * @param wallTime seconds since 1970
   */
  EventFile(double wallTime) {
    record(
        new ProtoMessage()
            .float64(EVENT_WALL_TIME, wallTime)
            .text(EVENT_FILE_VERSION, VERSION)
            .bytes());
  }

  /** Adds the values at one step, by tag. */
  void add(double wallTime, long step, Map<String, Double> values) {
    ProtoMessage summary = new ProtoMessage();
    values.forEach(
        (tag, value) ->
            summary.message(
                SUMMARY_VALUE,
                new ProtoMessage()
                    .text(VALUE_TAG, tag)
                    .float32(VALUE_SIMPLE_VALUE, value.floatValue())));
    record(
        new ProtoMessage()
            .float64(EVENT_WALL_TIME, wallTime)
            .whole(EVENT_STEP, step)
            .message(EVENT_SUMMARY, summary)
            .bytes());
  }

  /** The file so far. */
  byte[] bytes() {
    return bytes.toByteArray();
  }

  private void record(byte[] content) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(content.length).array();
    bytes.writeBytes(length);
    bytes.writeBytes(checksum(length));
    bytes.writeBytes(content);
    bytes.writeBytes(checksum(content));
  }

  /** Masked, since checksums of content that holds checksums are weak. */
  static int masked(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static byte[] checksum(byte[] content) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked(content)).array();
  }
}
