package org.lethe.results;

import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.numbers.arrays.Selection;
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
  private static final ConcurrentHashMap<Integer, double[][]> COUNTS = new ConcurrentHashMap<>();

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
    double low = lowQuantile(means, standardError);
    for (int b = 0; b < means.length; b++) {
      means[b] = -means[b];
    }
    return new Interval(low, -lowQuantile(means, standardError));
  }

  // Four values at a time: the loop is bound by reading and writing the means.
  private static double[] meansFromCounts(double[] values, double[][] counts) {
    int n = values.length;
    double[] means = new double[RESAMPLES];
    int i = 0;
    for (; i + 3 < n; i += 4) {
      add(
          means,
          counts[i],
          values[i] / n,
          counts[i + 1],
          values[i + 1] / n,
          counts[i + 2],
          values[i + 2] / n,
          counts[i + 3],
          values[i + 3] / n);
    }
    for (; i < n; i++) {
      add(means, counts[i], values[i] / n);
    }
    return means;
  }

  private static void add(
      double[] means,
      double[] count0,
      double share0,
      double[] count1,
      double share1,
      double[] count2,
      double share2,
      double[] count3,
      double share3) {
    for (int b = 0; b < RESAMPLES; b++) {
      means[b] += count0[b] * share0 + count1[b] * share1 + count2[b] * share2 + count3[b] * share3;
    }
  }

  private static void add(double[] means, double[] count, double share) {
    for (int b = 0; b < RESAMPLES; b++) {
      means[b] += count[b] * share;
    }
  }

  private static double[][] counts(int n) {
    double[][] counts = new double[n][RESAMPLES];
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
   * The 2.5 % quantile of values around 0, linear between neighbours (Hyndman and Fan's type 7,
   * NumPy's default). Nothing is sorted: the two neighbours are selected among a tail. What lies
   * below −1.8 standard errors is some 4 % of a normal law, and where that is too few the tail is
   * widened.
   */
  private static double lowQuantile(double[] means, double standardError) {
    double position = 0.025 * (means.length - 1);
    int rank = (int) position;
    double[] tail = new double[means.length];
    int length = 0;
    for (double width = 1.8; length < rank + 2; width -= 0.6) {
      length = width > 0 ? tail(means, -width * standardError, tail) : copy(means, tail);
    }
    Selection.select(tail, 0, length, new int[] {rank, rank + 1});
    return tail[rank] + (position - rank) * (tail[rank + 1] - tail[rank]);
  }

  // Written without a branch: whether a mean belongs to the tail cannot be predicted.
  private static int tail(double[] means, double below, double[] tail) {
    int length = 0;
    for (double mean : means) {
      tail[length] = mean;
      length += mean < below ? 1 : 0;
    }
    return length;
  }

  private static int copy(double[] means, double[] tail) {
    System.arraycopy(means, 0, tail, 0, means.length);
    return means.length;
  }
}
