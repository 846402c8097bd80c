package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.network.Adam;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Engine;
import org.lethe.network.Engines;
import org.lethe.network.LogitLoss;
import org.lethe.network.Losses;
import org.lethe.network.Mask;
import org.lethe.network.MaskPolicy;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.Optimiser;
import org.lethe.network.ParameterVector;
import org.lethe.network.ResNet18;
import org.lethe.network.ResNet20;
import org.lethe.network.Sgd;
import org.lethe.network.Shape;
import org.lethe.network.SmallCnn;

/**
 * The same weights in Deeplearning4j and in libtorch: outputs, gradients of each loss in each mode,
 * and a step under each mask policy. Guards against two engines of one name that answer differently
 * where the naive loops are too slow to look: whole networks.
 */
@Tag("full")
class EnginesDiffTest {
  private static final int EXAMPLES = 4;
  private static final int CLASSES = 10;
  private static final Engine DL4J = Engines.get("dl4j");
  private static final Engine LIBTORCH = Engines.get("libtorch");

  static List<Blueprint> blueprints() {
    Shape picture = new Shape(3, 16, 16);
    return List.of(
        new Mlp(List.of(32, 16)).blueprint(picture, CLASSES),
        new SmallCnn(8, 32).blueprint(picture, CLASSES),
        new ResNet20().blueprint(new Shape(3, 8, 8), CLASSES),
        new ResNet18().blueprint(picture, CLASSES));
  }

