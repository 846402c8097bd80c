package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.network.Losses;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;
import org.lethe.network.Shape;

/**
 * Guards against parameters that are dampened though they are as important for all samples, 0/0,
 * and an importance that is not of batches. Fixture T10 of docs/decisions/targets.md.
 */
@ParameterizedClass
@MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
class SsdTest {
  private final FixtureEngine on;

  SsdTest(FixtureEngine on) {
    this.on = on;
  }

  private static Ssd ssd(double alpha, int batch) {
    return new Ssd(alpha, 1, batch, Ssd.Importance.SQUARED_GRADIENT);
  }

  private double[] dampened(double alpha, double lambda, double[] all, double[] forget) {
    try (ParameterVector parameters = on.vector(new double[all.length]);
        ParameterVector ofAll = on.vector(all);
        ParameterVector ofForget = on.vector(forget)) {
      parameters.fill(1);
      new Ssd(alpha, lambda, 128, Ssd.Importance.SQUARED_GRADIENT)
          .dampen(parameters, ofAll, ofForget);
      return FixtureEngine.values(parameters);
    }
  }

  /** 1/20; 15 &lt; 10·2; 0.5/5.0001; 0/3. */
  @Test
  void whatIsMuchMoreImportantForTheForgetSamplesShrinks() {
    assertArrayEquals(
        new double[] {0.05, 1, 0.5 / 5.0001, 0},
        dampened(10, 1, new double[] {1, 2, 0.5, 0}, new double[] {20, 15, 5.0001, 3}),
        on.within(1e-12));
  }

  @Test
  void exactlyAsMuchIsNotMoreAndNothingIsNotANumber() {
    assertArrayEquals(
        new double[] {1, 1, 1}, dampened(10, 1, new double[] {1, 0, 3}, new double[] {10, 0, 0}));
  }

  /** λ·I_D/I_F = 5·1/2 would let it grow. */
  @Test
  void nothingGrows() {
    assertArrayEquals(
        new double[] {1, 5 / 8.0},
        dampened(1, 5, new double[] {1, 1}, new double[] {2, 8}),
        on.within(1e-12));
  }

  private double[] importance(int batch, Samples samples) {
    try (Network original = on.original()) {
      return FixtureEngine.values(ssd(1, batch).importance(original, samples));
    }
  }

  private static final Samples FORGET =
      FixtureL.samples(new float[] {1, 2, 2, -1, 1, 0, 0, 1, -1, 1}, 1, 0, 1, 0, 0)
          .select(new int[] {0, 1});
  private static final Samples RETAIN =
      new Samples(FORGET.content(), new int[] {2, 3, 4}, new int[] {1, 0, 0});

  @Test
  void importanceIsOfBatches() {
    assertArrayEquals(
        new double[] {1.8858209972, 1.7247577945}, importance(1, FORGET), on.within(1e-6));
    assertArrayEquals(
        new double[] {0.7894916046, 0.7110248298},
        importance(1, RETAIN.and(FORGET)),
        on.within(1e-6));
    assertArrayEquals(
        new double[] {0.2227932889, 1.5824961069}, importance(2, FORGET), on.within(1e-6));
    assertArrayEquals(importance(2, FORGET), importance(128, FORGET));
  }

  /**
   * The first batch has two samples and the second one, and both count the same: per coordinate the
   * mean of (½(g₁ + g₂))² and g₃². Retain: g = (p − y)x, (−0.3775, 0), (0, 0.2689), (−0.1824,
   * 0.1824).
   */
  @Test
  void aShortLastBatchCountsAsOne() {
    double first = 0.5 * (0.6224593312 - 1);
    double second = 0.5 * 0.2689414214;
    double third = 0.1824255238;
    assertArrayEquals(
        new double[] {(first * first + third * third) / 2, (second * second + third * third) / 2},
        importance(2, RETAIN),
        on.within(1e-6));
  }

  /** (p_k − 1[k = y])²x_j² of the softmax of W·x, fixture T9, row 1. */
  @Test
  void importanceOfSingleSamplesIsTheEmpiricalFisherDiagonal() {
    float[] w = {0.2f, -0.1f, 0, 0.3f, -0.4f, 0.1f, 0, 0, 0};
    try (Network network =
        on.engine().network(new Mlp(List.of()).blueprint(new Shape(2, 1, 1), 3), w, new float[0])) {
      Samples one = FixtureL.samples(new float[] {1, 2}, 1);
      float[] found = ssd(1, 1).importance(network, one).toArray();
      assertEquals(0.0754387586, found[0], on.within(1e-6));
      assertEquals(0.3017550343, found[1], on.within(1e-6));
    }
  }

  private double[] after(Ssd ssd, Samples forget, Samples retain) {
    try (Network original = on.original()) {
      return FixtureL.after(ssd, FixtureL.task(original, forget, retain, new Seed(1)));
    }
  }

  @Test
  void fixtureLIsDampenedByItsImportances() {
    assertArrayEquals(
        new double[] {0.2093230497, -0.4122461902},
        after(ssd(1, 1), FORGET, RETAIN),
        on.within(1e-6));
    assertArrayEquals(new double[] {0.5, -1}, after(ssd(10, 1), FORGET, RETAIN));
  }

  @Test
  void ifAllSamplesAreForgottenNothingStandsOut() {
    Samples none = RETAIN.select(new int[0]);
    for (int batch : new int[] {1, 2, 128}) {
      assertArrayEquals(new double[] {0.5, -1}, after(ssd(1, batch), FORGET, none));
    }
  }

  /** Logits (1, −2) and (3, 0): (1 + 4 + 9)/2, and 2z/2 by each. */
  @Test
  void theNormOfLogitsKnowsNoLabels() {
    float[] gradient = new float[4];
    assertEquals(7, Losses.squaredNorm().of(new float[] {1, -2, 3, 0}, 2, 2, gradient));
    assertArrayEquals(new float[] {1, -2, 3, 0}, gradient);
  }

  /** Fixture L's logits are (0, w·x): |∇(w·x)²| = 2|w·x||x|; (1, 2): w·x = −1.5; (2, −1): 2. */
  @Test
  void lossFreeImportanceIsTheGradientOfTheNorm() {
    Ssd free = new Ssd(10, 1, 1, Ssd.Importance.OUTPUT_NORM);
    try (Network original = on.original()) {
      assertArrayEquals(
          new double[] {(3 + 8) / 2.0, (6 + 4) / 2.0},
          FixtureEngine.values(free.importance(original, FORGET)),
          on.within(1e-6));
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    Ssd.Importance any = Ssd.Importance.SQUARED_GRADIENT;
    assertThrows(IllegalArgumentException.class, () -> new Ssd(-1, 1, 1, any));
    assertThrows(IllegalArgumentException.class, () -> new Ssd(1, Double.NaN, 1, any));
    assertThrows(IllegalArgumentException.class, () -> new Ssd(1, 1, 0, any));
  }
}
