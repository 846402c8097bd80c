package org.lethe.network.libtorch;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.lethe.dataset.Content;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Gathering;
import org.lethe.network.LogitLoss;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.NotEnoughMemory;
import org.lethe.network.ParameterVector;
import org.lethe.network.Slopes;

/** A network as libtorch's operations over one flat tensor of parameters. */
final class LibtorchNetwork implements Network {
  private final LibtorchEngine engine;
  private final Blueprint blueprint;
  private final LibtorchVector parameters;
  private final Tensor statistics;
  private final Layers layers;
  private final Map<Content.Pictures, Optional<DevicePictures>> pictures = new HashMap<>();
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
    return ask(node, examples, () -> placed(inputs, examples), Tensors::toFloats);
  }

  @Override
  public float[] activations(String node, Batch batch) {
    if (node.equals(Blueprint.INPUT)) {
      return activations(node, batch.inputs(), batch.size());
    }
    return ask(node, batch.size(), () -> placed(batch), Tensors::toFloats);
  }

  @Override
  public Gathering gathering(String node, float[] into) {
    return engine.isApart() && !node.equals(Blueprint.INPUT)
        ? new DeviceGathering(batch -> output(node, batch), into)
        : Network.super.gathering(node, into);
  }

  /** What a node gives for a batch, left on the device; kept, to be closed by whoever asks. */
  private Tensor output(String node, Batch batch) {
    return ask(
        node,
        batch.size(),
        () -> placed(batch),
        output -> {
          output.retainReference();
          return output;
        });
  }

  private <T> T ask(
      String node, int examples, Supplier<Tensor> inputs, Function<Tensor, T> answer) {
    blueprint.node(node);
    engine.useThreads();
    GradMode.set_enabled(false);
    try {
      return pass(
          examples, () -> answer.apply(forward(node, inputs.get(), BatchNormMode.EVALUATION)));
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
    return gradient(
            examples,
            inputs,
            logits -> slope(loss, Tensors.toFloats(logits), examples),
            mode,
            gradient)
        .loss;
  }

  /**
   * The gradient of a loss that is computed where the logits are.
   *
   * @return the loss, of rank 0; kept, to be closed by whoever asks
   */
  Tensor gradient(
      Batch batch, Losses.CrossEntropy loss, BatchNormMode mode, ParameterVector gradient) {
    return gradient(
            batch.size(),
            () -> placed(batch),
            logits -> DeviceSlope.of(loss, logits, engine.natives()),
            mode,
            gradient)
        .loss;
  }

  private <S extends ByLogits> S gradient(
      int examples,
      Supplier<Tensor> inputs,
      Function<Tensor, S> loss,
      BatchNormMode mode,
      ParameterVector gradient) {
    Tensor flat = ((LibtorchVector) gradient).values();
    engine.useThreads();
    return pass(
        examples,
        () -> {
          Tensor logits = forward(blueprint.head().name(), inputs.get(), mode);
          S slope = loss.apply(logits);
          layers.gather(back(logits, slope.byLogits(), layers.parameters()), flat);
          return slope;
        });
  }

  @Override
  public Slopes slopes() {
    return engine.isApart() ? new DeviceSlopes(this) : Network.super.slopes();
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
          Slope slope = slope(loss, Tensors.toFloats(logits), examples);
          return Tensors.toFloats(back(logits, slope.byLogits, new TensorVector(batch)).get(0));
        });
  }

  private static <T> T pass(int examples, Supplier<T> work) {
    return NotEnoughMemory.pass(examples, () -> Tensors.scoped(work));
  }

  /** The gradient of a loss by the logits, {@code [n, K]}. */
  private interface ByLogits {
    Tensor byLogits();
  }

  /** Of a loss that is a function of Java's arrays. */
  private record Slope(double loss, Tensor byLogits) implements ByLogits {}

  private Slope slope(LogitLoss loss, float[] logits, int examples) {
    int classes = blueprint.classes();
    float[] gradient = new float[examples * classes];
    double value = loss.of(logits, examples, classes, gradient);
    return new Slope(value, Tensors.of(gradient, engine.natives(), examples, classes));
  }

  /** Of a loss that stays on the device, in double as {@link Losses} has it. */
  private record DeviceSlope(Tensor loss, Tensor byLogits) implements ByLogits {
    static DeviceSlope of(Losses.CrossEntropy entropy, Tensor logits, Natives natives) {
      int n = entropy.labels().length;
      int classes = (int) logits.size(1);
      long[] labels = new long[n];
      for (int i = 0; i < n; i++) {
        // here, for after an index that is none a card answers nobody in this process any more
        labels[i] = Objects.checkIndex(entropy.labels()[i], classes);
      }
      Tensor right = Tensors.of(labels, natives, n, 1);
      Tensor z = logits.detach().to(torch.ScalarType.Double);
      Tensor p = torch.softmax(z, 1);
      Tensor truth = torch.zeros_like(p).scatter_(1, right, new Scalar(1.0));
      Tensor loss = torch.log_softmax(z, 1).gather(1, right).mean().neg();
      loss.retainReference();
      return new DeviceSlope(
          loss, p.sub(truth).div(new Scalar((double) n)).to(torch.ScalarType.Float));
    }
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
    return batch
        .crops()
        .filter(crops -> engine.isApart())
        .flatMap(crops -> shared(crops.pictures()).map(there -> there.batch(crops)))
        .orElseGet(() -> placed(batch.inputs(), batch.size()));
  }

  /** The pictures on the device; nothing where it has no room for them, asked once. */
  private Optional<DevicePictures> shared(Content.Pictures of) {
    return pictures.computeIfAbsent(
        of, all -> DevicePictures.acquire(all, engine.natives(), engine::hasRoomFor));
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
    pictures.values().forEach(there -> there.ifPresent(DevicePictures::release));
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
