package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.dataset.Augmentation;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Losses;
import org.lethe.network.MaskPolicy;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Samples;

/**
 * T1 to T6 of docs/decisions/targets.md, number by number. They guard against a mask in the wrong
 * direction, decay that moves frozen parameters, Nesterov's momentum in place of the classical one,
 * labels drawn otherwise than said, and a threshold or a penalty of the wrong rank or epoch, on
 * every engine.
 */
@ParameterizedClass
@MethodSource("org.lethe.unlearn.FixtureEngine#inThisBuild")
class FixtureLTest {
  private final FixtureEngine on;

  FixtureLTest(FixtureEngine on) {
    this.on = on;
  }

  private static final Saliency SALIENCY = new Saliency(8, Augmentation.NONE, false);

  private double[] gradient(Network network, Samples samples) {
    int[] all = new int[samples.size()];
    Arrays.setAll(all, i -> i);
    try (ParameterVector gradient = network.parameters().zeros()) {
      network.gradient(
          samples.read(all).inputs(),
          samples.size(),
          Losses.crossEntropy(samples.labels()),
          BatchNormMode.EVALUATION,
          gradient);
      return FixtureEngine.values(gradient);
    }
  }

  private void assertNear(double[] expected, double... actual) {
    assertArrayEquals(expected, actual, on.within(FixtureL.TOLERANCE));
  }

  private static double[] at(double... values) {
    return values;
  }

  /** The test of the test: everything below goes by these gradients. */
  @Test
  void theFixtureHasTheGradientsOfTheSpecification() {
    try (Network network = on.original()) {
      assertNear(at(0.4720098399, -1.2579730152), gradient(network, FixtureL.FORGET));
      assertNear(at(-0.1866553975, 0.1504556484), gradient(network, FixtureL.RETAIN));
    }
  }

  // T1: masks

  /** |g_F| = (0.47, 1.26): the second is kept; code that kept the least salient kept the first. */
  @Test
  void theMaskKeepsTheMostSalient() {
    Unlearning task = on.task();
    assertArrayEquals(new float[] {0, 1}, SALIENCY.mask(task, 0.5).toArray());
    assertEquals(0, SALIENCY.mask(task, 0.49).count(), "floor(0.98)");
    assertEquals(2, SALIENCY.mask(task, 1).count());
  }

  /**
   * At w = 0 every p is ½, so (2, 0.8) → 0 has gradient (1, 0.4) and (−2, 1) → 0 has (−1, 0.5). |Σ|
   * = (0, 0.9) keeps the second; Σ|·| = (2, 0.9) would keep the first.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void gradientsOfDifferentSignsCancel(int batch) {
    Samples forget = FixtureL.samples(new float[] {2, 0.8f, -2, 1}, 0, 0);
    Unlearning task = FixtureL.task(on.at(0, 0), forget, FixtureL.RETAIN, new Seed(1));
    Saliency saliency = new Saliency(batch, Augmentation.NONE, false);
    assertArrayEquals(new float[] {0, 1}, saliency.mask(task, 0.5).toArray());
  }

  /**
   * At w = 0 the gradients of (2, 0), (4, 0), (12, 0) → 0 are 1, 2 and 6. In batches of 2 with the
   * 6 last: (1 + 2)/2 + 6 = 7.5; every sample weighing the same: 9/3.
   */
  @Test
  void aShortLastBatchWeighsMoreUnlessTheMeanIsExact() {
    Samples forget = FixtureL.samples(new float[] {2, 0, 4, 0, 12, 0}, 0, 0, 0);
    long value = 0;
    while (new Seed(value).derive("saliency").derive("order").permutation(3)[2] != 2) {
      value++;
    }
    Unlearning task = FixtureL.task(on.at(0, 0), forget, FixtureL.RETAIN, new Seed(value));
    for (boolean exact : new boolean[] {false, true}) {
      try (ParameterVector sum = new Saliency(2, Augmentation.NONE, exact).sum(task)) {
        assertEquals(exact ? 3 : 7.5, sum.toArray()[0], 1e-6);
      }
    }
  }

  // T2: three steps on flipped labels, η = 0.1, μ = 0.9, λ = 0.01, m = (0, 1)

