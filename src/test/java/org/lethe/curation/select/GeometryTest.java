package org.lethe.curation.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;

/** What theory is fed with: a biased κ̂ or a wrong eigenvalue would be believed. */
class GeometryTest {

  /** Standard normal rows about {@code mean} on the first axis; the last axis is stretched. */
  static DenseFeatures gaussian(int n, int d, double mean, double stretch, Seed seed) {
    UniformRandomProvider random = seed.random();
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      double value = normal.sample();
      values[i] = (float) (i % d == 0 ? value + mean : i % d == d - 1 ? stretch * value : value);
    }
    return new DenseFeatures(values, n, d);
  }

  private static Geometry of(int n, int d, double mean, double stretch, long seed) {
    return Geometry.of(
            Sides.of(
                gaussian(n, d, 0, stretch, new Seed(seed)),
                gaussian(n, d, mean, stretch, new Seed(-seed)),
                List.of()))
        .orElseThrow();
  }

  @Test
  void kappaIsRightOnAverageAlsoWithFewSamples() {
    // κ = ½·2² = 2; with n = 60 and d = 20 the plug-in value is about 3.6 on average
    double sum = 0;
    int runs = 200;
    for (int run = 1; run <= runs; run++) {
      sum += of(60, 20, 2, 1, run).kappa();
    }
    assertEquals(2, sum / runs, 0.1);
  }

  @Test
  void theConditionIsTheRatioOfTheOuterEigenvalues() {
    // axes of variance 1 and 10⁴
    assertEquals(1e4, of(4000, 3, 1, 100, 5).condition(), 1e3);
  }

  @Test
  void theClusterIndexKnowsOneGaussianFromTwoGroups() {
    assertEquals(1 - 2 / Math.PI, of(4000, 2, 0, 1, 3).clusterIndex(), 0.02);
    DenseFeatures left = gaussian(500, 2, -5, 1, new Seed(1));
    DenseFeatures right = gaussian(500, 2, 5, 1, new Seed(2));
    Sides groups =
        Sides.of(
            gaussian(500, 2, 0, 1, new Seed(3)),
            (DenseFeatures) org.lethe.nd.Stack.of(left, right),
            List.of());
    // along the first axis variance 26, within the groups 1
    assertEquals(1 / 26.0, Geometry.of(groups).orElseThrow().clusterIndex(), 0.01);
  }

  @Test
  void theBestCutIsFoundByHand() {
    // {0, 1 | 9, 10}: within 0.5 + 0.5, about the mean 5: 25 + 16 + 16 + 25
    assertEquals(1 / 82.0, Geometry.bestCut(new double[] {9, 0, 10, 1}), 1e-12);
    assertEquals(1, Geometry.bestCut(new double[] {3, 3, 3}));
  }

  @Test
  void whereTheCovarianceCannotBeInvertedThereIsNone() {
    Sides fewer =
        Sides.of(gaussian(3, 10, 0, 1, new Seed(1)), gaussian(4, 10, 0, 1, new Seed(2)), List.of());
    assertEquals(Optional.empty(), Geometry.of(fewer));
    Sides constant =
        Sides.of(gaussian(50, 3, 0, 0, new Seed(1)), gaussian(50, 3, 1, 0, new Seed(2)), List.of());
    assertEquals(Optional.empty(), Geometry.of(constant));
    SparseFeatures sparse =
        new SparseFeatures(new int[] {0, 1, 2}, new int[] {0, 1}, new double[] {1, 2}, 2);
    assertTrue(Geometry.of(Sides.of(sparse, sparse, List.of())).isEmpty());
  }
}