  private static float[] inputs(Blueprint blueprint) {
    UniformRandomProvider random = new Seed(3).random();
    float[] inputs = new float[EXAMPLES * blueprint.input().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    return inputs;
  }

  private static int[] labels() {
    int[] labels = new int[EXAMPLES];
    Arrays.setAll(labels, i -> i % CLASSES);
    return labels;
  }

  /**
   * |a − b| relative to |a|, for whole networks have a rectifier or two at zero, up to the last
   * bits: there the derivative is what either engine's rounding makes it, and few entries tell.
   */
  private static void assertNear(float[] a, float[] b, double tolerance, String what) {
    assertEquals(a.length, b.length, what);
    double apart = 0;
    double length = 1e-30;
    for (int i = 0; i < a.length; i++) {
      apart += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      length += (double) a[i] * a[i];
    }
    double relative = Math.sqrt(apart / length);
    assertTrue(relative <= tolerance, what + ": " + relative);
  }

  private static Map<String, LogitLoss> losses() {
    float[] soft = new float[EXAMPLES * CLASSES];
    float[] teacher = new float[EXAMPLES * CLASSES];
    for (int i = 0; i < soft.length; i++) {
      soft[i] = 1f / CLASSES;
      teacher[i] = (i * 7 % 11) / 5f - 1;
    }
    Map<String, LogitLoss> losses = new LinkedHashMap<>();
    losses.put("cross-entropy", Losses.crossEntropy(labels()));
    losses.put("soft labels", Losses.crossEntropy(soft));
    losses.put("distillation", Losses.distillation(teacher, CLASSES, 2));
    losses.put("squared norm", Losses.squaredNorm());
    losses.put(
        "sum",
        Losses.sum(
            Losses.scaled(-0.3, Losses.crossEntropy(labels())),
            Losses.distillation(teacher, CLASSES, 1)));
    return losses;
  }

  @Test
  void untrainedNetworksHaveTheSameParameters() {
    Blueprint blueprint = new ResNet20().blueprint(new Shape(3, 16, 16), CLASSES);
    try (Network one = DL4J.network(blueprint, new Seed(9));
        Network other = LIBTORCH.network(blueprint, new Seed(9))) {
      assertArrayEquals(one.parameters().toArray(), other.parameters().toArray());
      assertArrayEquals(one.statistics(), other.statistics());
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void outputsAndGradientsAgree(Blueprint blueprint) {
    float[] inputs = inputs(blueprint);
    try (Network one = DL4J.network(blueprint, new Seed(9));
        Network other = LIBTORCH.network(blueprint, new Seed(9));
        ParameterVector expected = one.parameters().zeros();
        ParameterVector actual = other.parameters().zeros()) {
      assertNear(one.logits(inputs, EXAMPLES), other.logits(inputs, EXAMPLES), 1e-4, "logits");
      assertNear(
          one.activations(blueprint.embedding(), inputs, EXAMPLES),
          other.activations(blueprint.embedding(), inputs, EXAMPLES),
          1e-4,
          "embeddings");
      losses()
          .forEach(
              (name, loss) -> {
                for (BatchNormMode mode : BatchNormMode.values()) {
                  one.setStatistics(blueprint.initialStatistics());
                  other.setStatistics(blueprint.initialStatistics());
                  double a = one.gradient(inputs, EXAMPLES, loss, mode, expected);
                  double b = other.gradient(inputs, EXAMPLES, loss, mode, actual);
                  String what = name + " " + mode;
                  assertEquals(a, b, 1e-4 * Math.max(1e-3, Math.abs(a)), what);
                  assertNear(expected.toArray(), actual.toArray(), 1e-3, what);
                  assertNear(one.statistics(), other.statistics(), 1e-5, what + " statistics");
                }
                assertNear(
                    one.inputGradient(inputs, EXAMPLES, loss),
                    other.inputGradient(inputs, EXAMPLES, loss),
                    1e-3,
                    name + " by inputs");
              });
    }
  }

  /** Where parameters are after a step, as the way they went. */
  private static float[] moved(
      Engine engine, Blueprint blueprint, Optimiser by, MaskPolicy policy) {
    Batch batch = new Batch(inputs(blueprint), labels(), labels());
    Mask mask = Mask.random(blueprint.parameters(), 0.5, new Seed(4));
    try (Network network = engine.network(blueprint, new Seed(9));
        ParameterVector start = network.parameters().copy();
        ParameterVector masks = network.parameters().zeros().set(mask.toArray());
        Descent descent = new Descent(network, by, policy.of(masks, start))) {
      descent.step(batch, Losses.crossEntropy(labels()), BatchNormMode.TRAIN, 0.01);
      float[] way = network.parameters().add(-1, start).toArray();
      if (policy == MaskPolicy.HARD_FREEZE) {
        for (int i = 0; i < way.length; i++) {
          assertTrue(mask.bits().get(i) || way[i] == 0, "a frozen parameter moved");
        }
      }
      return way;
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aStepUnderEachMaskPolicyIsTheSame(MaskPolicy policy) {
    Blueprint blueprint = new SmallCnn(8, 32).blueprint(new Shape(3, 16, 16), CLASSES);
    assertNear(
        moved(DL4J, blueprint, new Sgd(0.9, 5e-4), policy),
        moved(LIBTORCH, blueprint, new Sgd(0.9, 5e-4), policy),
        2e-3,
        "descent");
    // Adam's first step is the sign of the gradient: those near zero may fall to either side.
    assertNear(
        moved(DL4J, blueprint, new Adam(5e-4), policy),
        moved(LIBTORCH, blueprint, new Adam(5e-4), policy),
        5e-2,
        "Adam");
  }

  static Stream<MaskPolicy> policies() {
    return Arrays.stream(MaskPolicy.values());
  }

  @Test
  void aFrozenBlockOfATrainingKeepsItsStatisticsInBoth() {
    Blueprint blueprint = new ResNet20().blueprint(new Shape(3, 16, 16), CLASSES);
    Batch batch = new Batch(inputs(blueprint), labels(), labels());
    float[][] after = new float[2][];
    List<Engine> engines = List.of(DL4J, LIBTORCH);
    for (int i = 0; i < 2; i++) {
      try (Network network = engines.get(i).network(blueprint, new Seed(9));
          Descent descent = new Descent(network, new Sgd(0.9, 0), Constraint.NONE)) {
        network.holdStatistics(Set.of("bn1", "layer1.0.bn1"));
        descent.step(batch, Losses.crossEntropy(labels()), BatchNormMode.TRAIN, 0.01);
        after[i] = network.statistics();
      }
    }
    assertEquals(0, after[1][0], "the first running mean stays");
    assertNear(after[0], after[1], 1e-4, "statistics");
  }
}
