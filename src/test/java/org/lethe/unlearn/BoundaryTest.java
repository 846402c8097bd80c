package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.Batches;
import org.lethe.network.Blueprint;
import org.lethe.network.Checkpoints;
import org.lethe.network.Losses;
import org.lethe.network.Mask;
import org.lethe.network.MaskPolicy;
import org.lethe.network.Network;
import org.lethe.network.Normalisation;
import org.lethe.network.Operation;
import org.lethe.network.Samples;
import org.lethe.network.Shape;

/**
 * Guards against a step to the nearest class that leaves the pixels' box or is taken from the
 * moving network, and against a shadow class that stays or disturbs the old ones. Fixture T12 of
 * docs/decisions/targets.md.
 */
@ParameterizedClass
@MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
class BoundaryTest {
  private final FixtureEngine on;

  BoundaryTest(FixtureEngine on) {
    this.on = on;
  }

  /** Two pixels, three classes: rows (1, 0), (0, 1), (0.4, 0.4). */
  private Network twoPixels(Shape shape) {
    Blueprint blueprint =
        new Blueprint(
            shape,
            new Normalisation(
                new float[shape.channels()],
                shape.channels() == 1 ? new float[] {1} : new float[] {1, 1}),
            List.of(new Blueprint.Node("fc", new Operation.Linear(2, 3), List.of(Blueprint.INPUT))),
            Blueprint.INPUT);
    float[] w = {1, 0, 0, 1, 0.4f, 0.4f, 0, 0, 0};
    return on.engine().network(blueprint, w, new float[0]);
  }

  private static final Batch ONE =
      new Batch(new float[] {0.55f, 0.5f}, new int[] {0}, new int[] {0});

  private static BoundaryShrink shrink(double epsilon, Descents descent) {
    return new BoundaryShrink(epsilon, descent);
  }

  private static final BoundaryShrink SHRINK = shrink(0.1, FixtureL.full(1, 0.1, 0, 0));

  /** p = (0.3534, 0.3362, 0.3104); ∇ = Wᵀ(p − (1, 0, 0)) = (−0.5224, 0.4603); 0.45·255 = 114.75. */
  @Test
  void oneSignedStepLeadsToTheNextClass() {
    try (Network network = twoPixels(new Shape(1, 1, 2))) {
      float[] gradient = network.inputGradient(ONE.inputs(), 1, Losses.crossEntropy(ONE.labels()));
      assertArrayEquals(new float[] {-0.5224167f, 0.4603457f}, gradient, 1e-6f);
      assertArrayEquals(new float[] {115 / 255f, 153 / 255f}, SHRINK.across(network, ONE), 1e-7f);
      assertArrayEquals(new int[] {1}, SHRINK.nearest(network, ONE));
    }
  }

  @Test
  void theStepStaysInTheBoxOfPixels() {
    try (Network network = twoPixels(new Shape(1, 1, 2))) {
      Batch corner = new Batch(new float[] {0.05f, 0.97f}, new int[] {0}, new int[] {0});
      assertArrayEquals(new float[] {0, 1}, SHRINK.across(network, corner));
    }
  }

  @Test
  void numbersThatAreNotPixelsHaveNoBoxAndNoLevels() {
    try (Network network = twoPixels(new Shape(2, 1, 1))) {
      Batch far = new Batch(new float[] {-3, 7.123f}, new int[] {0}, new int[] {0});
      assertArrayEquals(new float[] {-3.1f, 7.223f}, SHRINK.across(network, far), 1e-6f);
    }
  }

  /** A step of nothing: x is of class 0, and so is y'. */
  @Test
  void aStepThatDoesNotLeaveTheClassKeepsTheLabel() {
    try (Network network = twoPixels(new Shape(1, 1, 2))) {
      BoundaryShrink still = shrink(0, FixtureL.full(1, 0.1, 0, 0));
      assertArrayEquals(new int[] {0}, still.nearest(network, ONE));
    }
  }

  /**
   * Fixture L: (1, 2) → 1 has w·x = −1.5 and (2, −1) → 0 has 2; a step of 0.1 leaves neither side,
   * so y' = (0, 1), the labels flipped. The gradient is then Σ(p − y')x/2 = ½(0.1824·(1, 2) −
   * 0.1192·(2, −1)). Twenty steps go on with these labels, since they come from the original.
   */
  @Test
  void theCleanSamplesLearnTheNearestClassOfTheOriginal() {
    double first = 0.5 * (0.1824255238 - 2 * 0.1192029220);
    double second = 0.5 * (2 * 0.1824255238 + 0.1192029220);
    assertArrayEquals(
        new double[] {0.5 - 0.1 * first, -1 - 0.1 * second},
        FixtureL.after(SHRINK, on.task()),
        on.within(1e-7));
    double[] w = {0.5, -1};
    for (int step = 0; step < 20; step++) {
      double a = 1 / (1 + Math.exp(-w[0] - 2 * w[1]));
      double b = 1 / (1 + Math.exp(-2 * w[0] + w[1])) - 1;
      w = new double[] {w[0] - 5 * (a + 2 * b), w[1] - 5 * (2 * a - b)};
    }
    BoundaryShrink far = shrink(0.1, FixtureL.full(20, 10, 0, 0));
    assertArrayEquals(w, FixtureL.after(far, on.task()), 1e-4);
  }

