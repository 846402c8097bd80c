package org.lethe.network;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values that Python pickled, of protocols 2 to 5, without Python and without its danger. A
 * pickle is a program for a machine with a stack, and may name any function to be called; here the
 * functions are those of {@link Functions} alone, and every instruction that plain values do not
 * need is refused. Values are {@link Map}, {@link List}, {@link Tuple}, {@link String}, {@link
 * Long}, {@link Double}, {@link Boolean}, {@link Nothing}, and what the functions give.
 *
 * <p>The instructions are those of Python's {@code pickletools}.
 */
final class Pickle {
  private static final Object MARK = new Object();
  private static final int LONGEST_NUMBER = 8;

  private final ByteBuffer bytes;
  private final Functions functions;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private Pickle(byte[] pickled, Functions functions) {
    this.bytes = ByteBuffer.wrap(pickled).order(ByteOrder.LITTLE_ENDIAN);
    this.functions = functions;
  }

  /** Python's tuple. */
  record Tuple(List<Object> items) {}

  /** Python's None. */
  enum Nothing {
    NONE
  }

  /** What a pickle may do besides plain values. */
  interface Functions {
    /**
     * What stands for a function or class that is named, {@code torch.FloatStorage}; it is not
     * called yet.
     *
     * @throws Refused if it is none of those that are known
     */
    Object named(String name) throws Refused;

    /** The result of calling what {@link #named} gave. */
    Object called(Object function, List<Object> arguments) throws Refused;

    /** What lies outside of the pickle under an id. */
    Object outside(Object id) throws Refused;
  }

  /** A pickle that is damaged or asks for what it must not; the message says which. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** The value of a pickle. */
  static Object read(byte[] pickled, Functions functions) throws Refused {
    try {
      return new Pickle(pickled, functions).run();
    } catch (BufferUnderflowException e) {
      Refused cut = new Refused("the pickle ends in the middle");
      cut.initCause(e);
      throw cut;
    }
  }

  private Object run() throws Refused {
    while (true) {
      int at = bytes.position();
      int instruction = bytes.get() & 0xFF;
      switch (instruction) {
        case 0x80 -> protocol();
        case 0x95 -> bytes.getLong(); // FRAME: how the bytes were grouped
        case '.' -> {
          return pop();
        }
        case '(' -> stack.add(MARK);
        case '}' -> stack.add(new LinkedHashMap<>());
        case ']' -> stack.add(new ArrayList<>());
        case ')' -> stack.add(new Tuple(List.of()));
        case 't' -> stack.add(new Tuple(popToMark()));
        case 0x85, 0x86, 0x87 -> stack.add(new Tuple(pop(instruction - 0x84)));
        case 'N' -> stack.add(Nothing.NONE);
        case 0x88 -> stack.add(true);
        case 0x89 -> stack.add(false);
        case 'K' -> stack.add((long) (bytes.get() & 0xFF));
        case 'M' -> stack.add((long) (bytes.getShort() & 0xFFFF));
        case 'J' -> stack.add((long) bytes.getInt());
        case 0x8A -> stack.add(number(bytes.get() & 0xFF));
        case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
        case 'X' -> stack.add(text(bytes.getInt()));
        case 0x8C -> stack.add(text(bytes.get() & 0xFF));
        case 'q' -> memo.put((long) (bytes.get() & 0xFF), top());
        case 'r' -> memo.put(bytes.getInt() & 0xFFFFFFFFL, top());
        case 0x94 -> memo.put((long) memo.size(), top());
        case 'h' -> stack.add(remembered(bytes.get() & 0xFF));
        case 'j' -> stack.add(remembered(bytes.getInt() & 0xFFFFFFFFL));
        case 'c' -> stack.add(functions.named(line() + "." + line()));
        case 0x93 -> {
          List<Object> names = pop(2);
          stack.add(functions.named(names.get(0) + "." + names.get(1)));
        }
        case 'Q' -> stack.add(functions.outside(pop()));
        case 'R' -> {
          List<Object> call = pop(2);
          stack.add(functions.called(call.get(0), as(Tuple.class, call.get(1)).items()));
        }
        case 's' -> put(pop(2));
        case 'u' -> put(popToMark());
        case 'a' -> append(pop(1));
        case 'e' -> append(popToMark());
        case 'b' -> {
          pop(); // attributes of a dictionary: they say nothing of its values
          as(Map.class, top());
        }
        default ->
            throw new Refused(
                String.format("byte %d of the pickle is instruction 0x%02x", at, instruction));
      }
    }
  }

  private void protocol() throws Refused {
    int protocol = bytes.get() & 0xFF;
    if (protocol < 2 || protocol > 5) {
      throw new Refused("the pickle is of protocol " + protocol);
    }
  }

  private long number(int length) throws Refused {
    if (length > LONGEST_NUMBER) {
      throw new Refused("a number of the pickle has " + length + " bytes");
    }
    byte[] bigEndian = new byte[length + 1]; // one more, so that none is 0
    for (int i = length; i >= 1; i--) {
      bigEndian[i] = bytes.get();
    }
    bigEndian[0] = (byte) (length > 0 && bigEndian[1] < 0 ? -1 : 0);
    return new BigInteger(bigEndian).longValueExact();
  }

  private String text(int length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] utf8 = new byte[length];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private String line() {
    int from = bytes.position();
    while (bytes.get() != '\n') {
      // to its end
    }
    return new String(
        Arrays.copyOfRange(bytes.array(), from, bytes.position() - 1), StandardCharsets.UTF_8);
  }

  private Object remembered(long place) throws Refused {
    Object value = memo.get(place);
    if (value == null) {
      throw new Refused("the pickle goes back to a value that it does not have");
    }
    return value;
  }

  private Object top() throws Refused {
    if (stack.isEmpty()) {
      throw new Refused("the pickle uses a value that it does not have");
    }
    Object top = stack.get(stack.size() - 1);
    if (top == MARK) {
      throw new Refused("the pickle uses a mark as a value");
    }
    return top;
  }

  private Object pop() throws Refused {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> pop(int count) throws Refused {
    Object[] values = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      values[i] = pop();
    }
    return List.of(values);
  }

  private List<Object> popToMark() throws Refused {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw new Refused("the pickle ends a list that it did not begin");
    }
    List<Object> after = stack.subList(mark + 1, stack.size());
    List<Object> values = List.copyOf(after);
    after.clear();
    stack.remove(mark);
    return values;
  }

  private void put(List<Object> keysAndValues) throws Refused {
    @SuppressWarnings("unchecked") // every map here was made by this class or its functions
    Map<Object, Object> map = (Map<Object, Object>) as(Map.class, top());
    if (keysAndValues.size() % 2 != 0) {
      throw new Refused("the pickle has a key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String || key instanceof Long)) {
        throw new Refused("a dictionary of the pickle has a key that is no text and no number");
      }
      map.put(key, keysAndValues.get(i + 1));
    }
  }

  private void append(List<Object> values) throws Refused {
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) as(List.class, top());
    list.addAll(values);
  }

  private static <T> T as(Class<T> type, Object value) throws Refused {
    if (!type.isInstance(value)) {
      throw new Refused(
          "the pickle takes a "
              + value.getClass().getSimpleName()
              + " for a "
              + type.getSimpleName());
    }
    return type.cast(value);
  }
}
