package org.lethe.nd;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what identifies a computation, as 64 hex digits. */
public final class Sha256 {
  private static final int BUFFER = 1 << 18;

  private Sha256() {}

  /** Of a whole file, as {@code sha256sum} prints it. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream input = new FileInputStream(file.toFile())) {
      byte[] buffer = new byte[BUFFER];
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of arrays, one after the other with their lengths, little-endian. */
  public static String of(float[]... arrays) {
    MessageDigest digest = digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] array : arrays) {
      digest.update(buffer.clear().putInt(array.length).flip());
      for (int at = 0; at < array.length; at += BUFFER / 4) {
        int count = Math.min(BUFFER / 4, array.length - at);
        buffer.clear().asFloatBuffer().put(array, at, count);
        digest.update(buffer.limit(4 * count));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of texts, one after the other with their lengths. */
  public static String of(Iterable<String> texts) {
    MessageDigest digest = digest();
    ByteBuffer length = ByteBuffer.allocate(4);
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(length.clear().putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
