package org.lethe.columnar;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * The buffers of one batch of rows: what is not packed is read piece by piece where it lies, what
 * is packed as a whole.
 *
 * @param start of the first buffer in the file
 * @param length of all of them
 */
record ArrowBody(FileChannel channel, RecordBatch batch, long start, long length) {
  private static final int PREFIX = Long.BYTES;

  /** Bytes of one buffer. */
  interface Bytes {
    /** How many there are. */
    long size();

    /** Some of them, little-endian. */
    ByteBuffer read(long at, int count) throws IOException;
  }

  /** One buffer by its place among those of the batch. */
  Bytes buffer(int index) throws IOException {
    if (index >= batch.buffersLength()) {
      throw new IOException("a batch of " + batch.buffersLength() + " buffers has no " + index);
    }
    Buffer buffer = batch.buffers(index);
    if (buffer.offset() < 0 || buffer.length() < 0 || buffer.length() > length - buffer.offset()) {
      throw new IOException("a buffer reaches beyond its batch");
    }
    Bytes stored = new Stored(channel, start + buffer.offset(), buffer.length());
    if (batch.compression() == null || buffer.length() == 0) {
      return stored;
    }
    long plain = stored.read(0, PREFIX).getLong();
    Bytes rest = new Stored(channel, start + buffer.offset() + PREFIX, buffer.length() - PREFIX);
    return plain == -1 ? rest : unpacked(rest, plain);
  }

  private Bytes unpacked(Bytes packed, long size) throws IOException {
    if (size < 0 || size > Integer.MAX_VALUE - 8 || packed.size() > Integer.MAX_VALUE - 8) {
      throw new IOException("a packed buffer of " + size + " bytes; smaller batches are read");
    }
    byte[] bytes = new byte[(int) packed.size()];
    packed.read(0, bytes.length).get(bytes);
    try (InputStream in =
        batch.compression().codec() == CompressionType.ZSTD
            ? new ZstdInputStream(new ByteArrayInputStream(bytes))
            : new FramedLZ4CompressorInputStream(new ByteArrayInputStream(bytes))) {
      byte[] plain = in.readNBytes((int) size); // grows as bytes come, whatever the size claims
      if (plain.length != size) {
        throw new IOException("a buffer has " + plain.length + " bytes unpacked, not " + size);
      }
      return new Unpacked(plain);
    }
  }

  private record Stored(FileChannel channel, long from, long size) implements Bytes {
    @Override
    public ByteBuffer read(long at, int count) throws IOException {
      requireWithin(at, count, size);
      ByteBuffer into = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
      while (into.hasRemaining()) {
        if (channel.read(into, from + at + into.position()) < 0) {
          throw new EOFException("the file ends within a buffer");
        }
      }
      return into.flip();
    }
  }

  private record Unpacked(byte[] bytes) implements Bytes {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public ByteBuffer read(long at, int count) throws IOException {
      requireWithin(at, count, bytes.length);
      return ByteBuffer.wrap(bytes, (int) at, count).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static void requireWithin(long at, int count, long size) throws IOException {
    if (at < 0 || count < 0 || at > size - count) {
      throw new IOException("a buffer of " + size + " bytes is shorter than its rows need");
    }
  }
}