  private double[] flipped(int steps, Optional<MaskPolicy> policy, double decay) {
    // Of two classes, any but the true one is the other one; without retain samples an epoch is a
    // step.
    RandomLabel host =
        new RandomLabel(
            RandomLabel.Labels.EXCLUDE_TRUE,
            RandomLabel.Redraw.BATCH,
            RandomLabel.Order.FORGET_THEN_RETAIN,
            FixtureL.full(steps, 0.1, 0.9, decay));
    Unlearner method = policy.<Unlearner>map(p -> new SalUn(0.5, p, SALIENCY, host)).orElse(host);
    Samples nothing = FixtureL.samples(new float[0]);
    return FixtureL.after(
        method, FixtureL.task(on.original(), FixtureL.FORGET, nothing, new Seed(1)));
  }

  /** By hand, first step of GRAD_ONLY: w₁ = 0.5 − 0.1·(0 + 0.01·0.5) = 0.4995. */
  @Test
  void decayMovesMaskedParametersOnlyWhereTheyAreNotFrozen() {
    var none = Optional.<MaskPolicy>empty();
    assertNear(at(0.5022990160, -1.0232026985), flipped(1, none, 0.01));
    assertNear(at(0.5067003539, -1.0664715757), flipped(2, none, 0.01));
    assertNear(at(0.5130444296, -1.1263350935), flipped(3, none, 0.01));

    var gradOnly = Optional.of(MaskPolicy.GRAD_ONLY);
    assertNear(at(0.4995, -1.0232026985), flipped(1, gradOnly, 0.01));
    assertNear(at(0.4985505, -1.0664598628), flipped(2, gradOnly, 0.01));
    assertNear(at(0.4971973995, -1.1262825852), flipped(3, gradOnly, 0.01));

    var hardFreeze = Optional.of(MaskPolicy.HARD_FREEZE);
    assertNear(at(0.5, -1.0232026985), flipped(1, hardFreeze, 0.01));
    assertNear(at(0.5, -1.0664619407), flipped(2, hardFreeze, 0.01));
    assertNear(at(0.5, -1.1262917945), flipped(3, hardFreeze, 0.01));
    assertEquals(0.5, flipped(3, hardFreeze, 0.01)[0], "exactly");
  }

  @Test
  void withoutDecayBothPoliciesAreOne() {
    assertArrayEquals(
        flipped(3, Optional.of(MaskPolicy.HARD_FREEZE), 0),
        flipped(3, Optional.of(MaskPolicy.GRAD_ONLY), 0));
  }

  // T3: single steps from w₀, η = 0.1

  @Test
  void singleStepsAreThoseOfTheSpecification() {
    Descents one = FixtureL.full(1, 0.1, 0, 0);
    Unlearning task = on.task();
    assertNear(at(0.5472009840, -1.1257973015), FixtureL.after(new GradientAscent(one), task));
    assertNear(at(0.5186655398, -1.0150455648), FixtureL.after(new FineTune(one), task));
    assertNear(at(0.5200923120, -1.0205831517), FixtureL.after(new NegGradPlus(0.95, one), task));
    assertNear(at(0.5176655398, -1.0140455648), FixtureL.after(new L1Sparse(0.01, 0, one), task));
  }

  @Test
  void momentumIsTheClassicalOne() {
    assertNear(
        at(0.5186655398, -1.0150455648),
        FixtureL.after(new FineTune(FixtureL.full(1, 0.1, 0.9, 0)), on.task()));
    assertNear(
        at(0.5538183817, -1.0433680713),
        FixtureL.after(new FineTune(FixtureL.full(2, 0.1, 0.9, 0)), on.task()));
  }

  /** v ← μv − ηg; θ ← θ − μ·v_before + (1 + μ)·v, as Deeplearning4j's Nesterovs does it. */
  @Test
  void nesterovsMomentumIsAnotherMethod() {
    double[][] expected = {{0.5354645255, -1.0285865732}, {0.5849298739, -1.0684136881}};
    double[] w = {0.5, -1};
    double[] velocity = new double[2];
    for (int step = 0; step < 2; step++) {
      double[] g;
      try (Network network = on.at(w.clone())) {
        g = gradient(network, FixtureL.RETAIN);
      }
      for (int i = 0; i < 2; i++) {
        double before = velocity[i];
        velocity[i] = 0.9 * before - 0.1 * g[i];
        w[i] += -0.9 * before + 1.9 * velocity[i];
      }
      assertNear(expected[step], w);
      double[] classical =
          FixtureL.after(new FineTune(FixtureL.full(step + 1, 0.1, 0.9, 0)), on.task());
      assertTrue(Math.abs(w[0] - classical[0]) > 0.01, Arrays.toString(classical));
    }
  }

