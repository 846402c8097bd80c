package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.network.Checkpoints;
import org.lethe.network.Engine;
import org.lethe.network.Engines;
import org.lethe.network.Network;
import org.lethe.network.ReferenceEngine;
import org.lethe.network.dl4j.Dl4jEngine;

/**
 * The same answer two ways: methods that do arithmetic of their own on vectors of the parameters'
 * size end at the same network on naive loops in double and on Deeplearning4j in single precision,
 * and on libtorch.
 */
class EnginesAgreeTest {

  private static float[] after(String yaml, Engine engine, Network original) {
    Unlearning task = TinyTask.of(engine, original, new Seed(4), Checkpoints.NONE);
    try (Network network = TinyTask.unlearner(yaml).unlearn(task)) {
      return network.parameters().toArray();
    }
  }

  private static double furthest(float[] one, float[] other) {
    assertEquals(one.length, other.length);
    double furthest = 0;
    for (int i = 0; i < one.length; i++) {
      furthest = Math.max(furthest, Math.abs(one[i] - other[i]));
    }
    return furthest;
  }

  static List<String> methods() {
    return List.of(
        "{name: influence, scale: 10}",
        "{name: influence, form: {name: woodbury, samples: 9, damping: 0.1}, curvature: all}",
        "{name: influence, form: {name: cg, damping: 3, iterations: 3}, batch: 5}",
        "{name: influence, form: reference, scale: 5, augmentation: pad-crop-flip}",
        "{name: fisher, samples: 10}",
        "{name: fisher, form: sparse-batch, batch: 7}",
        "{name: ssd, alpha: 1.5, batch: 3}",
        "{name: ssd, alpha: 1.1, importance: output-norm}",
        "{name: boundary-shrink, descent: {epochs: 2, batch: 4, learning-rate: 0.01}}",
        "{name: boundary-expanding, descent: {epochs: 2, batch: 4, learning-rate: 0.01}}");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void deeplearning4jEndsAtTheSameNetwork(String yaml) {
    assertAgree(yaml, Dl4jEngine.get());
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("methods")
  void libtorchEndsAtTheSameNetwork(String yaml) {
    assertAgree(yaml, Engines.get("libtorch"));
  }

  private static void assertAgree(String yaml, Engine fast) {
    Engine naive = new ReferenceEngine();
    try (Network original = TinyTask.original(naive);
        Network same =
            fast.network(
                original.blueprint(), original.parameters().toArray(), original.statistics())) {
      float[] expected = after(yaml, naive, original);
      double moved = furthest(original.parameters().toArray(), expected);
      double apart = furthest(expected, after(yaml, fast, same));
      assertTrue(moved > 4e-3, "nothing was done: " + moved);
      assertTrue(apart < moved / 50, apart + " of " + moved);
    }
  }
}
