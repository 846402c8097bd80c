package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.network.Blueprint;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.Normalisation;
import org.lethe.network.Operation;
import org.lethe.network.Samples;
import org.lethe.network.Shape;
import org.lethe.settings.BadInput;

/**
 * Guards against a Fisher matrix that is not one, noise of the wrong size in some layer, and a
 * class that loses its row without being forgotten. Fixture T9 of docs/decisions/targets.md.
 */
class FisherTest {
  private static final Blueprint LINEAR = new Mlp(List.of()).blueprint(new Shape(2, 1, 1), 3);

  /** Rows (0.2, −0.1), (0, 0.3), (−0.4, 0.1), no bias. */
  private static final float[] W = {0.2f, -0.1f, 0, 0.3f, -0.4f, 0.1f, 0, 0, 0};

  private static final Fisher TRUE = fisher(Fisher.Form.TRUE_FISHER, 1e-6);

  private static Fisher fisher(Fisher.Form form, double alpha) {
    return new Fisher(form, Optional.empty(), 32, alpha);
  }

  private static Network linear() {
    return linear(FixtureEngine.REFERENCE);
  }

  private static Network linear(FixtureEngine on) {
    return on.engine().network(LINEAR, W, new float[0]);
  }

  /** p_k(1 − p_k)x_j² with p = (0.2746611705, 0.5004652825, 0.2248735470), x = (1, 2). */
  @ParameterizedTest
  @MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
  void theTrueFisherDiagonalIsOfTheModelsOwnLabels(FixtureEngine on) {
    Samples one = FixtureL.samples(new float[] {1, 2}, 1);
    try (Network network = linear(on)) {
      float[] f = TRUE.diagonal(network, one);
      assertArrayEquals(new float[] {0.1992224f, 0.7968896f}, Arrays.copyOf(f, 2), 1e-6f);
      double[] p = {0.2746611705, 0.5004652825, 0.2248735470};
      for (int k = 0; k < 3; k++) {
        assertEquals(p[k] * (1 - p[k]), f[2 * k], 1e-6, "row " + k);
        assertEquals(4 * p[k] * (1 - p[k]), f[2 * k + 1], 1e-6, "row " + k);
        assertEquals(p[k] * (1 - p[k]), f[6 + k], 1e-6, "bias " + k);
      }
    }
  }

  /** The mean over samples, whatever their labels say. */
  @ParameterizedTest
  @MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
  void theDiagonalIsAMeanOverSamples(FixtureEngine on) {
    try (Network network = linear(on)) {
      float[] one = TRUE.diagonal(network, FixtureL.samples(new float[] {1, 2}, 0));
      float[] two = TRUE.diagonal(network, FixtureL.samples(new float[] {-1, 3}, 2));
      float[] both = TRUE.diagonal(network, FixtureL.samples(new float[] {1, 2, -1, 3}, 2, 1));
      for (int i = 0; i < both.length; i++) {
        assertEquals((one[i] + two[i]) / 2, both[i], on.within(1e-7));
      }
    }
  }

  /**
   * Two opposite inputs at W = 0: p = ½ each. The true diagonal is ¼·x²; the means of a batch of
   * both cancel, and with a batch of one the two forms agree.
   */
  @ParameterizedTest
  @MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
  void theSparseBatchFormSquaresMeansOfBatches(FixtureEngine on) {
    Samples opposite = FixtureL.samples(new float[] {1, 2, -1, -2}, 0, 0);
    Blueprint two = new Mlp(List.of()).blueprint(new Shape(2, 1, 1), 2);
    try (Network network = on.engine().network(two, new float[6], new float[0])) {
      float[] expected = {0.25f, 1, 0.25f, 1, 0.25f, 0.25f};
      assertArrayEquals(expected, TRUE.diagonal(network, opposite), (float) on.within(1e-7));
      Fisher sparse = fisher(Fisher.Form.SPARSE_BATCH, 1e-6);
      float[] cancelled = {0, 0, 0, 0, 0.25f, 0.25f};
      assertArrayEquals(cancelled, sparse.diagonal(network, opposite), (float) on.within(1e-7));
      Fisher ones = new Fisher(Fisher.Form.SPARSE_BATCH, Optional.empty(), 1, 1e-6);
      assertArrayEquals(expected, ones.diagonal(network, opposite), (float) on.within(1e-7));
    }
  }

