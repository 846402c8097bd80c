package org.lethe.network.libtorch;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.lethe.dataset.Content;
import org.lethe.dataset.Crops;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.LogitLoss;
import org.lethe.network.Network;
import org.lethe.network.NotEnoughMemory;
import org.lethe.network.ParameterVector;

/** A network as libtorch's operations over one flat tensor of parameters. */
final class LibtorchNetwork implements Network {
  private final LibtorchEngine engine;
  private final Blueprint blueprint;
  private final LibtorchVector parameters;
  private final Tensor statistics;
  private final Layers layers;
  private final Map<Content.Pictures, DevicePictures> pictures = new HashMap<>();
  private Set<String> held = Set.of();

  /**
   * @param flat {@code [p]}; taken over
   * @param statistics in the order of {@link Blueprint#batchNorms}; taken over
   */
  LibtorchNetwork(LibtorchEngine engine, Blueprint blueprint, Tensor flat, Tensor statistics) {
    this.engine = engine;
    this.blueprint = blueprint;
    this.parameters = new LibtorchVector(flat, engine.natives(), false);
    this.statistics = statistics;
    this.layers = new Layers(blueprint, flat, statistics, engine.natives());
  }

  @Override
  public Blueprint blueprint() {
    return blueprint;
  }

  @Override
  public ParameterVector parameters() {
    return parameters;
  }

  @Override
  public float[] statistics() {
    return Tensors.toFloats(statistics);
  }

  @Override
  public void setStatistics(float[] values) {
    blueprint.requireStatistics(values);
    Tensors.scoped(
        () -> {
          statistics.copy_(Tensors.of(values, engine.natives(), values.length));
        });
  }

  @Override
  public float[] activations(String node, float[] inputs, int examples) {
    if (node.equals(Blueprint.INPUT)) {
      return Arrays.copyOf(inputs, examples * blueprint.input().size());
    }
    return activations(node, examples, () -> placed(inputs, examples));
  }

  @Override
  public float[] activations(String node, Batch batch) {
    if (node.equals(Blueprint.INPUT)) {
      return activations(node, batch.inputs(), batch.size());
    }
    return activations(node, batch.size(), () -> placed(batch));
  }

  private float[] activations(String node, int examples, Supplier<Tensor> inputs) {
    blueprint.node(node);
    engine.useThreads();
    GradMode.set_enabled(false);
    try {
      return pass(
          examples, () -> Tensors.toFloats(forward(node, inputs.get(), BatchNormMode.EVALUATION)));
    } finally {
      GradMode.set_enabled(true);
    }
  }

  @Override
  public double gradient(
      float[] inputs, int examples, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
    return gradient(examples, () -> placed(inputs, examples), loss, mode, gradient);
  }

  @Override
  public double gradient(
      Batch batch, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
    return gradient(batch.size(), () -> placed(batch), loss, mode, gradient);
  }

  private double gradient(
      int examples,
      Supplier<Tensor> inputs,
      LogitLoss loss,
      BatchNormMode mode,
      ParameterVector gradient) {
    Tensor flat = ((LibtorchVector) gradient).values();
    engine.useThreads();
    return pass(
        examples,
        () -> {
          Tensor logits = forward(blueprint.head().name(), inputs.get(), mode);
          Slope slope = slope(loss, logits, examples);
          layers.gather(back(logits, slope.byLogits, layers.parameters()), flat);
          return slope.loss;
        });
  }

  @Override
  public float[] inputGradient(float[] inputs, int examples, LogitLoss loss) {
    engine.useThreads();
    return pass(
        examples,
        () -> {
          Tensor batch = placed(inputs, examples);
          batch.set_requires_grad(true);
          Tensor logits = forward(blueprint.head().name(), batch, BatchNormMode.EVALUATION);
          Slope slope = slope(loss, logits, examples);
          return Tensors.toFloats(back(logits, slope.byLogits, new TensorVector(batch)).get(0));
        });
  }

  private static <T> T pass(int examples, Supplier<T> work) {
    return NotEnoughMemory.pass(examples, () -> Tensors.scoped(work));
  }

  /** A loss and its gradient by the logits, {@code [n, K]}. */
  private record Slope(double loss, Tensor byLogits) {}

  private Slope slope(LogitLoss loss, Tensor logits, int examples) {
    int classes = blueprint.classes();
    float[] gradient = new float[examples * classes];
    double value = loss.of(Tensors.toFloats(logits), examples, classes, gradient);
    return new Slope(value, Tensors.of(gradient, engine.natives(), examples, classes));
  }

  private static TensorVector back(Tensor logits, Tensor byLogits, TensorVector by) {
    return torch.grad(
        new TensorVector(logits),
        by,
        new TensorVector(byLogits),
        new BoolOptional(),
        /* create_graph= */ false,
        /* allow_unused= */ false);
  }

  /** In float32 whatever the precision, so that losses are. */
  private Tensor forward(String node, Tensor batch, BatchNormMode mode) {
    engine.beginAutocast();
    Tensor output;
    try {
      output = layers.forward(node, batch, mode == BatchNormMode.TRAIN, held);
    } finally {
      engine.endAutocast();
    }
    return output.to(torch.ScalarType.Float);
  }

  private Tensor placed(Batch batch) {
    Optional<Crops> crops = batch.crops().filter(of -> engine.keepsPictures());
    return crops.isPresent()
        ? pictures.computeIfAbsent(crops.get().pictures(), this::shared).batch(crops.get())
        : placed(batch.inputs(), batch.size());
  }

  private DevicePictures shared(Content.Pictures of) {
    return DevicePictures.acquire(of, engine.natives());
  }

  private Tensor placed(float[] inputs, int examples) {
    return blueprint.input().isPicture()
        ? Tensors.of(
            inputs,
            engine.natives(),
            examples,
            blueprint.input().channels(),
            blueprint.input().height(),
            blueprint.input().width())
        : Tensors.of(inputs, engine.natives(), examples, blueprint.input().size());
  }

  @Override
  public void holdStatistics(Set<String> nodes) {
    held = Set.copyOf(nodes);
  }

  @Override
  public Network copy() {
    return new LibtorchNetwork(
        engine,
        blueprint,
        Tensors.kept(parameters.values()::clone),
        Tensors.kept(statistics::clone));
  }

  @Override
  public void close() {
    pictures.values().forEach(DevicePictures::release);
    pictures.clear();
    layers.close();
    parameters.values().close();
    statistics.close();
  }

  @Override
  public String toString() {
    return "LibtorchNetwork" + Map.of("parameters", blueprint.parameters());
  }
}
