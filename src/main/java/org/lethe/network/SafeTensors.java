package org.lethe.network;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;

/**
 * Named arrays of float32 in the <a
 * href="https://github.com/huggingface/safetensors">safetensors</a> format, which every framework
 * reads and which can hold nothing but numbers: the length of a JSON header (8 bytes,
 * little-endian), the header, the numbers (little-endian). A network's parameters have the names of
 * a PyTorch state dict, the running statistics too.
 */
public final class SafeTensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "__metadata__";
  private static final int MOST_HEADER = 100_000_000;
  private static final List<String> STATISTICS = List.of(".running_mean", ".running_var");
  private static final String COUNT = ".num_batches_tracked";

  private SafeTensors() {}

  /**
   * One array.
   *
   * @param shape row-major
   * @param values as many as the shape says; shared
   */
  public record Tensor(int[] shape, float[] values) {
    public Tensor {
      long length = 1;
      for (int extent : shape) {
        length *= extent;
      }
      if (length != values.length) {
        throw new IllegalArgumentException(
            Arrays.toString(shape) + " has " + length + " values, given are " + values.length);
      }
    }

    /** A plain list of numbers. */
    static Tensor of(float[] values) {
      return new Tensor(new int[] {values.length}, values);
    }
  }

  /**
   * What a file holds.
   *
   * @param metadata free text by key
   */
  public record Contents(Map<String, Tensor> tensors, SortedMap<String, String> metadata) {
    public Contents {
      tensors = new LinkedHashMap<>(tensors);
      metadata = new TreeMap<>(metadata);
    }
  }

  /** Writes a file whole or not at all. */
  public static void write(Path file, Contents contents) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!contents.metadata.isEmpty()) {
      header.put(METADATA, contents.metadata);
    }
    long at = 0;
    for (Map.Entry<String, Tensor> entry : contents.tensors.entrySet()) {
      long end = at + 4L * entry.getValue().values.length;
      header.put(
          entry.getKey(),
          Map.of(
              "dtype", "F32", "shape", entry.getValue().shape, "data_offsets", List.of(at, end)));
      at = end;
    }
    byte[] head = JSON.writeValueAsBytes(header);
    byte[] padded = Arrays.copyOf(head, (head.length + 7) / 8 * 8);
    Arrays.fill(padded, head.length, padded.length, (byte) ' ');
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(8 + padded.length + at)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded.length).put(padded);
    for (Tensor tensor : contents.tensors.values()) {
      bytes.asFloatBuffer().put(tensor.values);
      bytes.position(bytes.position() + 4 * tensor.values.length);
    }
    AtomicFiles.write(file, bytes.array());
  }

  /**
   * Reads a file.
   *
   * @throws BadInput if it is no whole safetensors file of float32
   */
  public static Contents read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < 8) {
      throw new BadInput(file + " is no safetensors file: it has " + bytes.remaining() + " bytes");
    }
    long length = bytes.getLong();
    if (length < 2 || length > Math.min(MOST_HEADER, bytes.remaining())) {
      throw new BadInput(
          file
              + " is no whole safetensors file: its header should have "
              + length
              + " bytes, "
              + bytes.remaining()
              + " follow");
    }
    byte[] head = new byte[(int) length];
    bytes.get(head);
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    JsonNode header;
    try {
      header = JSON.readTree(new String(head, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new BadInput(file + " is no safetensors file: its header is no JSON", e);
    }
    SortedMap<String, String> metadata = new TreeMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        for (Map.Entry<String, JsonNode> text : entry.getValue().properties()) {
          metadata.put(text.getKey(), text.getValue().asText());
        }
      } else if (!isCount(entry.getKey())) {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
      }
    }
    return new Contents(tensors, metadata);
  }

  /**
   * Whether an array of PyTorch's says how many batches a batch normalisation has seen: a whole
   * number, which nothing here goes by.
   */
  static boolean isCount(String name) {
    return name.endsWith(COUNT);
  }

  private static Tensor tensor(Path file, String name, JsonNode said, ByteBuffer data) {
    String type = said.path("dtype").asText();
    if (!type.equals("F32")) {
      throw new BadInput(file + ": " + name + " is of type " + type + "; allowed: F32");
    }
    List<Integer> shape = new ArrayList<>();
    long values = 1;
    for (JsonNode extent : said.path("shape")) {
      shape.add(extent.asInt(-1));
      values *= extent.asInt(-1);
    }
    long from = said.path("data_offsets").path(0).asLong(-1);
    long to = said.path("data_offsets").path(1).asLong(-1);
    if (values < 0 || from < 0 || to - from != 4 * values || to > data.capacity()) {
      throw new BadInput(
          file
              + ": "
              + name
              + " of shape "
              + shape
              + " should lie at bytes "
              + from
              + " to "
              + to
              + " of "
              + data.capacity()
              + "; the file is truncated or damaged");
    }
    float[] numbers = new float[(int) values];
    data.slice((int) from, (int) (to - from))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(numbers);
    return new Tensor(shape.stream().mapToInt(Integer::intValue).toArray(), numbers);
  }

  /** The learnable parameters and running statistics of a network, by their names. */
  public static Map<String, Tensor> of(
      Blueprint blueprint, float[] parameters, float[] statistics) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Segment segment : blueprint.segments()) {
      int from = segment.offset();
      tensors.put(
          segment.name(),
          new Tensor(
              segment.shape(), Arrays.copyOfRange(parameters, from, from + segment.length())));
    }
    int at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      int channels = ((Operation.BatchNorm) node.operation()).channels();
      for (String kind : STATISTICS) {
        tensors.put(
            node.name() + kind, Tensor.of(Arrays.copyOfRange(statistics, at, at + channels)));
        at += channels;
      }
    }
    return tensors;
  }

  /**
   * The learnable parameters of a blueprint out of a file.
   *
   * @throws BadInput if the file is of another architecture, with arrays that the blueprint does
   *     not have or without some that it has: the message names what differs
   */
  public static float[] parameters(Path file, Contents contents, Blueprint blueprint) {
    float[] parameters = new float[blueprint.parameters()];
    for (Segment segment : blueprint.segments()) {
      float[] values = values(file, contents, segment.name(), segment.shape());
      System.arraycopy(values, 0, parameters, segment.offset(), values.length);
    }
    requireNoOthers(file, contents, blueprint);
    return parameters;
  }

  /** The running statistics, as {@link #parameters}. */
  public static float[] statistics(Path file, Contents contents, Blueprint blueprint) {
    float[] statistics = new float[blueprint.statistics()];
    int at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      int channels = ((Operation.BatchNorm) node.operation()).channels();
      for (String kind : STATISTICS) {
        float[] values = values(file, contents, node.name() + kind, new int[] {channels});
        System.arraycopy(values, 0, statistics, at, channels);
        at += channels;
      }
    }
    return statistics;
  }

  /** A deeper network may have every array of this one and give other logits with them. */
  private static void requireNoOthers(Path file, Contents contents, Blueprint blueprint) {
    Set<String> others = new TreeSet<>(contents.tensors.keySet());
    blueprint.segments().forEach(segment -> others.remove(segment.name()));
    for (Blueprint.Node node : blueprint.batchNorms()) {
      STATISTICS.forEach(kind -> others.remove(node.name() + kind));
    }
    if (!others.isEmpty()) {
      throw new BadInput(
          file
              + " holds another architecture: "
              + others.size()
              + " of its arrays are unknown here, as "
              + others.iterator().next());
    }
  }

  private static float[] values(Path file, Contents contents, String name, int[] shape) {
    Tensor tensor = contents.tensors.get(name);
    if (tensor == null) {
      throw new BadInput(
          file
              + " holds another architecture: it has no "
              + name
              + " among "
              + contents.tensors.size()
              + " arrays"
              + (OnnxFile.isFolded(file, contents.tensors.keySet())
                  ? "; batch normalisation is folded into its convolutions: export it with"
                      + " dynamo=False and training=TrainingMode.PRESERVE, or save the state dict"
                  : ""));
    }
    if (!Arrays.equals(tensor.shape, shape)) {
      throw new BadInput(
          file
              + " holds another architecture: "
              + name
              + " has shape "
              + Arrays.toString(tensor.shape)
              + ", expected "
              + Arrays.toString(shape));
    }
    for (float value : tensor.values) {
      if (!Float.isFinite(value)) {
        throw new BadInput(
            file + ": " + name + " holds " + value + "; every number must be finite");
      }
    }
    return tensor.values;
  }
}
