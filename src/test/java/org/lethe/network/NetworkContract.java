package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;

/**
 * What every engine's networks must do, held against naive loops in double and against PyTorch. It
 * guards against gradients of the wrong mode, parameters in the wrong order, running statistics
 * that move when they must not, and copies that share.
 */
public abstract class NetworkContract {
  private static final int EXAMPLES = 6;

  /** The engine under test. */
  protected abstract Engine engine();

  /** Small networks of every architecture: naive loops have to keep up. */
  static List<Blueprint> blueprints() {
    Shape picture = new Shape(3, 8, 8);
    return List.of(
        new Mlp(List.of(5)).blueprint(new Shape(4, 1, 1), 3),
        new Mlp(List.of()).blueprint(picture, 3),
        new SmallCnn(2, 6).blueprint(picture, 4),
        ResNet18.residual("tiny", picture, 4, 1, 2, 4, 6));
  }

  private static float[] inputs(Blueprint blueprint, int examples) {
    UniformRandomProvider random = new Seed(3).random();
    float[] inputs = new float[examples * blueprint.input().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    return inputs;
  }

  /** Parameters and statistics away from their initial ones and zeros. */
  private static float[] parameters(Blueprint blueprint) {
    float[] values = blueprint.initial(new Seed(5));
    UniformRandomProvider random = new Seed(6).random();
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.2f * (random.nextFloat() - 0.5f);
    }
    return values;
  }

