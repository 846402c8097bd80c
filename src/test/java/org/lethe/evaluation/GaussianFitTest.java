package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.results.Measurement;

/**
 * Guards the estimate of KL from data against the plug-in's excess, which in d dimensions is as
 * large as a small divergence, and against a number where there can be none.
 */
class GaussianFitTest {
  private static final int D = 20;
  private static final int N = 200;

  /** p1 = N(0, I), p2 = N(shift·e1, I); N training and N test samples of each. */
  private static ExampleSet drawn(double shift, int constantFeatures, long seed) {
    UniformRandomProvider random = new Seed(seed).random();
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    int n = 4 * N;
    float[] values = new float[n * D];
    Side[] sides = new Side[n];
    Part[] parts = new Part[n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      sides[i] = i % 2 == 0 ? Side.FORGET : Side.RETAIN;
      parts[i] = i < 2 * N ? Part.TRAIN : Part.TEST;
      labels[i] = i % 2;
      for (int j = constantFeatures; j < D; j++) {
        double mean = j == D - 1 && sides[i] == Side.RETAIN ? shift : 0;
        values[i * D + j] = (float) (mean + normal.sample());
      }
    }
    return new ExampleSet(
        "drawn",
        IntStream.range(0, n).mapToObj(Integer::toString).toList(),
        new Content.Numbers(new DenseFeatures(values, n, D)),
        sides,
        labels,
        List.of("p1", "p2"),
        parts,
        Optional.empty());
  }

  private static List<Measurement> measured(ExampleSet examples, boolean[] removed) {
    return GaussianFit.of(examples, ((Content.Numbers) examples.content()).rows())
        .map(fit -> fit.measure(removed))
        .orElse(Collections.emptyList());
  }

  @Test
  void isRightOnAverageWhereThePlugInWouldBeFarOff() {
    // Nothing removed, equal sizes: p has its mean halfway, so KL(p1‖p) = (1/2)²·κ = 0.5²/8 =
    // 0.03125.
    // The plug-in would be larger by 20/2·(1/200 + 1/400) = 0.075.
    double sum = 0;
    int runs = 60;
    for (int run = 0; run < runs; run++) {
      sum += measured(drawn(0.5, 0, run), new boolean[N]).get(0).value();
    }
    // sd of one run is about 0.03, so the mean of 60 has a standard error of 0.004
    assertEquals(0.03125, sum / runs, 0.016);
  }

  @Test
  void withAllOfP1RemovedWhatIsLeftIsP2() {
    boolean[] all = new boolean[N];
    java.util.Arrays.fill(all, true);
    List<Measurement> values = measured(drawn(3, 0, 5), all);
    assertEquals(4.5, values.get(0).value(), 0.9); // κ = 3²/2
    assertEquals(0, values.get(1).value(), 0.1);
  }

  @Test
  void aSingularCovarianceGivesNoNumber() {
    assertTrue(measured(drawn(1, 2, 1), new boolean[N]).isEmpty());
  }
}
