package org.lethe.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.lethe.settings.BadInput;

/**
 * Bytes to characters, refusing what does not belong: bytes that are not of the encoding, and NUL.
 * The message names the line. Java's own readers put U+FFFD in the place of a wrong byte, and a
 * text in the wrong encoding would be learnt without a word. A byte order mark is left out.
 */
final class StrictReader extends Reader {
  private static final int BUFFER = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream input;
  private final String place;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
  private long line = 1;
  private boolean atStart = true;
  private boolean atEnd;

  /**
   * @param place what messages call the file
   */
  StrictReader(InputStream input, String place, Charset encoding) {
    this.input = input;
    this.place = place;
    decoder =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (atEnd) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  private void decode() throws IOException {
    bytes.compact();
    int read = input.read(bytes.array(), bytes.position(), bytes.remaining());
    atEnd = read < 0;
    bytes.position(bytes.position() + Math.max(0, read)).flip();
    // There are never more chars than bytes, so all of them find room.
    CoderResult result = decoder.decode(bytes, chars.clear(), atEnd);
    chars.flip();
    if (atStart && chars.hasRemaining()) {
      atStart = false;
      if (chars.get(0) == BYTE_ORDER_MARK) {
        chars.get();
      }
    }
    checkAndCount();
    if (result.isError()) {
      throw new BadInput(
          place
              + ":"
              + line
              + ": byte 0x"
              + Integer.toHexString(bytes.get(bytes.position()) & 0xFF)
              + " is not "
              + decoder.charset().name()
              + "; is the file in another encoding, or damaged?");
    }
  }

  private void checkAndCount() {
    for (int i = chars.position(); i < chars.limit(); i++) {
      char c = chars.get(i);
      if (c == '\n') {
        line++;
      } else if (c == 0) {
        throw new BadInput(place + ":" + line + ": a NUL byte; the file is no text, or damaged");
      }
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
