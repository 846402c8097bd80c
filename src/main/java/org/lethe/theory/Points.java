package org.lethe.theory;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Points drawn from N(0, I_d), row-major {@code [n·d]}, and what the rules ask of them. */
final class Points {
  private final double[] values;
  private final int count;
  private final int dimension;

  private Points(double[] values, int count, int dimension) {
    this.values = values;
    this.count = count;
    this.dimension = dimension;
  }

  static Points draw(UniformRandomProvider random, int count, int dimension) {
    double[] values = new double[Math.multiplyExact(count, dimension)];
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < values.length; i++) {
      values[i] = gaussian.sample();
    }
    return new Points(values, count, dimension);
  }

  /** Their mean, {@code [d]}. */
  double[] mean() {
    double[] mean = new double[dimension];
    for (int i = 0; i < count; i++) {
      addTo(mean, i);
    }
    for (int j = 0; j < dimension; j++) {
      mean[j] /= count;
    }
    return mean;
  }

  void addTo(double[] sum, int point) {
    int at = point * dimension;
    for (int j = 0; j < dimension; j++) {
      sum[j] += values[at + j];
    }
  }

  /** sign · ‖x − center‖² of each. */
  void squaredDistances(double[] center, int sign, double[] result) {
    for (int i = 0, at = 0; i < count; i++) {
      double sum = 0;
      for (int j = 0; j < dimension; j++, at++) {
        double difference = values[at] - center[j];
        sum += difference * difference;
      }
      result[i] = sign * sum;
    }
  }

  /** ⟨x, from − to⟩ of each. */
  void projections(double[] from, double[] to, double[] result) {
    for (int i = 0, at = 0; i < count; i++) {
      double sum = 0;
      for (int j = 0; j < dimension; j++, at++) {
        sum += values[at] * (from[j] - to[j]);
      }
      result[i] = sum;
    }
  }
}
