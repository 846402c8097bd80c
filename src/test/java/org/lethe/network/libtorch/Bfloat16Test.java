package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Engine;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Precision;
import org.lethe.network.Shape;
import org.lethe.network.SmallCnn;

/**
 * Guards against a bfloat16 that is not one, that spills over into what must stay in float32, or
 * that stays switched on for networks in float32.
 */
@Tag("full")
class Bfloat16Test {
  private static final int EXAMPLES = 16;
  private static final Blueprint BLUEPRINT =
      new SmallCnn(16, 32).blueprint(new Shape(3, 16, 16), 4);

  private static Engine engine(Precision precision) {
    Engine engine = LibtorchEngine.get(Natives.CPU, precision);
    engine.setThreads(1);
    return engine;
  }

  private static float[] inputs() {
    UniformRandomProvider random = new Seed(3).random();
    float[] inputs = new float[EXAMPLES * BLUEPRINT.input().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    return inputs;
  }

  private static double cosine(ParameterVector a, ParameterVector b) {
    return a.dot(b) / Math.sqrt(a.dot(a) * b.dot(b));
  }

  @Test
  void itsGradientIsNearlyThatOfFloat32ButNotTheSame() {
    int[] labels = new int[EXAMPLES];
    Arrays.setAll(labels, i -> i % 4);
    float[] inputs = inputs();
    try (Network fine = engine(Precision.FLOAT32).network(BLUEPRINT, new Seed(1));
        Network coarse = engine(Precision.BFLOAT16).network(BLUEPRINT, new Seed(1));
        ParameterVector a = fine.parameters().zeros();
        ParameterVector b = coarse.parameters().zeros()) {
      float[] before = fine.logits(inputs, EXAMPLES);
      for (BatchNormMode mode : BatchNormMode.values()) {
        double exact = fine.gradient(inputs, EXAMPLES, Losses.crossEntropy(labels), mode, a);
        double value = coarse.gradient(inputs, EXAMPLES, Losses.crossEntropy(labels), mode, b);
        assertEquals(exact, value, 0.02 * exact, mode.name());
        double cosine = cosine(a, b);
        assertTrue(cosine > 0.99 && cosine < 1 - 1e-7, mode + ": " + cosine);
        fine.setStatistics(BLUEPRINT.initialStatistics());
        coarse.setStatistics(BLUEPRINT.initialStatistics());
      }
      assertArrayEquals(before, fine.logits(inputs, EXAMPLES), "float32 stays float32");
      assertFalse(Arrays.equals(before, coarse.logits(inputs, EXAMPLES)));
    }
  }

  /** 1 + 2⁻²⁰ is no number of bfloat16. */
  @Test
  void parametersStayInFloat32() {
    float value = 1 + 0x1p-20f;
    try (Network network = engine(Precision.BFLOAT16).network(BLUEPRINT, new Seed(1))) {
      network.parameters().fill(value);
      network.logits(inputs(), EXAMPLES);
      assertEquals(value, network.parameters().toArray()[0]);
    }
  }

  @Test
  void itsBitsAreTheSameAgain() {
    float[][] twice = new float[2][];
    for (int i = 0; i < 2; i++) {
      try (Network network = engine(Precision.BFLOAT16).network(BLUEPRINT, new Seed(1));
          ParameterVector gradient = network.parameters().zeros()) {
        network.gradient(
            inputs(),
            EXAMPLES,
            Losses.crossEntropy(new int[EXAMPLES]),
            BatchNormMode.TRAIN,
            gradient);
        twice[i] = gradient.toArray();
      }
    }
    assertArrayEquals(twice[0], twice[1]);
  }
}
