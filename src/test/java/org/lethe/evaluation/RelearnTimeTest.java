package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lethe.dataset.Content;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.network.Engine;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ReferenceEngine;
import org.lethe.network.Samples;
import org.lethe.network.ScriptedEngine;
import org.lethe.network.Shape;
import org.lethe.results.Measurement;
import org.lethe.testing.Refused;

/**
 * Guards against a count that is one off, a pull in the wrong direction, a network that is changed
 * by being asked, and a network at the cap that counts as relearned.
 *
 * <p>The network is linear with two classes, all parameters 0, and the only sample is x = (1, 0) of
 * class 0. Its logits are z and −z by symmetry, its loss ln(1 + e^{−2z}), and a step of rate 1 adds
 * 1 − p₀ to the weight and to the bias of class 0: z grows by 2(1 − p₀).
 *
 * <pre>
 * look 1: z = 0,                           loss ln 2 = 0.6931, p₀ = ½
 * look 2: z = 2·½ = 1,                     loss ln(1 + e⁻²) = 0.1269, p₀ = 0.8808
 * look 3: z = 1 + 2·0.1192 = 1.2384,       loss ln(1 + e^{−2.4768}) = 0.0806
 * look 3, λ = 1: weight ½ + 0.1192 − ½,    z = 0.2384, loss ln(1 + e^{−0.4768}) = 0.4829
 * </pre>
 */
class RelearnTimeTest {
  private static final Samples ONE = samples(new float[] {1, 0}, 0);

  private static Samples samples(float[] inputs, int... labels) {
    int[] rows = new int[labels.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return new Samples(
        new Content.Numbers(new DenseFeatures(inputs, labels.length, 2)), rows, labels);
  }

  private static Network zero() {
    return zero(new ReferenceEngine());
  }

  private static Network zero(Engine engine) {
    Network network =
        engine.network(new Mlp(List.of()).blueprint(new Shape(2, 1, 1), 2), new Seed(1));
    network.parameters().fill(0);
    return network;
  }

  private static RelearnTime steps(double rate, double pull, int most) {
    return new RelearnTime(RelearnTime.Source.REMOVED, 1, 1, rate, pull, 1e-5, most);
  }

  private static ProbedNetwork probed(Network network, double originalLoss) {
    return probed(network, originalLoss, ONE);
  }

  private static ProbedNetwork probed(Network network, double originalLoss, Samples removed) {
    return new ProbedNetwork() {
      @Override
      public Network network() {
        return network;
      }

      @Override
      public double originalLoss() {
        return originalLoss;
      }

      @Override
      public Samples removed() {
        return removed;
      }

      @Override
      public Samples training() {
        return samples(new float[] {0, 1, 0, 1}, 1, 1); // nothing of class 0
      }

      @Override
      public Seed seed() {
        return new Seed(3);
      }

      @Override
      public Map<Split, Predictions> unlearned(int index, double share) {
        throw new AssertionError("no shadow models were asked for");
      }

      @Override
      public Map<Split, Predictions> never(int index, double share) {
        throw new AssertionError("no shadow models were asked for");
      }
    };
  }

  @Test
  void theLossOfANetworkIsItsMeanCrossEntropy() {
    assertEquals(Math.log(2), RelearnTime.loss(zero(), ONE), 1e-7);
  }

  @Test
  void everyLookIsCountedAndTheFirstThatKnowsEndsIt() {
    assertEquals(1, steps(1, 0, 10).looks(probed(zero(), 0.7)), "knows it still");
    assertEquals(2, steps(1, 0, 10).looks(probed(zero(), 0.6)));
    assertEquals(2, steps(1, 0, 10).looks(probed(zero(), 0.127)));
    assertEquals(3, steps(1, 0, 10).looks(probed(zero(), 0.1268)));
    assertEquals(3, steps(1, 0, 10).looks(probed(zero(), 0.081)));
    assertEquals(4, steps(1, 0, 10).looks(probed(zero(), 0.0805)));
  }

  @Test
  void thePullGoesBackToWhereItBegan() {
    assertEquals(3, steps(1, 0, 3).looks(probed(zero(), 0.1)));
    assertEquals(4, steps(1, 1, 3).looks(probed(zero(), 0.1)), "never there");
  }

  @Test
  void theCapIsNotTakenForRelearned() {
    assertEquals(
        Map.of("relearn-epochs", 3.0, "relearned", 0.0),
        steps(1e-6, 0, 2).measure(probed(zero(), 0.1)).stream()
            .collect(Collectors.toMap(Measurement::metric, Measurement::value)));
    assertEquals(
        Map.of("relearn-epochs", 2.0, "relearned", 1.0),
        steps(1, 0, 2).measure(probed(zero(), 0.5)).stream()
            .collect(Collectors.toMap(Measurement::metric, Measurement::value)));
  }

  /** Whether a loss is known at once or, as on a card, later. */
  @Test
  void aNetworkThatIsLostIsNotTakenForOneThatNeverKnows() {
    Samples lost = samples(new float[] {Float.NaN, 0}, 0);
    for (Engine engine :
        List.of(
            new ReferenceEngine(), new ScriptedEngine(new ReferenceEngine()).tellingLossesLate())) {
      ProbedNetwork probed = probed(zero(engine), 0.1, lost);
      assertEquals(
          "the loss became NaN at step 1",
          Refused.message(ArithmeticException.class, () -> steps(1, 0, 5).looks(probed)));
    }
  }

  @Test
  void otherSamplesOfAnotherClassNeverBringItBack() {
    RelearnTime everything = new RelearnTime(RelearnTime.Source.EVERYTHING, 2, 2, 1, 0, 1e-5, 5);
    assertEquals(6, everything.looks(probed(zero(), 0.5)));
  }

  @Test
  void theNetworkIsNotChangedByBeingAsked() {
    try (Network network = zero()) {
      steps(1, 0, 5).looks(probed(network, 0));
      assertArrayEquals(new float[6], network.parameters().toArray());
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    refused("learning-rate is 0.0; allowed: more than 0", () -> steps(0, 0, 1));
    refused("pull is -1.0; allowed: 0 or more", () -> steps(1, -1, 1));
    refused("most is 0; allowed: 1 or more", () -> steps(1, 0, 0));
  }

  private static void refused(String said, Executable making) {
    String message = Refused.message(IllegalArgumentException.class, making);
    assertTrue(message.startsWith(said), message);
  }
}
