package org.lethe.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.lethe.settings.BadInput;

/**
 * What stands before the numbers of an array in <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's format</a>,
 * versions 1 to 3: {@code \x93NUMPY}, the version, the length of a Python dictionary, the
 * dictionary.
 *
 * @param type the kind of number in NumPy's letters: {@code <f4} is little-endian float32
 * @param shape row-major
 * @param length bytes of the header: the first number is behind them
 */
record NpyHeader(String type, long[] shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_TEXT = 1 << 16;
  private static final int ALIGNED = 64;

  /** So that n can still be written in place when the rows before it are. */
  private static final int LEAST = 128;

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)");
  private static final Pattern TEXT_TYPE = Pattern.compile("[<|]([US])([0-9]{1,6})");

  /**
   * Reads up to the first number.
   *
   * @param place what messages call the array
   * @throws BadInput if this is no array, or one that lies in another order than row by row
   */
  static NpyHeader read(InputStream in, String place) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new BadInput(place + " is no .npy array: it does not begin with \\x93NUMPY");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new BadInput(place + " is of .npy version " + version + "; allowed: 1, 2 or 3");
    }
    int digits = version == 1 ? 2 : 4;
    byte[] size = Arrays.copyOf(in.readNBytes(digits), 4);
    long length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    if (length > MOST_TEXT) {
      throw new BadInput(place + " is no whole .npy array: its header has " + length + " bytes");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new BadInput(place + " is truncated: it ends within its header");
    }
    String text =
        new String(bytes, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!order.find() || !shape.find()) {
      throw new BadInput(place + " is no .npy array: its header says no order or shape");
    }
    if (!type.find()) {
      throw new BadInput(place + " holds records; allowed: one kind of number");
    }
    long[] extents;
    try {
      extents =
          Arrays.stream(shape.group(1).split(","))
              .map(extent -> extent.replace("L", "").strip())
              .filter(extent -> !extent.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
    } catch (NumberFormatException e) {
      throw new BadInput(place + " is no .npy array: its shape is (" + shape.group(1) + ")", e);
    }
    NpyHeader header =
        new NpyHeader(type.group(1), extents, MAGIC.length + 2 + digits + bytes.length);
    if (order.group(1).equals("True") && extents.length > 1) {
      throw new BadInput(
          place
              + " lies column by column (Fortran order); write it row by row, with"
              + " numpy.ascontiguousarray");
    }
    return header;
  }

  /** A header for {@link #read}, of version 1; the same length for every n. */
  static byte[] write(String type, long... shape) {
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, text(shape));
    int before = MAGIC.length + 2 + 2;
    int whole = (before + text.length() + 1 + ALIGNED - 1) / ALIGNED * ALIGNED;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.max(LEAST, whole)).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC);
    bytes.put((byte) 1).put((byte) 0).putShort((short) (bytes.capacity() - before));
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.remaining() > 1) {
      bytes.put((byte) ' ');
    }
    return bytes.put((byte) '\n').array();
  }

  /** Bytes of one number, if these are numbers that rows can be made of. */
  OptionalInt numberBytes() {
    return switch (type) {
      case "<f4" -> OptionalInt.of(4);
      case "<f8" -> OptionalInt.of(8);
      case "<f2" -> OptionalInt.of(2);
      default -> OptionalInt.empty();
    };
  }

  /**
   * Texts of a fixed length.
   *
   * @param unicode four bytes a character, else one
   * @param length characters
   */
  record Texts(boolean unicode, int length) {
    int bytes() {
      return unicode ? 4 * length : length;
    }
  }

  /** How its texts are written, if these are texts. */
  Optional<Texts> texts() {
    Matcher text = TEXT_TYPE.matcher(type);
    return text.matches()
        ? Optional.of(new Texts(text.group(1).equals("U"), Integer.parseInt(text.group(2))))
        : Optional.empty();
  }

  /**
   * Refuses what are not rows of numbers.
   *
   * @param bytes how many follow this header
   */
  void requireRows(String place, long bytes) {
    if (numberBytes().isEmpty()) {
      String found =
          type.startsWith(">")
              ? "big-endian numbers (" + type + ")"
              : type.contains("O") ? "Python objects" : "numbers of type " + type;
      throw new BadInput(
          place + " holds " + found + "; allowed: little-endian float32, float64 or float16");
    }
    if (shape.length != 2) {
      throw new BadInput(
          place + " has shape " + text(shape) + "; allowed: two axes, (examples, features)");
    }
    if (shape[0] > Integer.MAX_VALUE || shape[1] > Integer.MAX_VALUE / 8) {
      throw new BadInput(place + " has shape " + text(shape) + ", which is too large");
    }
    requireBytes(place, numberBytes().getAsInt(), bytes);
  }

  /** Refuses an array that ends too early: before memory is asked for. */
  void requireBytes(String place, int each, long bytes) {
    long wanted = each;
    try {
      for (long extent : shape) {
        wanted = Math.multiplyExact(wanted, extent);
      }
    } catch (ArithmeticException e) {
      throw new BadInput(place + " has shape " + text(shape) + ", which is too large", e);
    }
    if (bytes < wanted) {
      throw new BadInput(
          place
              + " is truncated: shape "
              + text(shape)
              + " of "
              + type
              + " needs "
              + wanted
              + " bytes, there are "
              + bytes);
    }
  }

  /** As Python writes a tuple. */
  static String text(long... shape) {
    return LongStream.of(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }
}
