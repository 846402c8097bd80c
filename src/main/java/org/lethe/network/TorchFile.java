package org.lethe.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;

/**
 * Named arrays of float32 in the files of PyTorch's {@code torch.save}, since 1.6: a zip with a
 * pickle of names and shapes ({@code data.pkl}) and the numbers ({@code data/0} …). Unpickling may
 * run any code, so {@link Pickle} reads it with the few names below and builds nothing else; what
 * is asked for besides is refused, as {@code torch.load(weights_only=True)} does.
 */
final class TorchFile {
  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String REBUILD_TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
  private static final String FLOAT_STORAGE = "torch.FloatStorage";

  /** Kept apart from what a file may name: numbers of these types are known, but not read. */
  private static final Set<String> OTHER_STORAGES =
      Set.of(
          "torch.DoubleStorage",
          "torch.HalfStorage",
          "torch.BFloat16Storage",
          "torch.LongStorage",
          "torch.IntStorage",
          "torch.ShortStorage",
          "torch.CharStorage",
          "torch.ByteStorage",
          "torch.BoolStorage");

  private static final Set<String> FUNCTIONS =
      Set.of(ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER);
  private static final List<String> PARTS = List.of("state_dict", "model_state_dict", "model");
  private static final int MOST_PICKLED = 1 << 26;
  private static final String HOW_TO_SAVE = "torch.save(model.state_dict(), …) writes what is read";

  private final Path file;
  private final ZipFile zip;
  private final String folder;
  private final Map<String, FloatBuffer> storages = new HashMap<>();
  private long room;

  private TorchFile(Path file, ZipFile zip, String folder) {
    this.file = file;
    this.zip = zip;
    this.folder = folder;
    this.room = 2 * file.toFile().length() / Float.BYTES; // arrays may share numbers
  }

  /** A function or a type of numbers that a pickle names. */
  private record Named(String name) {}

  /** Numbers of one type, which lie beside the pickle. */
  private record Storage(String type, String key, long length) {}

  /** A part of a storage as an array. */
  private record View(Storage storage, long offset, int[] shape, long[] strides) {}

