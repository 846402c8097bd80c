package org.lethe.unlearn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Checkpoints;
import org.lethe.network.Engine;
import org.lethe.network.LogitLoss;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Recipe;
import org.lethe.network.ReferenceVector;
import org.lethe.network.Samples;
import org.lethe.network.Schedule;
import org.lethe.network.Shape;

/**
 * Fixture L of docs/decisions/targets.md, small enough to be worked by hand: p(y = 1) = σ(w·x) with
 * two parameters and no bias, as a network with the logits (0, w·x). Forget: (1, 2) → 1, (2, −1) →
 * 0; retain: (1, 0) → 1, (0, 1) → 0, (−1, 1) → 0; w₀ = (0.5, −1).
 *
 * <p>In double it is computed here, and since logits cross the seam in single precision, numbers
 * agree to {@link #TOLERANCE}. On an engine the two parameters are a vector of that engine, and
 * what they give is computed by a linear layer of it, with the rows 0 and w and no bias.
 */
final class FixtureL implements Network {
  static final double TOLERANCE = 1e-7;

  private static final Samples ALL =
      samples(new float[] {1, 2, 2, -1, 1, 0, 0, 1, -1, 1}, 1, 0, 1, 0, 0);
  static final Samples FORGET = ALL.select(new int[] {0, 1});
  static final Samples RETAIN = ALL.select(new int[] {2, 3, 4});

  private static final Blueprint BLUEPRINT = new Mlp(List.of()).blueprint(new Shape(2, 1, 1), 2);

  private final FixtureEngine by;
  private final ParameterVector parameters;
  private final List<float[]> seen;

  /** On an engine. */
  private final Optional<Network> layer;

  /** The inputs of every gradient are written to a list that copies share. */
  private FixtureL(FixtureEngine by, ParameterVector parameters, List<float[]> seen) {
    this.by = by;
    this.parameters = parameters;
    this.seen = seen;
    this.layer =
        by == FixtureEngine.REFERENCE
            ? Optional.empty()
            : Optional.of(by.engine().network(BLUEPRINT, new float[6], new float[0]));
  }

  /** At some parameters, on an engine. */
  static FixtureL at(FixtureEngine by, double... parameters) {
    return new FixtureL(by, by.vector(parameters), new ArrayList<>());
  }

  /** The original at some parameters, in double. */
  static FixtureL at(double... parameters) {
    return at(FixtureEngine.REFERENCE, parameters);
  }

  /** The original of the fixture, in double. */
  static FixtureL original() {
    return at(0.5, -1);
  }

  /** Pairs of numbers. */
  static Samples samples(float[] inputs, int... labels) {
    int[] rows = new int[labels.length];
    Arrays.setAll(rows, i -> i);
    Content content = new Content.Numbers(new DenseFeatures(inputs, labels.length, 2));
    return new Samples(content, rows, labels);
  }

  /** Fixture L as a task. */
  static Unlearning task() {
    return task(original(), FORGET, RETAIN, new Seed(1));
  }

  static Unlearning task(Network original, Samples forget, Samples retain, Seed seed) {
    return new Unlearning(
        ENGINE,
        original,
        forget,
        retain,
        Optional.empty(),
        new Recipe(1, 8, 0.1, 0, 0, new Schedule.Constant(), Augmentation.NONE),
        new Seed(7),
        seed,
        Checkpoints.NONE,
        new Phases());
  }

  /** Builds the original, whatever it is asked for. */
  static final Engine ENGINE =
      new Engine() {
        @Override
        public String name() {
          return "fixture";
        }

        @Override
        public List<String> description() {
          return List.of("two parameters");
        }

        @Override
        public void setThreads(int threads) {
          // one it is
        }

        @Override
        public Network network(Blueprint blueprint, float[] parameters, float[] statistics) {
          return original();
        }
      };

  /** Full batches of an unlearner's descent at some rate, as the fixture's numbers are made. */
  static Descents full(int epochs, double learningRate, double momentum, double decay) {
    return new Descents(epochs, 8, learningRate, momentum, decay, Augmentation.NONE);
  }

  /** The parameters after a method, in double. */
  static double[] after(Unlearner method, Unlearning task) {
    try (Network network = method.unlearn(task)) {
      return FixtureEngine.values(network.parameters());
    }
  }

  /** Inputs of all gradients of this network and its copies so far, in their order. */
  List<float[]> seen() {
    return seen;
  }

  @Override
  public Blueprint blueprint() {
    return BLUEPRINT;
  }

  @Override
  public ParameterVector parameters() {
    return parameters;
  }

  @Override
  public float[] statistics() {
    return new float[0];
  }

  @Override
  public void setStatistics(float[] statistics) {
    // there are none
  }

  @Override
  public float[] logits(float[] inputs, int examples) {
    return layer
        .map(linear -> atTheParameters(linear).logits(inputs, examples))
        .orElseGet(() -> computed(inputs, examples));
  }

  /** The layer with the rows 0 and w. */
  private Network atTheParameters(Network linear) {
    float[] w = parameters.toArray();
    linear.parameters().set(new float[] {0, 0, w[0], w[1], 0, 0});
    return linear;
  }

  private float[] computed(float[] inputs, int examples) {
    double[] w = FixtureEngine.values(parameters);
    float[] logits = new float[2 * examples];
    for (int i = 0; i < examples; i++) {
      logits[2 * i + 1] = (float) (w[0] * inputs[2 * i] + w[1] * inputs[2 * i + 1]);
    }
    return logits;
  }

  @Override
  public float[] activations(String node, float[] inputs, int examples) {
    BLUEPRINT.node(node);
    return logits(inputs, examples);
  }

  @Override
  public double gradient(
      float[] inputs, int examples, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
    seen.add(Arrays.copyOf(inputs, 2 * examples));
    if (layer.isPresent()) {
      Network linear = atTheParameters(layer.get());
      try (ParameterVector all = linear.parameters().zeros()) {
        double value = linear.gradient(inputs, examples, loss, mode, all);
        gradient.set(Arrays.copyOfRange(all.toArray(), 2, 4));
        return value;
      }
    }
    float[] byLogit = new float[2 * examples];
    double value = loss.of(logits(inputs, examples), examples, 2, byLogit);
    double[] sum = ((ReferenceVector) gradient).values();
    Arrays.fill(sum, 0);
    for (int i = 0; i < examples; i++) {
      sum[0] += byLogit[2 * i + 1] * inputs[2 * i];
      sum[1] += byLogit[2 * i + 1] * inputs[2 * i + 1];
    }
    return value;
  }

  @Override
  public float[] inputGradient(float[] inputs, int examples, LogitLoss loss) {
    if (layer.isPresent()) {
      return atTheParameters(layer.get()).inputGradient(inputs, examples, loss);
    }
    double[] w = FixtureEngine.values(parameters);
    float[] byLogit = new float[2 * examples];
    loss.of(logits(inputs, examples), examples, 2, byLogit);
    float[] gradient = new float[2 * examples];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (byLogit[i / 2 * 2 + 1] * w[i % 2]);
    }
    return gradient;
  }

  @Override
  public void holdStatistics(Set<String> nodes) {
    // there are none
  }

  @Override
  public FixtureL copy() {
    return new FixtureL(by, parameters.copy(), seen);
  }

  @Override
  public void close() {
    parameters.close();
    layer.ifPresent(Network::close);
  }
}