  private static float[] statistics(Blueprint blueprint) {
    float[] values = blueprint.initialStatistics();
    UniformRandomProvider random = new Seed(7).random();
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.3f * random.nextFloat();
    }
    return values;
  }

  private Network network(Blueprint blueprint) {
    return engine().network(blueprint, parameters(blueprint), statistics(blueprint));
  }

  private static Network reference(Blueprint blueprint) {
    return new ReferenceEngine().network(blueprint, parameters(blueprint), statistics(blueprint));
  }

  private static int[] labels(Blueprint blueprint) {
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = i % blueprint.classes();
    }
    return labels;
  }

  private static void assertClose(float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double scale = 0;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * Math.max(scale, 1e-6), "at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void statisticsOfAnotherNetworkAreRefused(Blueprint blueprint) {
    try (Network network = network(blueprint)) {
      float[] before = network.statistics();
      float[] others = new float[before.length + 1];
      assertThrows(IllegalArgumentException.class, () -> network.setStatistics(others));
      assertArrayEquals(before, network.statistics());
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void logitsAndEmbeddingsAgreeWithNaiveLoops(Blueprint blueprint) {
    float[] inputs = inputs(blueprint, EXAMPLES);
    try (Network network = network(blueprint);
        Network reference = reference(blueprint)) {
      assertClose(reference.logits(inputs, EXAMPLES), network.logits(inputs, EXAMPLES), 1e-4);
      assertClose(
          reference.activations(blueprint.embedding(), inputs, EXAMPLES),
          network.activations(blueprint.embedding(), inputs, EXAMPLES),
          1e-4);
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void gradientsAndRunningStatisticsAgreeWithNaiveLoopsInBothModes(Blueprint blueprint) {
    float[] inputs = inputs(blueprint, EXAMPLES);
    LogitLoss loss = Losses.crossEntropy(labels(blueprint));
    for (BatchNormMode mode : BatchNormMode.values()) {
      try (Network network = network(blueprint);
          Network reference = reference(blueprint);
          ParameterVector gradient = network.parameters().zeros();
          ParameterVector expected = reference.parameters().zeros()) {
        double expectedLoss = reference.gradient(inputs, EXAMPLES, loss, mode, expected);
        double actualLoss = network.gradient(inputs, EXAMPLES, loss, mode, gradient);

        assertEquals(expectedLoss, actualLoss, 1e-4 * Math.abs(expectedLoss), mode.toString());
        assertClose(expected.toArray(), gradient.toArray(), 1e-3);
        assertClose(reference.statistics(), network.statistics(), 1e-5);
        assertArrayEquals(parameters(blueprint), network.parameters().toArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void inputGradientsAgreeWithNaiveLoops(Blueprint blueprint) {
    float[] inputs = inputs(blueprint, EXAMPLES);
    LogitLoss loss = Losses.crossEntropy(labels(blueprint));
    try (Network network = network(blueprint);
        Network reference = reference(blueprint)) {
      assertClose(
          reference.inputGradient(inputs, EXAMPLES, loss),
          network.inputGradient(inputs, EXAMPLES, loss),
          1e-3);
      assertArrayEquals(statistics(blueprint), network.statistics());
    }
  }

  /** Central differences of the loss itself: the naive loops could be wrong in the same way. */
  @ParameterizedTest
  @EnumSource(BatchNormMode.class)
  void gradientsAreTheSlopeOfTheLoss(BatchNormMode mode) {
    for (Blueprint blueprint : blueprints()) {
      float[] inputs = inputs(blueprint, EXAMPLES);
      LogitLoss loss = Losses.crossEntropy(labels(blueprint));
      try (Network network = network(blueprint);
          ParameterVector gradient = network.parameters().zeros();
          ParameterVector ignored = network.parameters().zeros()) {
        network.gradient(inputs, EXAMPLES, loss, mode, gradient);
        float[] slope = gradient.toArray();
        float[] start = parameters(blueprint);
        // Along the gradient itself, where single precision can see a difference.
        double norm = Math.sqrt(gradient.dot(gradient));
        double step = 3e-4 / norm;
        double[] side = new double[2];
        for (int sign = 0; sign < 2; sign++) {
          float[] moved = start.clone();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) ((sign == 0 ? -1 : 1) * step * slope[i]);
          }
          network.setStatistics(statistics(blueprint));
          network.parameters().set(moved);
          side[sign] = network.gradient(inputs, EXAMPLES, loss, mode, ignored);
        }
        assertEquals(
            norm, (side[1] - side[0]) / (2 * step * norm), 0.02 * norm, "p=" + start.length);
      }
    }
  }

  static Stream<JsonNode> pyTorchNetworks() {
    return StreamSupport.stream(
        PyTorchFixtures.read("networks").get("networks").spliterator(), false);
  }

  private static Blueprint sameAs(JsonNode pyTorch) {
    Shape picture = new Shape(3, 8, 8);
    Blueprint blueprint =
        pyTorch.get("network").asText().equals("small-cnn")
            ? new SmallCnn(4, 8).blueprint(picture, 4)
            : new ResNet20().blueprint(picture, 10);
    assertEquals(pyTorch.get("parameters").asInt(), blueprint.parameters());
    return blueprint;
  }

  /** Its length, and its product with fixed numbers, which tells a wrong order. */
  private static void assertLike(JsonNode expected, float[] actual, int from, int to, String what) {
    double square = 0;
    double along = 0;
    for (int i = from; i < to; i++) {
      square += (double) actual[i] * actual[i];
      along += actual[i] * PyTorchFixtures.number(PyTorchFixtures.DIRECTION, i);
    }
    double length = expected.get("length").asDouble();
    assertEquals(length, Math.sqrt(square), 1e-4 * length, what);
    assertEquals(expected.get("along").asDouble(), along, 1e-3 * length, what);
  }

  @ParameterizedTest
  @MethodSource("pyTorchNetworks")
  void agreesWithPyTorch(JsonNode pyTorch) {
    Blueprint blueprint = sameAs(pyTorch);
    float[] pictures = PyTorchFixtures.pictures(blueprint, EXAMPLES);
    LogitLoss loss = Losses.crossEntropy(labels(blueprint));
    try (Network network =
            engine()
                .network(
                    blueprint,
                    PyTorchFixtures.parameters(blueprint),
                    PyTorchFixtures.statistics(blueprint));
        ParameterVector gradient = network.parameters().zeros()) {
      double[] logits = PyTorchFixtures.doubles(pyTorch.get("logits"));
      float[] expected = new float[logits.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (float) logits[i];
      }
      assertClose(expected, network.logits(pictures, EXAMPLES), 1e-4);
      // Evaluation first: it leaves the statistics as they are.
      for (BatchNormMode mode : List.of(BatchNormMode.EVALUATION, BatchNormMode.TRAIN)) {
        JsonNode passed = pyTorch.get("modes").get(mode.name());
        double value = network.gradient(pictures, EXAMPLES, loss, mode, gradient);
        assertEquals(passed.get("loss").asDouble(), value, 1e-4 * value, mode.name());
        float[] slope = gradient.toArray();
        for (int i = 0; i < blueprint.segments().size(); i++) {
          Segment segment = blueprint.segments().get(i);
          int to = segment.offset() + segment.length();
          String what = mode + " " + segment.name();
          assertLike(passed.get("segments").get(i), slope, segment.offset(), to, what);
        }
        float[] statistics = network.statistics();
        assertLike(passed.get("statistics"), statistics, 0, statistics.length, mode.name());
        if (mode == BatchNormMode.EVALUATION) {
          float[] byInput = network.inputGradient(pictures, EXAMPLES, loss);
          assertLike(passed.get("inputs"), byInput, 0, byInput.length, "inputs");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void heldStatisticsStayAndAreWhatIsUsed(Blueprint blueprint) {
    float[] inputs = inputs(blueprint, EXAMPLES);
    LogitLoss loss = Losses.crossEntropy(labels(blueprint));
    try (Network network = network(blueprint);
        ParameterVector train = network.parameters().zeros();
        ParameterVector evaluation = network.parameters().zeros()) {
      network.gradient(inputs, EXAMPLES, loss, BatchNormMode.EVALUATION, evaluation);
      network.holdStatistics(
          Set.copyOf(blueprint.batchNorms().stream().map(Blueprint.Node::name).toList()));
      network.gradient(inputs, EXAMPLES, loss, BatchNormMode.TRAIN, train);

      assertArrayEquals(statistics(blueprint), network.statistics());
      assertArrayEquals(evaluation.toArray(), train.toArray());

      network.holdStatistics(Set.of());
      network.gradient(inputs, EXAMPLES, loss, BatchNormMode.TRAIN, train);
      assertEquals(
          blueprint.batchNorms().isEmpty(),
          Arrays.equals(statistics(blueprint), network.statistics()));
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void equalStepsGiveEqualBitsAndACopyIsOnItsOwn(Blueprint blueprint) {
    float[] inputs = inputs(blueprint, EXAMPLES);
    int[] labels = labels(blueprint);
    Batch batch = new Batch(inputs, labels, labels);
    try (Network network = network(blueprint);
        Network copy = network.copy()) {
      float[] before = copy.logits(inputs, EXAMPLES);
      float[] one = threeSteps(network, batch);
      assertArrayEquals(before, copy.logits(inputs, EXAMPLES));
      assertFalse(Arrays.equals(before, network.logits(inputs, EXAMPLES)));
      float[] other = threeSteps(copy, batch);
      assertArrayEquals(one, other);
      assertArrayEquals(network.statistics(), copy.statistics());
    }
  }

  private static float[] threeSteps(Network network, Batch batch) {
    try (Descent descent = new Descent(network, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      for (int i = 0; i < 3; i++) {
        descent.step(batch, Losses.crossEntropy(batch.labels()), BatchNormMode.TRAIN, 0.05);
      }
    }
    return network.parameters().toArray();
  }

  @Test
  void shortAndLongBatchesGiveTheSameRows() {
    Blueprint blueprint = new SmallCnn(2, 6).blueprint(new Shape(3, 8, 8), 4);
    float[] inputs = inputs(blueprint, EXAMPLES);
    try (Network network = network(blueprint)) {
      float[] all = network.logits(inputs, EXAMPLES);
      float[] first = network.logits(Arrays.copyOf(inputs, 2 * blueprint.input().size()), 2);
      assertClose(Arrays.copyOf(all, first.length), first, 1e-5);
    }
  }

  @Test
  void vectorsDoTheirAlgebra() {
    Blueprint blueprint = new Mlp(List.of()).blueprint(new Shape(1, 1, 1), 2);
    try (Network network = network(blueprint)) {
      ParameterVector a = network.parameters().zeros().set(new float[] {1, -2, 0, 4});
      ParameterVector b = network.parameters().zeros().set(new float[] {2, 2, 3, 4});
      ParameterVector mask = network.parameters().zeros().set(new float[] {1, 0, 0, 1});

      assertArrayEquals(new float[] {2, -1, 1.5f, 6}, a.copy().add(0.5, b).toArray());
      assertArrayEquals(new float[] {3, 0, 3, 8}, a.copy().add(1, b).toArray());
      assertArrayEquals(new float[] {2, -1, 1, 5}, a.copy().add(1).toArray());
      assertArrayEquals(new float[] {3, -6, 0, 12}, a.copy().scale(3).toArray());
      assertArrayEquals(new float[] {2, -4, 0, 16}, a.copy().multiply(b).toArray());
      assertArrayEquals(new float[] {0.5f, -1, 0, 1}, a.copy().divide(b).toArray());
      assertArrayEquals(new float[] {1, 2, 0, 4}, a.copy().abs().toArray());
      assertArrayEquals(new float[] {1, -1, 0, 1}, a.copy().sign().toArray());
      assertArrayEquals(new float[] {1, 0, 0, 2}, a.copy().atLeast(0).sqrt().toArray());
      assertArrayEquals(new float[] {1, -2, 0, 1}, a.copy().atMost(1).toArray());
      assertArrayEquals(new float[] {0, 0, 0, 0}, a.copy().exceeds(b).toArray());
      assertArrayEquals(new float[] {1, 1, 1, 0}, b.copy().exceeds(a).toArray());
      assertArrayEquals(new float[] {1, 2, 3, 4}, a.copy().blend(mask, b).toArray());
      assertArrayEquals(new float[] {7, 7, 7, 7}, a.copy().fill(7).toArray());
      assertArrayEquals(b.toArray(), a.copy().set(b).toArray());
      assertEquals(2 - 4 + 16, a.dot(b), 1e-6);
      assertEquals(0, a.copy().abs().smallest(1));
      assertEquals(2, a.copy().abs().smallest(3));
      assertEquals(2, b.smallest(2), "of equals one counts after the other");
      assertEquals(4, b.smallest(4));
      assertThrows(IllegalArgumentException.class, () -> a.smallest(1), "−2 has no rank here");
      assertThrows(IllegalArgumentException.class, () -> b.smallest(0));
      assertThrows(IllegalArgumentException.class, () -> b.smallest(5));
      assertEquals(4, a.length());
      assertArrayEquals(new float[] {1, -2, 0, 4}, a.toArray(), "copies are copies");
      assertThrows(IllegalArgumentException.class, () -> a.set(new float[3]));
    }
  }

  @Test
  void theParametersAreLive() {
    Blueprint blueprint = new Mlp(List.of()).blueprint(new Shape(2, 1, 1), 2);
    try (Network network = network(blueprint)) {
      network.parameters().fill(0);
      assertArrayEquals(new float[4], network.logits(new float[] {1, 2, 3, 4}, 2));
    }
  }

  @Test
  void anUnknownLayerIsRefusedWithTheKnownOnes() {
    Blueprint blueprint = new Mlp(List.of(5)).blueprint(new Shape(4, 1, 1), 3);
    try (Network network = network(blueprint)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> network.activations("layer9", new float[4], 1));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("layer9"), message);
      assertTrue(message.contains("linear1"), message);
    }
  }
}
