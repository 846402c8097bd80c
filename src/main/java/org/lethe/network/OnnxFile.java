package org.lethe.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;

/**
 * Networks as <a href="https://onnx.ai">ONNX</a> graphs, which every inference engine runs. The
 * input {@code input} is {@code [n, c, h, w]} in [0, 1] (normalisation is part of the graph), the
 * outputs are {@code logits}, {@code [n, K]}, and {@code embedding}, {@code [n, d]}, the
 * penultimate layer. The initializers are the network's state dict and nothing else, so that
 * weights come back by their names.
 */
final class OnnxFile {
  static final String LOGITS = "logits";
  static final String EMBEDDING = "embedding";

  /** Every operator used here is the same from this set of operators on. */
  private static final int OPERATORS = 13;

  /** The version of the format that came with that set. */
  private static final int FORMAT = 7;

  private static final String BATCH = "n";

  /** What the operator reads, in its order. */
  private static final List<String> BATCH_NORM =
      List.of(".weight", ".bias", ".running_mean", ".running_var");

  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private final Blueprint blueprint;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");

  private OnnxFile(Blueprint blueprint) {
    this.blueprint = blueprint;
  }

  /**
   * Writes a network whole or not at all.
   *
   * @param parameters {@code [p]}, in the blueprint's order
   * @param statistics as {@link Network#statistics}
   */
  static void write(Path file, Blueprint blueprint, float[] parameters, float[] statistics)
      throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(FORMAT)
            .setProducerName("lethe")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
            .setGraph(
                new OnnxFile(blueprint).graph(SafeTensors.of(blueprint, parameters, statistics)))
            .build();
    AtomicFiles.write(file, model.toByteArray());
  }

  /**
   * The float32 initializers of any ONNX file, by name: the state dict of a network that was
   * exported without folding batch normalisation into its convolutions.
   *
   * @throws BadInput if it is no ONNX file, or keeps its numbers in files beside it
   */
  static Map<String, SafeTensors.Tensor> read(Path file) throws IOException {
    ModelProto model;
    byte[] bytes = Files.readAllBytes(file);
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (IOException e) {
      throw new BadInput(file + " is no whole ONNX file: " + e.getMessage(), e);
    }
    if (!model.hasGraph()) {
      throw new BadInput(file + " is no ONNX file: it has no graph");
    }
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getDataType() == FLOAT) {
        tensors.put(tensor.getName(), tensor(file, tensor));
      }
    }
    return tensors;
  }

  /** Whether a graph was made for inference: PyTorch's exporters leave no statistics then. */
  static boolean isFolded(Path file, Set<String> names) {
    return String.valueOf(file.getFileName()).endsWith(".onnx")
        && names.stream().noneMatch(name -> name.endsWith(".running_var"));
  }

  private static SafeTensors.Tensor tensor(Path file, TensorProto tensor) {
    if (tensor.getExternalDataCount() > 0) {
      throw new BadInput(
          file
              + ": "
              + tensor.getName()
              + " lies in a file beside it; export it with external_data=False");
    }
    int[] shape = tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values =
        new float[raw.hasRemaining() ? raw.remaining() / 4 : tensor.getFloatDataCount()];
    if (raw.hasRemaining()) {
      raw.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    try {
      return new SafeTensors.Tensor(shape, values);
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + ": " + tensor.getName() + " is damaged: " + e.getMessage(), e);
    }
  }

  private GraphProto graph(Map<String, SafeTensors.Tensor> state) {
    Shape input = blueprint.input();
    graph.addInput(value(Blueprint.INPUT, input.channels(), input.height(), input.width()));
    state.forEach((name, tensor) -> graph.addInitializer(numbers(name, tensor)));
    String normalised = normalised();
    for (Blueprint.Node node : blueprint.nodes()) {
      add(
          node,
          node.inputs().stream().map(n -> n.equals(Blueprint.INPUT) ? normalised : n).toList());
    }
    add("Identity", LOGITS, List.of(blueprint.head().name()));
    add("Flatten", EMBEDDING, List.of(blueprint.embedding()));
    graph.addOutput(value(LOGITS, blueprint.classes()));
    graph.addOutput(value(EMBEDDING, embeddings()));
    return graph.build();
  }

  /** (x − mean) / sd, its constants apart from the weights. */
  private String normalised() {
    Normalisation normalisation = blueprint.normalisation();
    int[] shape = {1, normalisation.mean().length, 1, 1};
    String mean = constant("normalisation.mean", shape, normalisation.mean());
    String sd = constant("normalisation.sd", shape, normalisation.sd());
    return add(
        "Div", "normalised", List.of(add("Sub", "centred", List.of(Blueprint.INPUT, mean)), sd));
  }

  /** d, the length of an embedding. */
  private int embeddings() {
    return blueprint.shape(blueprint.embedding()).size();
  }

  /** What a node computes; the last operator gives what has the node's name. */
  private void add(Blueprint.Node node, List<String> read) {
    String name = node.name();
    Operation operation = node.operation();
    if (operation instanceof Operation.Convolution conv) {
      add(
          "Conv",
          name,
          List.of(read.get(0), name + ".weight"),
          ints("kernel_shape", conv.kernel(), conv.kernel()),
          ints("strides", conv.stride(), conv.stride()),
          ints("pads", conv.padding(), conv.padding(), conv.padding(), conv.padding()));
    } else if (operation instanceof Operation.BatchNorm norm) {
      List<String> inputs = new ArrayList<>(read);
      BATCH_NORM.forEach(array -> inputs.add(name + array));
      String normed = norm.relu() ? name + ".normed" : name;
      add("BatchNormalization", normed, inputs, real("epsilon", Operation.BatchNorm.EPSILON));
      if (norm.relu()) {
        add("Relu", name, List.of(normed));
      }
    } else if (operation instanceof Operation.Relu) {
      add("Relu", name, read);
    } else if (operation instanceof Operation.AddRelu) {
      add("Relu", name, List.of(add("Add", name + ".sum", read)));
    } else if (operation instanceof Operation.MaxPool) {
      add("MaxPool", name, read, ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    } else if (operation instanceof Operation.GlobalAveragePool) {
      add("GlobalAveragePool", name, read);
    } else if (operation instanceof Operation.Linear) {
      String flat = add("Flatten", name + ".flat", read);
      add("Gemm", name, List.of(flat, name + ".weight", name + ".bias"), one("transB"));
    } else {
      throw new IllegalArgumentException("no operator for " + operation);
    }
  }

  /** Adds a node that is named as what it gives; gives that name. */
  private String add(String operator, String name, List<String> inputs, AttributeProto... more) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(more)));
    return name;
  }

  private String constant(String name, int[] shape, float[] values) {
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(numbers(name, new SafeTensors.Tensor(shape, values)))
            .build();
    return add("Constant", name, List.of(), value);
  }

  private static TensorProto numbers(String name, SafeTensors.Tensor tensor) {
    TensorProto.Builder built = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    for (int extent : tensor.shape()) {
      built.addDims(extent);
    }
    for (float value : tensor.values()) {
      built.addFloatData(value);
    }
    return built.build();
  }

  private static AttributeProto ints(String name, int... values) {
    AttributeProto.Builder built =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (int value : values) {
      built.addInts(value);
    }
    return built.build();
  }

  private static AttributeProto one(String name) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(1)
        .build();
  }

  private static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  /** An input or output of the graph, whose first extent is the number of examples. */
  private static ValueInfoProto value(String name, int... extents) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (int extent : extents) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
