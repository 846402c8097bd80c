package org.lethe.curation.select;

import java.util.Arrays;
import java.util.Optional;
import org.lethe.nd.Cholesky;
import org.lethe.nd.Features;
import org.lethe.nd.Scatter;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;
import org.lethe.nd.Vectors;
import org.lethe.theory.KappaEstimate;
import org.lethe.theory.SampleSizes;

/**
 * How the two sides lie to each other, as two Gaussians with one covariance would see it.
 *
 * @param kappa κ̂ = KL(p1‖p2), nats, bias-corrected (too large by d/2·(1/n1 + 1/n2) otherwise); may
 *     be negative where the sides cannot be told apart
 * @param condition largest over smallest eigenvalue of the pooled covariance
 * @param clusterIndex of the retained side: what is left of the variance along one of its principal
 *     directions when it is cut in two at the best place (Liu et al., JASA 2008, 2.2), the smallest
 *     over the first directions; 1 − 2/π = 0.36 for a Gaussian, 0.25 for a uniform law, towards 0
 *     for two far groups
 */
record Geometry(double kappa, double condition, double clusterIndex) {
  private static final int DIRECTIONS = 5;
  private static final int ITERATIONS = 100;

  /** Below this the retained side looks like separate groups: a uniform law has 0.25. */
  static final double SEPARATE_GROUPS = 0.22;

  /**
   * Measures it; empty where the pooled covariance is not invertible: sparse features, fewer
   * samples than features, features that depend on others.
   */
  static Optional<Geometry> of(Sides sides) {
    int d = sides.dimension();
    int n1 = sides.forget().rows();
    int n2 = sides.retain().rows();
    if (sides.forget() instanceof SparseFeatures || (long) n1 + n2 < d + 4L || d > 8192) {
      return Optional.empty();
    }
    double[] mean1 = sides.forget().mean();
    double[] mean2 = sides.retain().mean();
    double[] within2 = Scatter.about(mean2, sides.retain());
    double[] pooled = Scatter.about(mean1, sides.forget());
    for (int at = 0; at < pooled.length; at++) {
      pooled[at] = (pooled[at] + within2[at]) / (n1 + n2 - 2.0);
    }
    Cholesky factor;
    try {
      factor = Cholesky.of(pooled, d);
    } catch (IllegalArgumentException singular) {
      return Optional.empty(); // which is what is to be said of it
    }
    double[] gap = new double[d];
    Arrays.setAll(gap, j -> mean1[j] - mean2[j]);
    double plugIn = 0.5 * Vectors.dot(gap, factor.solve(gap));
    double kappa = KappaEstimate.pooledCovariance(plugIn, d, new SampleSizes(n1, n2));
    double largest = norm(pooled, d, v -> multiply(pooled, v));
    double smallest = 1 / norm(pooled, d, factor::solve);
    return Optional.of(new Geometry(kappa, largest / smallest, clusterIndex(within2, sides)));
  }

  @FunctionalInterface
  private interface Linear {
    double[] of(double[] vector);
  }

  /** The largest eigenvalue of a symmetric positive map, by power iteration from a fixed start. */
  private static double norm(double[] matrix, int d, Linear map) {
    double[] vector = start(matrix, d);
    double length = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      double[] next = map.of(vector);
      length = Math.sqrt(Vectors.dot(next, next));
      if (!(length > 0)) {
        return 0;
      }
      double scale = 1 / length;
      Arrays.setAll(next, j -> next[j] * scale);
      vector = next;
    }
    return length;
  }

  /** A direction that is no eigenvector of anything but by accident. */
  private static double[] start(double[] matrix, int d) {
    double[] vector = new double[d];
    int[] order = new Seed(matrix.length).derive("geometry").permutation(d);
    for (int j = 0; j < d; j++) {
      vector[j] = (1 + order[j]) / Math.sqrt(d * (double) d * d / 3);
    }
    return vector;
  }

  private static double[] multiply(double[] matrix, double[] vector) {
    int d = vector.length;
    double[] result = new double[d];
    for (int i = 0; i < d; i++) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum += matrix[i * d + j] * vector[j];
      }
      result[i] = sum;
    }
    return result;
  }

  private static double clusterIndex(double[] scatter, Sides sides) {
    int d = sides.dimension();
    double[] left = scatter.clone();
    double smallest = 1;
    for (int k = 0; k < Math.min(DIRECTIONS, d); k++) {
      double[] direction = start(left, d);
      double length = 0;
      for (int i = 0; i < ITERATIONS; i++) {
        double[] next = multiply(left, direction);
        length = Math.sqrt(Vectors.dot(next, next));
        if (!(length > 0)) {
          return smallest;
        }
        double scale = 1 / length;
        Arrays.setAll(next, j -> next[j] * scale);
        direction = next;
      }
      smallest = Math.min(smallest, bestCut(projections(sides.retain(), direction)));
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          left[i * d + j] -= length * direction[i] * direction[j];
        }
      }
    }
    return smallest;
  }

  private static double[] projections(Features rows, double[] direction) {
    return rows.multiply(direction);
  }

  /** What is left of the sum of squares when the values are cut in two at the best place. */
  static double bestCut(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double mean = Arrays.stream(sorted).average().orElse(0);
    double total = 0;
    for (double value : sorted) {
      total += (value - mean) * (value - mean);
    }
    if (!(total > 0)) {
      return 1;
    }
    double best = 0; // between the groups: Σ of the left about the mean, squared, over its weights
    double sum = 0;
    for (int i = 1; i < n; i++) {
      sum += sorted[i - 1] - mean;
      best = Math.max(best, sum * sum * n / ((double) i * (n - i)));
    }
    return 1 - best / total;
  }
}
