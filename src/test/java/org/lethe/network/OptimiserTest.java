package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.testing.Refused;

/**
 * Guards against optimisers that go by a good name and do something else: Nesterov's momentum,
 * decay that is not coupled, a bias of Adam's means that is not corrected, and state that does not
 * survive a stop.
 */
class OptimiserTest {
  private static final JsonNode PYTORCH = PyTorchFixtures.read("optimisers");

  static Stream<JsonNode> runs() {
    return StreamSupport.stream(PYTORCH.get("runs").spliterator(), false);
  }

  private static Optimiser optimiser(JsonNode run) {
    double decay = run.get("decay").asDouble();
    return run.get("optimiser").asText().equals("sgd")
        ? new Sgd(run.get("momentum").asDouble(), decay)
        : new Adam(decay);
  }

  private static double[] gradient(int step) {
    return PyTorchFixtures.doubles(PYTORCH.get("gradients").get(step));
  }

  private static double rate(int step) {
    return PYTORCH.get("rates").get(step).asDouble();
  }

  private static ReferenceVector start() {
    return new ReferenceVector(PyTorchFixtures.doubles(PYTORCH.get("start")));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyStepIsPyTorchs(JsonNode run) {
    try (Optimiser optimiser = optimiser(run);
        ReferenceVector theta = start()) {
      for (int step = 0; step < run.get("after").size(); step++) {
        optimiser.step(theta, new ReferenceVector(gradient(step)), rate(step));
        double[] expected = PyTorchFixtures.doubles(run.get("after").get(step));
        assertArrayEquals(expected, theta.values(), 1e-12, "step " + (step + 1));
        assertEquals(step + 1, optimiser.steps());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void anotherOneGoesOnWhereItWas(JsonNode run) {
    int steps = run.get("after").size();
    try (Optimiser first = optimiser(run);
        Optimiser second = optimiser(run);
        ReferenceVector theta = start()) {
      for (int step = 0; step < steps; step++) {
        if (step == 2) {
          second.resume(first.state(), first.steps());
        }
        Optimiser now = step < 2 ? first : second;
        now.step(theta, new ReferenceVector(gradient(step)), rate(step));
      }
      double[] expected = PyTorchFixtures.doubles(run.get("after").get(steps - 1));
      assertArrayEquals(expected, theta.values(), 1e-12);
      assertEquals(steps, second.steps());
    }
  }

  private static double[] after(Optimiser optimiser, double... gradients) {
    double[] path = new double[gradients.length];
    try (optimiser;
        ReferenceVector theta = new ReferenceVector(0)) {
      for (int i = 0; i < gradients.length; i++) {
        optimiser.step(theta, new ReferenceVector(gradients[i]), 1);
        path[i] = theta.values()[0];
      }
    }
    return path;
  }

  /**
   * η = 1 and g = 1, −1, 0 from θ = 0.
   *
   * <pre>
   * t  m        m̂ = m/(1−0.9ᵗ)            v            v̂ = v/(1−0.999ᵗ)               m̂/√v̂
   * 1  0.1      1                         0.001        1                              1
   * 2  −0.01    −0.01/0.19 = −0.05263158  0.001999     0.001999/0.001999 = 1          −0.05263158
   * 3  −0.009   −0.009/0.271 = −0.0332103 0.001997001  …/0.002997001 = 0.66633311     −0.0406844
   * </pre>
   *
   * so that θ = −1, −0.94736842, −0.9066840.
   */
  @Test
  void theFirstStepsOfAdamByHand() {
    assertArrayEquals(
        new double[] {-1, -0.94736842, -0.9066840}, after(new Adam(0), 1, -1, 0), 1e-7);
  }

  /** m̂ = g and v̂ = g² for a constant gradient: steps of η·sign(g), however small it is. */
  @Test
  void aConstantGradientIsAStepOfTheRateForAdam() {
    assertArrayEquals(new double[] {-1, -2, -3}, after(new Adam(0), 5, 5, 5), 1e-7);
    assertArrayEquals(new double[] {1, 2, 3}, after(new Adam(0), -1e-3, -1e-3, -1e-3), 1e-4);
  }

  /** b = 1; 0.5·1 + 1 = 1.5; 0.5·1.5 + 1 = 1.75: θ = −1, −2.5, −4.25. */
  @Test
  void theFirstStepsOfMomentumByHand() {
    assertArrayEquals(new double[] {-1, -2.5, -4.25}, after(new Sgd(0.5, 0), 1, 1, 1), 1e-15);
  }

  /** With λ = 0.5: d = 1; 1 + 0.5·(−1) = 0.5; 1 + 0.5·(−1.5) = 0.25: θ = −1, −1.5, −1.75. */
  @Test
  void decayIsPartOfTheGradient() {
    assertArrayEquals(new double[] {-1, -1.5, -1.75}, after(new Sgd(0, 0.5), 1, 1, 1), 1e-15);
  }

  @Test
  void beforeTheFirstStepNothingIsRemembered() {
    for (Optimiser optimiser : List.of(new Sgd(0.9, 0), new Adam(0))) {
      assertTrue(optimiser.state().isEmpty());
      optimiser.resume(List.of(), 0);
      assertTrue(optimiser.state().isEmpty());
      assertEquals(0, optimiser.steps());
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertEquals(
        "momentum is 1.0; allowed: [0, 1)",
        Refused.message(IllegalArgumentException.class, () -> new Sgd(1, 0)));
    for (double decay : new double[] {-1e-9, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Sgd(0.9, decay));
      assertThrows(IllegalArgumentException.class, () -> new Adam(decay));
    }
  }
}
