package org.lethe.results;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Means over seeds and their 95 % intervals: Student's t below {@value #BOOTSTRAP_FROM} values,
 * percentile bootstrap from there on. Pure functions: equal values in equal order give equal bits.
 */
public final class Statistics {

  /** From this many values on, intervals are bootstrapped. */
  public static final int BOOTSTRAP_FROM = 10;

  /** Two-sided 97.5 % points of Student's t; the index is the degrees of freedom. */
  private static final double[] STUDENT = new double[BOOTSTRAP_FROM - 1];

  static {
    for (int degrees = 1; degrees < STUDENT.length; degrees++) {
      STUDENT[degrees] = TDistribution.of(degrees).inverseSurvivalProbability(0.025);
    }
  }

  private Statistics() {}

  /**
   * Mean, standard deviation and 95 % interval.
   *
   * @param values finite, {@code [n]}, one a seed, in the order of the seeds
   * @throws IllegalArgumentException if there are none
   */
  public static Estimate estimate(double[] values) {
    int n = values.length;
    double mean = mean(values);
    if (n == 1) {
      return new Estimate(mean, Double.NaN, Double.NaN, Double.NaN, 1);
    }
    double sd = sd(values);
    if (sd == 0) {
      return new Estimate(mean, 0, mean, mean, n);
    }
    if (n < BOOTSTRAP_FROM) {
      double half = STUDENT[n - 1] * sd / Math.sqrt(n);
      return new Estimate(mean, sd, mean - half, mean + half, n);
    }
    double[] deviations = new double[n];
    for (int i = 0; i < n; i++) {
      deviations[i] = values[i] - mean;
    }
    Bootstrap.Interval around = Bootstrap.ofMean(deviations);
    return new Estimate(mean, sd, mean + around.low(), mean + around.high(), n);
  }

  /**
   * The mean of {@code first − second} over pairs, with its interval.
   *
   * @param first {@code [n]}
   * @param second {@code [n]}, the same seeds in the same order
   */
  public static Estimate paired(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "first.length=" + first.length + ", second.length=" + second.length);
    }
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = first[i] - second[i];
    }
    return estimate(differences);
  }

  /**
   * The mean. Equal values have exactly that value as mean, so that a constant curve does not seem
   * to move.
   *
   * @throws IllegalArgumentException if there is no value
   */
  public static double mean(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to take the mean of");
    }
    double first = values[0];
    double sum = 0;
    for (double value : values) {
      sum += value - first;
    }
    return first + sum / values.length;
  }

  /** The sample standard deviation (n − 1 below); NaN for one value. */
  public static double sd(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length == 1 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }
}