  // T4: random labels

  /** A share of 0.1 in 10⁶ draws has a standard deviation of 0.0003. */
  @Test
  void randomLabelsAreUniformWithOrWithoutTheTrueOne() {
    for (RandomLabel.Labels labels : RandomLabel.Labels.values()) {
      var random = new Seed(1).random();
      int[] drawn = new int[10];
      for (int i = 0; i < 1_000_000; i++) {
        drawn[labels.draw(random, 3, 10)]++;
      }
      boolean all = labels == RandomLabel.Labels.UNIFORM_ALL;
      assertEquals(all ? 0.1 : 0, drawn[3] / 1e6, all ? 0.001 : 0);
      for (int label = 0; label < 10; label++) {
        if (label != 3) {
          assertEquals(all ? 0.1 : 1 / 9.0, drawn[label] / 1e6, 0.0012);
        }
      }
    }
  }

  /** Which side each input of a descent came from, F or R, in the order of use. */
  private String sides(RandomLabel.Order order, int seed) {
    FixtureL original = on.original();
    RandomLabel method =
        new RandomLabel(
            RandomLabel.Labels.UNIFORM_ALL,
            RandomLabel.Redraw.BATCH,
            order,
            new Descents(1, 1, 0.1, 0, 0, Augmentation.NONE));
    FixtureL.after(
        method, FixtureL.task(original, FixtureL.FORGET, FixtureL.RETAIN, new Seed(seed)));
    StringBuilder sides = new StringBuilder();
    for (float[] input : original.seen()) {
      boolean forget = Arrays.equals(input, new float[] {1, 2}) || input[0] == 2;
      sides.append(forget ? 'F' : 'R');
    }
    return sides.toString();
  }

  @Test
  void forgetBatchesComeFirstUnlessShuffledIn() {
    boolean mixed = false;
    for (int seed = 0; seed < 20; seed++) {
      assertEquals("FFRRR", sides(RandomLabel.Order.FORGET_THEN_RETAIN, seed));
      String shuffled = sides(RandomLabel.Order.CONCAT_SHUFFLE, seed);
      assertEquals(5, shuffled.length());
      assertEquals(2, shuffled.chars().filter(side -> side == 'F').count());
      mixed |= !shuffled.startsWith("FF");
    }
    assertTrue(mixed);
  }

  /**
   * At w = 0 eight forget samples of the same input (1, 0) move w₁ by η·(share of label 1 − ½), so
   * that the ends of 0, 1, … 6 epochs tell how many were given label 1 in each.
   */
  @ParameterizedTest
  @EnumSource(RandomLabel.Redraw.class)
  void labelsAreDrawnAsOftenAsSaid(RandomLabel.Redraw redraw) {
    float[] inputs = new float[16];
    for (int i = 0; i < 8; i++) {
      inputs[2 * i] = 1;
    }
    Samples forget = FixtureL.samples(inputs, 0, 1, 0, 1, 0, 1, 0, 1);
    Unlearning task =
        FixtureL.task(on.at(0, 0), forget, FixtureL.samples(new float[0]), new Seed(4));
    double rate = 1e-3;
    double before = 0;
    Set<Long> counts = new TreeSet<>();
    for (int epochs = 1; epochs <= 6; epochs++) {
      RandomLabel method =
          new RandomLabel(
              RandomLabel.Labels.UNIFORM_ALL,
              redraw,
              RandomLabel.Order.FORGET_THEN_RETAIN,
              FixtureL.full(epochs, rate, 0, 0));
      double after = FixtureL.after(method, task)[0];
      counts.add(Math.round(8 * ((after - before) / rate + 0.5)));
      before = after;
    }
    assertEquals(redraw == RandomLabel.Redraw.ONCE, counts.size() == 1, counts.toString());
  }

  // T5: soft threshold

  private double[] shrunk(int q) {
    try (ParameterVector anchor = on.vector(1, 2, 3, 4);
        ParameterVector moved = on.vector(1.1, 1.7, 3.05, 4.4);
        ParameterVector one = anchor.zeros();
        ParameterVector other = anchor.zeros()) {
      SalUnSoft.shrink(moved, anchor, q, one, other);
      return FixtureEngine.values(moved.add(-1, anchor));
    }
  }