  /**
   * Reads a state dict, or the one that a dictionary holds as {@code state_dict}.
   *
   * @throws BadInput if the file is damaged, of another kind, or holds anything but arrays of
   *     float32 and plain values: which, in one line
   */
  static SafeTensors.Contents read(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> pickles =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - 9)
              .toList();
      if (pickles.size() != 1) {
        throw new BadInput(file + " is no file of torch.save: it has no data.pkl");
      }
      String folder = pickles.get(0).substring(0, pickles.get(0).length() - 8);
      return new TorchFile(file, zip, folder).contents();
    } catch (ZipException e) {
      throw new BadInput(
          file
              + " is no whole zip, as PyTorch writes it since 1.6 ("
              + e.getMessage()
              + "); "
              + HOW_TO_SAVE,
          e);
    }
  }

  private SafeTensors.Contents contents() throws IOException {
    ZipEntry order = zip.getEntry(folder + "byteorder");
    if (order != null
        && !new String(bytes(order, 16), StandardCharsets.UTF_8).strip().equals("little")) {
      throw new BadInput(file + " was written by a big-endian machine; allowed: little-endian");
    }
    ZipEntry pickle = zip.getEntry(folder + "data.pkl");
    try {
      Map<?, ?> arrays = arrays(Pickle.read(bytes(pickle, MOST_PICKLED), new Torch()));
      Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : arrays.entrySet()) {
        String name = String.valueOf(entry.getKey());
        if (!SafeTensors.isCount(name)) {
          tensors.put(name, tensor(name, entry.getValue()));
        }
      }
      return new SafeTensors.Contents(tensors, new TreeMap<>());
    } catch (Pickle.Refused e) {
      throw new BadInput(file + ": " + e.getMessage() + "; " + HOW_TO_SAVE, e);
    }
  }

  private static Map<?, ?> arrays(Object value) throws Pickle.Refused {
    if (!(value instanceof Map<?, ?> map)) {
      throw new Pickle.Refused(
          "holds a " + value.getClass().getSimpleName() + " and no dictionary of arrays");
    }
    for (String part : PARTS) {
      if (map.get(part) instanceof Map<?, ?> inner) {
        return inner;
      }
    }
    return map;
  }

  private byte[] bytes(ZipEntry entry, int most) throws IOException {
    try (InputStream stream = zip.getInputStream(entry)) {
      byte[] bytes = stream.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new BadInput(file + ": " + entry.getName() + " has more than " + most + " bytes");
      }
      return bytes;
    }
  }

  private SafeTensors.Tensor tensor(String name, Object value) throws IOException, Pickle.Refused {
    if (!(value instanceof View view)) {
      throw new Pickle.Refused(name + " is no array");
    }
    if (!view.storage.type.equals(FLOAT_STORAGE)) {
      throw new BadInput(
          file + ": " + name + " is of " + view.storage.type + "; allowed: " + FLOAT_STORAGE);
    }
    return new SafeTensors.Tensor(view.shape, values(name, view));
  }

  /**
   * In row-major order, however they lie: of networks that were channels-last they lie otherwise.
   */
  private float[] values(String name, View view) throws IOException, Pickle.Refused {
    long length = 1;
    long last = view.offset;
    for (int i = 0; i < view.shape.length; i++) {
      length *= view.shape[i];
      last += (view.shape[i] - 1L) * view.strides[i];
      // Looked at for each axis, so that neither grows beyond its type.
      if (length > view.storage.length || (length > 0 && last >= view.storage.length)) {
        throw new Pickle.Refused(name + " is larger than its numbers");
      }
    }
    if (length > room || (length > 0 && last >= view.storage.length)) {
      throw new Pickle.Refused(name + " is larger than its numbers");
    }
    room -= length;
    FloatBuffer numbers = numbers(view.storage);
    float[] values = new float[(int) length];
    int[] index = new int[view.shape.length];
    long at = view.offset;
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get((int) at);
      for (int axis = index.length - 1; axis >= 0; axis--) {
        at += view.strides[axis];
        if (++index[axis] < view.shape[axis]) {
          break;
        }
        at -= view.strides[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return values;
  }

  private FloatBuffer numbers(Storage storage) throws IOException {
    FloatBuffer known = storages.get(storage.key);
    if (known != null) {
      return known;
    }
    String name = folder + "data/" + storage.key;
    ZipEntry entry = zip.getEntry(name);
    long expected = Float.BYTES * storage.length;
    if (entry == null || entry.getMethod() != ZipEntry.STORED || entry.getSize() != expected) {
      throw new BadInput(
          file
              + " is damaged: "
              + name
              + (entry == null ? " is missing" : " has " + entry.getSize() + " bytes")
              + ", expected "
              + expected);
    }
    FloatBuffer read =
        ByteBuffer.wrap(bytes(entry, Math.toIntExact(expected)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    storages.put(storage.key, read);
    return read;
  }

  /** What a pickle of arrays may name and call. */
  private static final class Torch implements Pickle.Functions {
    @Override
    public Object named(String name) throws Pickle.Refused {
      if (!FUNCTIONS.contains(name)
          && !OTHER_STORAGES.contains(name)
          && !name.equals(FLOAT_STORAGE)) {
        throw new Pickle.Refused("holds a " + printable(name) + ", which is never built here");
      }
      return new Named(name);
    }

    private static String printable(String name) {
      return name.substring(0, Math.min(80, name.length())).replaceAll("[^ -~]", "?");
    }

    @Override
    public Object called(Object function, List<Object> arguments) throws Pickle.Refused {
      if (!(function instanceof Named named)) {
        throw new Pickle.Refused("the pickle calls what is no function");
      }
      if (named.name.equals(ORDERED_DICT) && arguments.isEmpty()) {
        return new LinkedHashMap<>();
      }
      if (named.name.equals(REBUILD_TENSOR) && arguments.size() >= 6) {
        int[] shape = Arrays.stream(numbers(arguments.get(2))).mapToInt(n -> (int) n).toArray();
        long[] strides = numbers(arguments.get(3));
        if (arguments.get(0) instanceof Storage storage
            && arguments.get(1) instanceof Long offset
            && offset >= 0
            && offset <= Integer.MAX_VALUE
            && shape.length == strides.length) {
          return new View(storage, offset, shape, strides);
        }
      }
      if (named.name.equals(REBUILD_PARAMETER)
          && !arguments.isEmpty()
          && arguments.get(0) instanceof View view) {
        return view;
      }
      throw new Pickle.Refused(
          named.name + " is called with " + arguments.size() + " values that it does not take");
    }

    private static long[] numbers(Object tuple) throws Pickle.Refused {
      List<Long> numbers = new ArrayList<>();
      if (tuple instanceof Pickle.Tuple items) {
        for (Object item : items.items()) {
          if (item instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            numbers.add(number);
          } else {
            throw new Pickle.Refused("an array has an extent of " + item);
          }
        }
      }
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /** {@code ('storage', torch.FloatStorage, '0', 'cpu', 54)}. */
    @Override
    public Object outside(Object id) throws Pickle.Refused {
      if (id instanceof Pickle.Tuple tuple
          && tuple.items().size() == 5
          && tuple.items().get(0).equals("storage")
          && tuple.items().get(1) instanceof Named type
          && !FUNCTIONS.contains(type.name)
          && tuple.items().get(2) instanceof String key
          && tuple.items().get(4) instanceof Long length
          && length >= 0
          && length <= Integer.MAX_VALUE / Float.BYTES) {
        return new Storage(type.name, key, length);
      }
      throw new Pickle.Refused("the pickle asks for something outside that is no array");
    }
  }

  /** Writes a state dict, whole or not at all; equal arrays give equal bytes. */
  static void write(Path file, Map<String, SafeTensors.Tensor> tensors) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      stored(zip, "data.pkl", pickled(tensors));
      int key = 0;
      for (SafeTensors.Tensor tensor : tensors.values()) {
        ByteBuffer numbers =
            ByteBuffer.allocate(Float.BYTES * tensor.values().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(tensor.values());
        stored(zip, "data/" + key++, numbers.array());
      }
      stored(zip, "byteorder", "little".getBytes(StandardCharsets.UTF_8));
      stored(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
    }
    AtomicFiles.write(file, bytes.toByteArray());
  }

  private static void stored(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    ZipEntry entry = new ZipEntry("archive/" + name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /** Protocol 2, as {@code torch.save} does it, without its memory of earlier values. */
  private static byte[] pickled(Map<String, SafeTensors.Tensor> tensors) {
    Pickled out = new Pickled();
    out.raw(0x80, 2).named(ORDERED_DICT).raw(')', 'R', '(');
    int key = 0;
    for (Map.Entry<String, SafeTensors.Tensor> entry : tensors.entrySet()) {
      int[] shape = entry.getValue().shape();
      int[] strides = new int[shape.length];
      int stride = 1;
      for (int i = shape.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= shape[i];
      }
      out.text(entry.getKey()).named(REBUILD_TENSOR).raw('(', '(').text("storage");
      out.named(FLOAT_STORAGE).text(Integer.toString(key++)).text("cpu");
      out.number(entry.getValue().values().length).raw('t', 'Q');
      out.number(0).tuple(shape).tuple(strides).raw(0x89);
      out.named(ORDERED_DICT).raw(')', 'R', 't', 'R');
    }
    return out.raw('u', '.').bytes.toByteArray();
  }

  /** A pickle that grows. */
  private static final class Pickled {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Pickled raw(int... instructions) {
      for (int instruction : instructions) {
        bytes.write(instruction);
      }
      return this;
    }

    Pickled named(String name) {
      int dot = name.lastIndexOf('.');
      String lines = "c" + name.substring(0, dot) + "\n" + name.substring(dot + 1) + "\n";
      bytes.writeBytes(lines.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Pickled text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      raw('X').little(utf8.length);
      bytes.writeBytes(utf8);
      return this;
    }

    Pickled number(int number) {
      return raw('J').little(number);
    }

    Pickled tuple(int[] numbers) {
      raw('(');
      for (int number : numbers) {
        number(number);
      }
      return raw('t');
    }

    private Pickled little(int number) {
      return raw(number, number >>> 8, number >>> 16, number >>> 24);
    }
  }
}