  private static BoundaryExpanding expand(boolean keepShadow, int epochs, double rate) {
    return new BoundaryExpanding(
        keepShadow, new Descents(epochs, 4, rate, 0.9, 5e-4, Augmentation.NONE));
  }

  private Unlearning tiny(Network original) {
    return TinyTask.of(on.engine(), original, new Seed(3), Checkpoints.NONE);
  }

  private static float[][] columns(float[] logits, int classes, int kept) {
    float[][] rows = new float[logits.length / classes][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(logits, i * classes, i * classes + kept));
    return rows;
  }

  @Test
  void theShadowClassDoesNotDisturbTheOldLogits() {
    try (Network original = TinyTask.original(on.engine());
        Network wide = BoundaryExpanding.expanded(tiny(original))) {
      Samples all = TinyTask.FORGET.and(TinyTask.RETAIN);
      assertEquals(TinyTask.CLASSES + 1, wide.blueprint().classes());
      float[][] before = columns(Batches.logits(original, all), 3, 3);
      float[][] after = columns(Batches.logits(wide, all), 4, 3);
      for (int i = 0; i < before.length; i++) {
        assertArrayEquals(before[i], after[i], 1e-6f);
      }
      float[] parameters = wide.parameters().toArray();
      float[] narrowed = BoundaryExpanding.narrowed(parameters, original.blueprint());
      assertArrayEquals(original.parameters().toArray(), narrowed);
    }
  }

  /** K = 2, two inputs, one number before the head: [0 | 1 2, 3 4 | 5 6] and a row 8 9, bias 10. */
  @Test
  void aRowIsPutBetweenWeightsAndBiases() {
    Blueprint narrow =
        new Blueprint(
            new Shape(1, 1, 1),
            new Normalisation(new float[1], new float[] {1}),
            List.of(
                new Blueprint.Node(
                    "conv", new Operation.Convolution(1, 1, 1, 1, 0), List.of(Blueprint.INPUT)),
                new Blueprint.Node("fc", new Operation.Linear(2, 2), List.of("conv"))),
            "conv");
    float[] values = {0, 1, 2, 3, 4, 5, 6};
    float[] further = {-1, -1, -1, -1, -1, 8, 9, -1, -1, 10};
    float[] wide = BoundaryExpanding.widened(values, further, narrow);
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 8, 9, 5, 6, 10}, wide);
    assertArrayEquals(values, BoundaryExpanding.narrowed(wide, narrow));
  }

  /** With and without its shadow row the network is the same, and the forget samples have moved. */
  @Test
  void onlyTheShadowRowIsRemovedAtTheEnd() {
    try (Network original = TinyTask.original(on.engine());
        Network with = expand(true, 3, 0.05).unlearn(tiny(original));
        Network without = expand(false, 3, 0.05).unlearn(tiny(original))) {
      assertEquals(original.blueprint(), without.blueprint());
      assertEquals(TinyTask.CLASSES + 1, with.blueprint().classes());
      assertArrayEquals(
          without.parameters().toArray(),
          BoundaryExpanding.narrowed(with.parameters().toArray(), original.blueprint()));
      assertArrayEquals(with.statistics(), without.statistics());
      float[][] kept = columns(Batches.logits(with, TinyTask.FORGET), 4, 4);
      float[][] before = columns(Batches.logits(original, TinyTask.FORGET), 3, 3);
      int shadows = 0;
      for (int i = 0; i < kept.length; i++) {
        float[] row = kept[i];
        shadows += row[3] > Math.max(row[0], Math.max(row[1], row[2])) ? 1 : 0;
        assertFalse(Arrays.equals(before[i], Arrays.copyOf(row, 3)));
      }
      assertEquals(TinyTask.FORGET.size(), shadows, "the shadow class was not learnt");
    }
  }

  @Test
  void withoutEpochsNothingChanges() {
    try (Network original = TinyTask.original(on.engine());
        Network network = expand(false, 0, 0.05).unlearn(tiny(original))) {
      assertArrayEquals(original.parameters().toArray(), network.parameters().toArray());
      assertArrayEquals(original.statistics(), network.statistics());
    }
  }

  /** A mask of K outputs is widened: what it holds stays, and the shadow row is free. */
  @Test
  void aMaskHoldsAllButTheShadowRow() {
    try (Network original = TinyTask.original(on.engine())) {
      int p = original.parameters().length();
      Mask nothing = Mask.top(new float[p], 0);
      Mask everything = Mask.top(new float[p], 1);
      BoundaryExpanding wide = expand(true, 3, 0.05);
      try (Network begun = expand(true, 0, 0.05).unlearn(tiny(original));
          Network held = wide.unlearn(tiny(original), nothing, MaskPolicy.HARD_FREEZE);
          Network free = wide.unlearn(tiny(original), everything, MaskPolicy.HARD_FREEZE);
          Network plain = wide.unlearn(tiny(original))) {
        float[] parameters = held.parameters().toArray();
        assertArrayEquals(
            original.parameters().toArray(),
            BoundaryExpanding.narrowed(parameters, original.blueprint()));
        float[] start = begun.parameters().toArray();
        assertFalse(start[start.length - 1] == parameters[parameters.length - 1]);
        assertArrayEquals(plain.parameters().toArray(), free.parameters().toArray());
      }
    }
  }

  @Test
  void aStepBackwardsIsRefused() {
    Descents any = FixtureL.full(1, 0.1, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> shrink(-0.1, any));
  }
}
