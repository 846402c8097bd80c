package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards against losses that overflow, means over the wrong count, and gradients that are not the
 * slope of their loss: a network would learn something else and nothing would say so.
 */
class LossesTest {
  private static final float[] TWO_ROWS = {1, 0, -1, 0, 0, 0};

  private static double value(LogitLoss loss, float[] logits, int classes) {
    return loss.of(logits, logits.length / classes, classes, new float[logits.length]);
  }

  private static float[] gradient(LogitLoss loss, float[] logits, int classes) {
    float[] gradient = new float[logits.length];
    loss.of(logits, logits.length / classes, classes, gradient);
    return gradient;
  }

  /**
   * e + 1 + 1/e = 4.0861613, so p = (0.6652410, 0.2447285, 0.0900306) and −log p₀ = 0.4076060; of
   * the second row log 3 = 1.0986123: the mean is 0.7531091. Gradients (p − 1[k = y])/2.
   */
  @Test
  void crossEntropyIsAMeanOverExamples() {
    LogitLoss loss = Losses.crossEntropy(new int[] {0, 2});
    assertEquals(0.7531091, value(loss, TWO_ROWS, 3), 1e-7);
    assertArrayEquals(
        new float[] {-0.1673795f, 0.1223642f, 0.0450153f, 1 / 6f, 1 / 6f, -1 / 3f},
        gradient(loss, TWO_ROWS, 3),
        1e-7f);
  }

  /** log 4.0861613 − (0.5·1 + 0.25·0 − 0.25·1) = 1.4076060 − 0.25, and p − t. */
  @Test
  void softLabelsWeighTheClasses() {
    LogitLoss loss = Losses.crossEntropy(new float[] {0.5f, 0.25f, 0.25f});
    float[] row = {1, 0, -1};
    assertEquals(1.1576060, value(loss, row, 3), 1e-7);
    assertArrayEquals(
        new float[] {0.1652410f, -0.0052715f, -0.1599694f}, gradient(loss, row, 3), 1e-7f);
  }

  @Test
  void aSoftLabelOfOneClassIsAHardOne() {
    LogitLoss hard = Losses.crossEntropy(new int[] {1, 0});
    LogitLoss soft = Losses.crossEntropy(new float[] {0, 1, 0, 1, 0, 0});
    assertEquals(value(hard, TWO_ROWS, 3), value(soft, TWO_ROWS, 3));
    assertArrayEquals(gradient(hard, TWO_ROWS, 3), gradient(soft, TWO_ROWS, 3));
  }

  /** (1 + 4)/2 + (0 + 9)/2 and 2z/2. */
  @Test
  void theSquaredNormIsAMeanOverExamples() {
    float[] logits = {1, 2, 0, 3};
    assertEquals(7, value(Losses.squaredNorm(), logits, 2));
    assertArrayEquals(logits, gradient(Losses.squaredNorm(), logits, 2));
  }

  @Test
  void farLogitsDoNotOverflow() {
    float[] far = {1000, -1000};
    assertEquals(0, value(Losses.crossEntropy(new int[] {0}), far, 2));
    assertEquals(2000, value(Losses.crossEntropy(new int[] {1}), far, 2));
    assertArrayEquals(new float[] {1, -1}, gradient(Losses.crossEntropy(new int[] {1}), far, 2));
    assertEquals(
        1000,
        value(Losses.divergence(new float[] {0, 1}, 2, 1, Losses.Reduction.BATCH_MEAN), far, 2));
    assertArrayEquals(new float[] {1, 0}, Losses.softmax(far, 2, 1));
  }

  @Test
  void aDivergenceIsNothingForEqualDistributionsAndElsePositive() {
    float[] target = Losses.softmax(TWO_ROWS, 3, 4);
    LogitLoss loss = Losses.divergence(target, 4, 1, Losses.Reduction.BATCH_MEAN);
    assertEquals(0, value(loss, TWO_ROWS, 3), 1e-7);
    assertArrayEquals(new float[6], gradient(loss, TWO_ROWS, 3), 1e-7f);
    assertTrue(value(loss, new float[] {0, 1, 2, 3, 0, 0}, 3) > 0.01);
  }

  /** e^0.1 + 1 + e^−0.1 = 3.0100084; at T = 0.1 the second is e^−10 of the first. */
  @Test
  void temperatureEvensOut() {
    float[] row = {1, 0, -1};
    assertArrayEquals(
        new float[] {0.3671654f, 0.3322250f, 0.3006096f}, Losses.softmax(row, 3, 10), 1e-6f);
    assertArrayEquals(new float[] {1, 0, 0}, Losses.softmax(row, 3, 0.1), 1e-4f);
  }

  @Test
  void factorsAndSumsAreOfValuesAndGradients() {
    LogitLoss one = Losses.crossEntropy(new int[] {0, 2});
    LogitLoss other = Losses.squaredNorm();
    LogitLoss both = Losses.sum(Losses.scaled(-2, one), other);
    assertEquals(
        value(other, TWO_ROWS, 3) - 2 * value(one, TWO_ROWS, 3), value(both, TWO_ROWS, 3), 1e-12);
    float[] expected = gradient(other, TWO_ROWS, 3);
    float[] descended = gradient(one, TWO_ROWS, 3);
    for (int i = 0; i < expected.length; i++) {
      expected[i] -= 2 * descended[i];
    }
    assertArrayEquals(expected, gradient(both, TWO_ROWS, 3));
  }

  /** Central differences with steps that single precision holds exactly. */
  @Test
  void everyGradientIsTheSlopeOfItsLoss() {
    float[] soft = Losses.softmax(new float[] {0, 1, 2, 1, 0, -2}, 3, 1);
    Map<String, LogitLoss> losses = new TreeMap<>();
    losses.put("hard", Losses.crossEntropy(new int[] {2, 1}));
    losses.put("soft", Losses.crossEntropy(soft));
    losses.put("batch", Losses.divergence(soft, 2, 3, Losses.Reduction.BATCH_MEAN));
    losses.put("element", Losses.divergence(soft, 2, 3, Losses.Reduction.ELEMENT_MEAN));
    losses.put("distillation", Losses.distillation(new float[] {1, 2, 3, 3, 2, 1}, 3, 4));
    losses.put("norm", Losses.squaredNorm());
    losses.put("ascent", Losses.scaled(-0.5, Losses.crossEntropy(new int[] {0, 0})));
    UniformRandomProvider random = new Seed(9).random();
    float[] logits = new float[6];
    for (int i = 0; i < 6; i++) {
      logits[i] = random.nextInt(-64, 65) / 32f;
    }
    float step = 1 / 128f;
    losses.forEach(
        (name, loss) -> {
          float[] gradient = gradient(loss, logits, 3);
          for (int i = 0; i < 6; i++) {
            float[] ahead = logits.clone();
            float[] behind = logits.clone();
            ahead[i] += step;
            behind[i] -= step;
            double slope = (value(loss, ahead, 3) - value(loss, behind, 3)) / (2 * step);
            assertEquals(slope, gradient[i], 2e-5, name + " at " + i);
          }
        });
  }
}