  private static void assertClose(double[] expected, float[] found) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-6 * expected[i], "number " + i);
    }
  }

  /** α = 10⁻⁶ and F = (4, 10⁻⁴, 0), in each kind of tensor. */
  @Test
  void theVarianceIsCappedAndTenfoldWhereItShould() {
    Blueprint blueprint = new Mlp(List.of(3)).blueprint(new Shape(1, 1, 1), 3);
    float[] fisher = {
      4,
      1e-4f,
      0, // linear1.weight [3, 1]
      4,
      1e-4f,
      0, // linear1.bias
      4,
      4,
      4,
      1e-4f,
      1e-4f,
      1e-4f,
      0,
      0,
      0, // fc.weight [3, 3]
      4,
      1e-4f,
      0 // fc.bias
    };
    double[] expected = {
      2.5e-7, 1e-3, 1e-3, //
      2.5e-6, 1e-2, 1e-2, //
      2.5e-6, 2.5e-6, 2.5e-6, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, //
      2.5e-6, 1e-3, 1e-3
    };
    assertClose(expected, TRUE.variance(fisher, blueprint));
  }

  /** A convolution {@code [1, 2, 3, 3]} and a head {@code [2, 4]}: pairs nine and one apart. */
  @Test
  void weightsShareTheMeanVarianceOfTheirSecondDimension() {
    Blueprint blueprint =
        new Blueprint(
            new Shape(2, 2, 2),
            new Normalisation(new float[2], new float[] {1, 1}),
            List.of(
                new Blueprint.Node(
                    "conv", new Operation.Convolution(2, 1, 3, 1, 1), List.of(Blueprint.INPUT)),
                new Blueprint.Node("fc", new Operation.Linear(4, 2), List.of("conv"))),
            "conv");
    float[] fisher = new float[18 + 8 + 2];
    double[] expected = new double[fisher.length];
    for (int i = 0; i < 9; i++) {
      fisher[i] = 1f / (i + 1); // v = (i + 1)·10⁻⁶ in the first input channel
      fisher[9 + i] = 0.25f; // and 4·10⁻⁶ in the second
      expected[i] = (i + 5) / 2.0 * 1e-6;
      expected[9 + i] = expected[i];
    }
    float[] head = {1, 0.5f, 0.25f, 1, 1, 1, 1, 1, 1, 1};
    System.arraycopy(head, 0, fisher, 18, 10);
    Arrays.fill(expected, 18, 22, 2e-5); // ten times (1 + 2 + 4 + 1)/4
    Arrays.fill(expected, 22, 28, 1e-5);
    assertClose(expected, TRUE.variance(fisher, blueprint));
  }

  private static Unlearning task(Network original, Samples forget, Samples retain, long seed) {
    return FixtureL.task(original, forget, retain, new Seed(seed));
  }

  private static float[] after(Fisher fisher, Unlearning task) {
    try (Network network = fisher.unlearn(task)) {
      return network.parameters().toArray();
    }
  }

  private static final Samples FORGET = FixtureL.samples(new float[] {1, 1, 0, 1}, 1, 1);
  private static final Samples MIXED = FixtureL.samples(new float[] {1, 2, 2, 1}, 0, 1);
  private static final Samples OTHERS = FixtureL.samples(new float[] {1, 2, 2, 1}, 0, 2);

  /** 3,000 seeds: a sample variance is within 4.5·√(2/3000) = 12 % of its expectation. */
  @Test
  void theNoiseHasTheVarianceItIsMeantToHave() {
    int seeds = 3000;
    try (Network original = linear()) {
      float[] variance = TRUE.variance(TRUE.diagonal(original, MIXED), LINEAR);
      double[] sum = new double[W.length];
      double[] square = new double[W.length];
      double weightTimesBias = 0;
      for (int seed = 0; seed < seeds; seed++) {
        float[] noisy = after(TRUE, task(original, FORGET, MIXED, seed));
        for (int i = 0; i < W.length; i++) {
          double noise = noisy[i] - W[i];
          sum[i] += noise;
          square[i] += noise * noise;
        }
        weightTimesBias += (noisy[0] - W[0]) * (noisy[6] - W[6]);
      }
      for (int i = 0; i < W.length; i++) {
        assertEquals(variance[i], square[i] / seeds, 0.12 * variance[i], "variance " + i);
        assertEquals(0, sum[i] / seeds, 4.5 * Math.sqrt(variance[i] / seeds), "mean " + i);
      }
      double scale = Math.sqrt(variance[0] * variance[6] / seeds);
      assertEquals(0, weightTimesBias / seeds, 4.5 * scale, "segments share a stream");
    }
  }

  /** Without noise only the forgotten class's row changes: to N(0, 10⁻³), weights and bias. */
  @Test
  void aForgottenClassLosesItsRowOfTheHead() {
    Fisher silent = fisher(Fisher.Form.TRUE_FISHER, 0);
    try (Network original = linear()) {
      double square = 0;
      for (int seed = 0; seed < 1000; seed++) {
        float[] noisy = after(silent, task(original, FORGET, OTHERS, seed));
        for (int i = 0; i < W.length; i++) {
          if (i == 2 || i == 3 || i == 7) {
            square += noisy[i] * noisy[i];
          } else {
            assertEquals(W[i], noisy[i], "number " + i);
          }
        }
      }
      assertEquals(1e-3, square / 3000, 1.2e-4);
      assertArrayEquals(W, after(silent, task(original, FORGET, MIXED, 1)));
    }
  }

  @Test
  void aClassIsForgottenIfAllOfItIsAndNothingElse() {
    try (Network original = linear()) {
      assertEquals(OptionalInt.of(1), Fisher.forgottenClass(task(original, FORGET, OTHERS, 1)));
      assertEquals(OptionalInt.empty(), Fisher.forgottenClass(task(original, FORGET, MIXED, 1)));
      assertEquals(OptionalInt.empty(), Fisher.forgottenClass(task(original, MIXED, OTHERS, 1)));
    }
  }

  @Test
  void asManyRetainSamplesAreDrawnAsAreAskedFor() {
    Fisher one = new Fisher(Fisher.Form.TRUE_FISHER, Optional.of(1), 32, 1e-6);
    Fisher many = new Fisher(Fisher.Form.TRUE_FISHER, Optional.of(9), 32, 1e-6);
    try (Network original = linear()) {
      float[] all = after(TRUE, task(original, FORGET, MIXED, 5));
      assertArrayEquals(all, after(many, task(original, FORGET, MIXED, 5)));
      assertNotEquals(all[0], after(one, task(original, FORGET, MIXED, 5))[0]);
    }
  }

  @Test
  void withoutRetainSamplesThereIsNoFisherMatrix() {
    try (Network original = linear()) {
      Samples none = MIXED.select(new int[0]);
      BadInput refused =
          assertThrows(BadInput.class, () -> TRUE.unlearn(task(original, FORGET, none, 1)));
      assertTrue(String.valueOf(refused.getMessage()).contains("retain samples"));
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Fisher(Fisher.Form.TRUE_FISHER, Optional.of(0), 32, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Fisher(Fisher.Form.TRUE_FISHER, Optional.empty(), 0, 1));
    assertThrows(IllegalArgumentException.class, () -> fisher(Fisher.Form.TRUE_FISHER, -1));
  }
}
