package org.lethe.results;

import java.util.Arrays;
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

  /** Arrays of one thread, since an estimate takes less time than clearing new ones. */
  private static final class Scratch {
    final double[] means = new double[RESAMPLES];
    final double[] below = new double[RESAMPLES];
    final double[] above = new double[RESAMPLES];
  }

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

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
    Scratch scratch = SCRATCH.get();
    if (n <= KEPT_UP_TO) {
      meansFromCounts(values, COUNTS.computeIfAbsent(n, Bootstrap::counts), scratch.means);
    } else {
      meansFromDraws(values, scratch.means);
    }
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return ends(scratch, Math.sqrt(squares) / n);
  }

  // Four values at a time: the loop is bound by reading and writing the means.
  private static void meansFromCounts(double[] values, double[][] counts, double[] means) {
    int n = values.length;
    Arrays.fill(means, 0);
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

  private static void meansFromDraws(double[] values, double[] means) {
    int n = values.length;
    UniformRandomProvider random = SEED.derive("n", n).random();
    for (int b = 0; b < RESAMPLES; b++) {
      double sum = 0;
      for (int draw = 0; draw < n; draw++) {
        sum += values[random.nextInt(n)];
      }
      means[b] = sum / n;
    }
  }

  /**
   * The 2.5 % and 97.5 % quantiles of means around 0, linear between neighbours (Hyndman and Fan's
   * type 7, NumPy's default). Nothing is sorted: the two neighbours are selected among a tail. What
   * lies beyond 1.8 standard errors is some 4 % of a normal law on either side, and where that is
   * too few both tails are widened.
   */
  private static Interval ends(Scratch scratch, double standardError) {
    double position = 0.025 * (RESAMPLES - 1);
    int rank = (int) position;
    int low = 0;
    int high = 0;
    for (double width = 1.8; Math.min(low, high) < rank + 2; width -= 0.6) {
      double beyond = width > 0 ? width * standardError : Double.NEGATIVE_INFINITY;
      low = 0;
      high = 0;
      // Without a branch: whether a mean belongs to a tail cannot be predicted.
      for (double mean : scratch.means) {
        scratch.below[low] = mean;
        low += mean >= -beyond ? 0 : 1;
        scratch.above[high] = -mean;
        high += mean <= beyond ? 0 : 1;
      }
    }
    return new Interval(
        quantile(scratch.below, low, rank, position - rank),
        -quantile(scratch.above, high, rank, position - rank));
  }

  private static double quantile(double[] tail, int length, int rank, double between) {
    Selection.select(tail, 0, length, new int[] {rank, rank + 1});
    return tail[rank] + between * (tail[rank + 1] - tail[rank]);
  }
}
