package org.lethe.embedding;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;

/**
 * Ids in a file, one a line in UTF-8; a line feed, a carriage return and a backslash within an id
 * are written {@code \n}, {@code \r} and {@code \\}. An id becomes a text when it is asked for:
 * what is held is four bytes an id.
 */
final class IdFile extends AbstractList<String> implements RandomAccess {
  private final ByteBuffer content;

  /** Where lines start; the last is the end, {@code [n + 1]}. */
  private final int[] starts;

  private IdFile(ByteBuffer content, int[] starts) {
    this.content = content;
    this.starts = starts;
  }

  /**
   * Maps a file.
   *
   * @throws BadInput if it does not hold so many ids
   */
  static List<String> open(Path file, int count) throws IOException {
    ByteBuffer content;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() > Integer.MAX_VALUE) {
        throw new BadInput(file + " has " + in.length() + " bytes; ids may take 2 GB at most");
      }
      content = in.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, in.length());
    }
    int[] starts = new int[count + 1];
    int lines = 0;
    for (int at = 0; at < content.limit(); at++) {
      if (content.get(at) == '\n') {
        lines++;
        if (lines <= count) {
          starts[lines] = at + 1;
        }
      }
    }
    if (lines != count || starts[count] != content.limit()) {
      throw new BadInput(file + " has " + lines + " ids; expected " + count);
    }
    return new IdFile(content, starts);
  }

  @Override
  public String get(int index) {
    int from = starts[Objects.checkIndex(index, size())];
    byte[] line = new byte[starts[index + 1] - 1 - from];
    content.get(from, line);
    String written = new String(line, StandardCharsets.UTF_8);
    return written.indexOf('\\') < 0 ? written : plain(written);
  }

  @Override
  public int size() {
    return starts.length - 1;
  }

  private static String plain(String written) {
    StringBuilder plain = new StringBuilder(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == '\\' && i + 1 < written.length()) {
        char next = written.charAt(++i);
        plain.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** Writes ids one after the other. */
  static final class Writer implements Closeable {
    private final FileOutputStream file;
    private final OutputStream out;

    Writer(Path path) throws IOException {
      file = new FileOutputStream(path.toFile());
      out = new BufferedOutputStream(file, 1 << 16);
    }

    void append(String id) throws IOException {
      String line = id;
      if (id.indexOf('\\') >= 0 || id.indexOf('\n') >= 0 || id.indexOf('\r') >= 0) {
        line = id.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
      }
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    }

    /** Forces all to disk. */
    void finish() throws IOException {
      out.flush();
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /**
   * Refuses an id that is there twice, and names the rows. Ids are told apart by their hashes; only
   * those with equal ones are read again.
   */
  static void requireDistinct(String place, List<String> ids) {
    long[] hashes = new long[ids.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = (long) ids.get(i).hashCode() << Integer.SIZE | i;
    }
    Arrays.sort(hashes);
    for (int from = 0; from < hashes.length; ) {
      int to = from + 1;
      while (to < hashes.length && hashes[to] >> Integer.SIZE == hashes[from] >> Integer.SIZE) {
        to++;
      }
      if (to - from > 1) {
        requireDistinct(place, ids, Arrays.copyOfRange(hashes, from, to));
      }
      from = to;
    }
  }

  private static void requireDistinct(String place, List<String> ids, long[] alike) {
    Map<String, Integer> rows = new HashMap<>();
    for (long each : alike) {
      int row = (int) each;
      Integer before = rows.putIfAbsent(ids.get(row), row);
      if (before != null) {
        throw new BadInput(
            place
                + ": rows "
                + (before + 1)
                + " and "
                + (row + 1)
                + " have the same id "
                + Shown.text(ids.get(row))
                + "; ids must be distinct");
      }
    }
  }
}