  /** |d| = (0.1, 0.3, 0.05, 0.4): the second smallest is 0.1. */
  @Test
  void asManyParametersReturnAsSaidAndTheOthersComeNearer() {
    assertArrayEquals(at(0, -0.2, 0, 0.3), shrunk(2), on.within(1e-12));
    assertArrayEquals(at(0.05, -0.25, 0, 0.35), shrunk(1), on.within(1e-12));
    assertArrayEquals(at(0, 0, 0, 0), shrunk(4), on.within(1e-12));
    assertArrayEquals(at(0.1, -0.3, 0.05, 0.4), shrunk(0), on.within(1e-12));
  }

  /**
   * Forget 2 and retain 3 in batches of 1 are s = 5 steps, S = 10 in 2 epochs. With ρ = 1 of 100:
   * epoch 0: ⌊100·(10 − 1)/10⌋ = 90, epoch 1: ⌊100·(10 − 6)/10⌋ = 40.
   */
  @Test
  void howManyReturnFallsFromEpochToEpoch() {
    Descents descent = new Descents(2, 1, 0.1, 0, 0, Augmentation.NONE);
    SalUnSoft soft = soft(1, false, descent);
    assertEquals(90, soft.returning(on.task(), 0, 100));
    assertEquals(40, soft.returning(on.task(), 1, 100));
    assertEquals(0, soft(0, false, descent).returning(on.task(), 0, 100));
  }

  private static SalUnSoft soft(double share, boolean epochAnchor, Descents descent) {
    RandomLabel host =
        new RandomLabel(
            RandomLabel.Labels.EXCLUDE_TRUE,
            RandomLabel.Redraw.EPOCH,
            RandomLabel.Order.CONCAT_SHUFFLE,
            descent);
    return new SalUnSoft(share, epochAnchor, host);
  }

  /**
   * ρ = 0.6 of 2 parameters and 1 step an epoch in 2 epochs (s = 2, S = 4): q = ⌊1.2·3/4⌋ = 0, then
   * ⌊1.2·1/4⌋ = 0: plain random labels.
   */
  @Test
  void wherePullIsNoneItIsRandomLabel() {
    SalUnSoft soft = soft(0.6, false, FixtureL.full(2, 0.1, 0.9, 0));
    assertArrayEquals(FixtureL.after(soft.host(), on.task()), FixtureL.after(soft, on.task()));
  }

  /**
   * ρ = 1, one epoch (s = 2, S = 2): q = ⌊2·1/2⌋ = 1, so that the parameter that moved least stays
   * and the other moves by the difference.
   */
  @Test
  void oneStepIsPulledBackToTheOriginal() {
    SalUnSoft soft = soft(1, false, FixtureL.full(1, 0.1, 0, 0));
    double[] free = FixtureL.after(soft.host(), on.task());
    double[] d = {free[0] - 0.5, free[1] + 1};
    double[] pulled = FixtureL.after(soft, on.task());
    int least = Math.abs(d[0]) < Math.abs(d[1]) ? 0 : 1;
    double[] expected = {0.5, -1};
    expected[1 - least] +=
        Math.signum(d[1 - least]) * (Math.abs(d[1 - least]) - Math.abs(d[least]));
    assertArrayEquals(expected, pulled, on.within(1e-12));
  }

  // T6: the penalty of l1-sparse

  @Test
  void thePenaltyFallsFromEpochToEpoch() {
    L1Sparse sparse = new L1Sparse(1e-4, 0, FixtureL.full(10, 0.1, 0, 0));
    for (int epoch = 0; epoch < 10; epoch++) {
      assertEquals(1e-4 * (1 - epoch / 10.0), sparse.weight(epoch), 1e-18);
    }
    L1Sparse shorter = new L1Sparse(1, 6, FixtureL.full(10, 0.1, 0, 0));
    assertArrayEquals(
        at(1, 0.75, 0.5, 0.25, 0, 0), IntStream.range(0, 6).mapToDouble(shorter::weight).toArray());
  }

  /** At w = 0 the penalty has no gradient, so a step is that of fine-tuning. */
  @Test
  void aParameterOfZeroIsNotPenalised() {
    Descents one = FixtureL.full(1, 0.1, 0, 0);
    Unlearning task = FixtureL.task(on.at(0, 0), FixtureL.FORGET, FixtureL.RETAIN, new Seed(1));
    assertArrayEquals(
        FixtureL.after(new FineTune(one), task), FixtureL.after(new L1Sparse(1, 0, one), task));
  }
}
