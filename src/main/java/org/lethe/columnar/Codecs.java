package org.lethe.columnar;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * How pages are packed. parquet-java's own codecs go through Hadoop's classes and natives; these
 * are aircompressor's, in Java, and the JDK's gzip.
 */
final class Codecs implements CompressionCodecFactory {
  /** What is read. LZ4 without "raw" has no settled framing and is deprecated in the format. */
  static final Set<CompressionCodecName> READ =
      Set.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.LZ4_RAW,
          CompressionCodecName.ZSTD);

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException("files are written with ZSTD, not with " + codec);
    }
    return new Zstd();
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Unpacking((packed, size) -> packed);
      case GZIP -> new Unpacking(Codecs::gunzip);
      case SNAPPY -> new Unpacking((packed, size) -> with(new SnappyDecompressor(), packed, size));
      case LZ4_RAW -> new Unpacking((packed, size) -> with(new Lz4Decompressor(), packed, size));
      case ZSTD -> new Unpacking((packed, size) -> with(new ZstdDecompressor(), packed, size));
      default -> throw new IllegalArgumentException(codec + " is not read; allowed: " + READ);
    };
  }

  @Override
  public void release() {
    // nothing is held
  }

  private static byte[] with(Decompressor decompressor, byte[] packed, int size)
      throws IOException {
    byte[] plain = new byte[size];
    int got = decompressor.decompress(packed, 0, packed.length, plain, 0, size);
    if (got != size) {
      throw new IOException("a page has " + got + " bytes unpacked, not " + size);
    }
    return plain;
  }

  private static byte[] gunzip(byte[] packed, int size) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = in.readNBytes(size);
      if (plain.length != size) {
        throw new IOException("a page has " + plain.length + " bytes unpacked, not " + size);
      }
      return plain;
    }
  }

  private interface Unpack {
    byte[] plain(byte[] packed, int size) throws IOException;
  }

  private record Unpacking(Unpack codec) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(codec.plain(bytes(bytes), size));
    }

    @Override
    public void decompress(ByteBuffer packed, int packedSize, ByteBuffer plain, int size)
        throws IOException {
      byte[] bytes = new byte[packedSize];
      packed.get(bytes);
      plain.put(codec.plain(bytes, size));
    }

    @Override
    public void release() {
      // nothing is held
    }
  }

  private static byte[] bytes(BytesInput bytes) throws IOException {
    try (InputStream in = bytes.toInputStream()) {
      return in.readNBytes(Math.toIntExact(bytes.size()));
    }
  }

  private record Zstd() implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput bytes) throws IOException {
      byte[] plain = bytes(bytes);
      ZstdCompressor compressor = new ZstdCompressor();
      byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
      int size = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
      return BytesInput.from(Arrays.copyOf(packed, size));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      // nothing is held
    }
  }
}
