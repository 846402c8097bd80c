package org.lethe.results;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.nd.Seed;

/**
 * The percentile bootstrap of a mean (Efron 1979): {@value #RESAMPLES} times n values drawn with
 * replacement, and the 2.5 % and 97.5 % quantiles of their means.
 *
 * <p>A mean does not care in which order its values were drawn, only how often each was. So the
 * draws for n values are kept as counts, {@code [n][resamples]}, made once for each n from a
 * constant seed; every estimate is then a product of that matrix with its values, which the
 * compiler turns into vector instructions. Sharing the draws between estimates also means that two
 * metrics of the same seeds are resampled alike.
 */
final class Bootstrap {

  static final int RESAMPLES = 10_000;

  /** Above this the counts are not kept: nobody has that many seeds twice. */
  private static final int KEPT_UP_TO = 128;

  private static final Seed SEED = new Seed(20260721).derive("bootstrap over seeds");
  private static final ConcurrentHashMap<Integer, float[][]> COUNTS = new ConcurrentHashMap<>();

  private Bootstrap() {}

  /** The ends of an interval. */
  record Interval(double low, double high) {}

  /**
   * The 95 % interval of a mean.
   *
   * @param values {@code [n]}, centred by the caller (their mean is 0), which keeps the digits
   */
  static Interval ofMean(double[] values) {
    int n = values.length;
    double[] means =
        n <= KEPT_UP_TO
            ? meansFromCounts(values, COUNTS.computeIfAbsent(n, Bootstrap::counts))
            : meansFromDraws(values);
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    double standardError = Math.sqrt(squares) / n;
    return new Interval(
        lowQuantile(means, -standardError), -lowQuantile(negated(means), -standardError));
  }

  private static double[] meansFromCounts(double[] values, float[][] counts) {
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < values.length; i++) {
      float[] count = counts[i];
      double share = values[i] / values.length;
      for (int b = 0; b < RESAMPLES; b++) {
        means[b] += count[b] * share;
      }
    }
    return means;
  }

  private static float[][] counts(int n) {
    float[][] counts = new float[n][RESAMPLES];
    UniformRandomProvider random = SEED.derive("n", n).random();
    for (int b = 0; b < RESAMPLES; b++) {
      for (int draw = 0; draw < n; draw++) {
        counts[random.nextInt(n)][b]++;
      }
    }
    return counts;
  }

  private static double[] meansFromDraws(double[] values) {
    int n = values.length;
    UniformRandomProvider random = SEED.derive("n", n).random();
    double[] means = new double[RESAMPLES];
    for (int b = 0; b < RESAMPLES; b++) {
      double sum = 0;
      for (int draw = 0; draw < n; draw++) {
        sum += values[random.nextInt(n)];
      }
      means[b] = sum / n;
    }
    return means;
  }

  /**
   * The 2.5 % quantile, linear between neighbours (Hyndman and Fan's type 7, NumPy's default). Only
   * the values below the hint are sorted, where they are enough: a few hundred of 10,000.
   */
  private static double lowQuantile(double[] means, double hint) {
    double position = 0.025 * (means.length - 1);
    int rank = (int) position;
    double[] tail = Arrays.stream(means).filter(mean -> mean < hint).toArray();
    if (tail.length < rank + 2) {
      tail = means.clone();
    }
    Arrays.sort(tail);
    return tail[rank] + (position - rank) * (tail[rank + 1] - tail[rank]);
  }

  private static double[] negated(double[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = -values[i];
    }
    return result;
  }
}
