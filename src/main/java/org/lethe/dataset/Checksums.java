package org.lethe.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.lethe.nd.Sha256;
import org.lethe.settings.BadInput;

/** SHA-256, as 64 hex digits. */
public final class Checksums {
  private Checksums() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Of a file's bytes. */
  public static String sha256(Path file) throws IOException {
    return Sha256.of(file);
  }

  /**
   * Refuses a file that is not the known one.
   *
   * @param advice what to do about it
   * @throws BadInput if it is another
   */
  public static void demand(String place, String expected, String found, String advice) {
    if (!found.equals(expected)) {
      throw new BadInput(
          place
              + " is not the published file: sha256 "
              + found
              + ", expected "
              + expected
              + "; get it anew ("
              + advice
              + ")");
    }
  }
}
