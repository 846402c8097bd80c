package org.lethe.theory;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The crossings of many runs; runs that did not cross are counted, never dropped silently. */
public final class CrossingSample {
  private final double[] sorted;
  private final int runs;

  private CrossingSample(double[] sorted, int runs) {
    this.sorted = sorted;
    this.runs = runs;
  }

  static CrossingSample of(List<OptionalDouble> crossings) {
    double[] reached =
        crossings.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    return new CrossingSample(reached, crossings.size());
  }

  /** How many runs there were. */
  public int runs() {
    return runs;
  }

  /** How many of them crossed. */
  public int reached() {
    return sorted.length;
  }

  /** Mean budget over the runs that crossed. */
  public OptionalDouble mean() {
    return Arrays.stream(sorted).average();
  }

  /** Sample standard deviation over the runs that crossed; empty below two. */
  public OptionalDouble standardDeviation() {
    if (sorted.length < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean().orElseThrow();
    double sum = 0;
    for (double x : sorted) {
      sum += (x - mean) * (x - mean);
    }
    return OptionalDouble.of(Math.sqrt(sum / (sorted.length - 1)));
  }

  /**
   * A quantile over the runs that crossed, interpolated; (0.025, 0.975) is where 95 % of single
   * runs fall.
   *
   * @param probability 0 to 1
   */
  public OptionalDouble quantile(double probability) {
    Check.share("probability", probability);
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    double at = probability * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return OptionalDouble.of(sorted[below] + (at - below) * (sorted[above] - sorted[below]));
  }
}
