package org.lethe.results;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * One metric on one split along one curve, for every seed. Inside this package only: a missing
 * value is NaN here, and never leaves.
 *
 * @param curve what it belongs to
 * @param seeds ascending, {@code [s]}
 * @param budgets ascending, {@code [b]}
 * @param own whether the curve has trials of its own at a budget, or only the ends shared by all
 *     rules, {@code [b]}
 * @param values {@code [s][b]}
 */
record Series(
    CurveKey curve,
    String metric,
    String split,
    String unit,
    Direction direction,
    long[] seeds,
    double[] budgets,
    boolean[] own,
    double[][] values) {

  /** The position of a budget, or a negative number. */
  int indexOf(double budget) {
    return Arrays.binarySearch(budgets, budget);
  }

  /** The values at one budget over the seeds that have one, in the order of the seeds. */
  double[] at(int budget) {
    return Arrays.stream(values)
        .mapToDouble(ofSeed -> ofSeed[budget])
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  /** The same over some of the seeds. */
  double[] at(int budget, LongPredicate which) {
    return IntStream.range(0, seeds.length)
        .filter(s -> which.test(seeds[s]))
        .mapToDouble(s -> values[s][budget])
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  /** Value at one budget minus value at another, over the seeds that have both. */
  double[] change(int from, int to) {
    return Arrays.stream(values)
        .mapToDouble(ofSeed -> ofSeed[to] - ofSeed[from])
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  /** Whether the retained side is what is measured. */
  boolean retained() {
    return split.startsWith("retain");
  }
}
