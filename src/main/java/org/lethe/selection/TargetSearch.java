package org.lethe.selection;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Finds budgets. What is searched is judged on the validation part; the test part is for reporting.
 */
public final class TargetSearch {

  private TargetSearch() {}

  /**
   * What a budget does.
   *
   * @param forget the forgetting metric on forget-validation
   * @param retainedLoss how much worse the retained metric is on retain-validation than at budget
   *     0, in its unit; below 0 where it is better
   */
  public record Effect(double forget, double retainedLoss) {}

  /**
   * What a search found.
   *
   * @param budget the smallest budget that was seen to reach the level under the floor; empty if
   *     none did
   * @param level the forgetting level in the metric's unit
   * @param seen the effect of every count that was tried
   */
  public record Found(
      Optional<Budget.Count> budget, double level, SortedMap<Integer, Effect> seen) {
    public Found {
      seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
    }
  }

  /**
   * The smallest budget that meets a target. First a pass over an even grid from below, since
   * effects need not be monotone; then halving between the first grid point that meets the target
   * and the one before, down to a single sample. So between grid points that miss the target a
   * shorter dip into it can be overlooked.
   *
   * @param n1 how many forget samples there are
   * @param effect of removing the first so many samples; called once a count
   */
  public static Found search(Target target, int n1, IntFunction<Effect> effect) {
    SortedMap<Integer, Effect> seen = new TreeMap<>();
    Effect start = seen.computeIfAbsent(0, effect::apply);
    double full =
        target.reading() == Target.Reading.HALFWAY
            ? seen.computeIfAbsent(n1, effect::apply).forget()
            : Double.NaN;
    double level = target.absolute(start.forget(), full);
    boolean falling = falling(target, start.forget(), level, full);
    IntPredicate meets =
        count -> {
          Effect there = seen.computeIfAbsent(count, effect::apply);
          boolean reached = falling ? there.forget() <= level : there.forget() >= level;
          return reached && there.retainedLoss() <= target.tolerated();
        };
    int before = -1;
    for (int step = 0; step <= target.steps(); step++) {
      int count = (int) Math.round((double) step * n1 / target.steps());
      if (meets.test(count)) {
        int found = before < 0 ? count : between(before, count, meets);
        return new Found(Optional.of(new Budget.Count(found)), level, seen);
      }
      before = count;
    }
    return new Found(Optional.empty(), level, seen);
  }

  /**
   * The smallest count at which something holds, for conditions that once true stay true: for
   * instance that a bound of the theory guarantees ε. Empty if it does not hold at n1.
   */
  public static OptionalInt smallest(int n1, IntPredicate holds) {
    if (holds.test(0)) {
      return OptionalInt.of(0);
    }
    return holds.test(n1) ? OptionalInt.of(between(0, n1, holds)) : OptionalInt.empty();
  }

  /** Which way the metric has to go: towards the level from where it starts. */
  private static boolean falling(Target target, double start, double level, double full) {
    return target.reading() == Target.Reading.HALFWAY ? full <= start : level <= start;
  }

  /** Halves (low, high], where the condition fails at low and holds at high. */
  private static int between(int low, int high, IntPredicate holds) {
    int failing = low;
    int holding = high;
    while (holding - failing > 1) {
      int middle = (failing + holding) >>> 1;
      if (holds.test(middle)) {
        holding = middle;
      } else {
        failing = middle;
      }
    }
    return holding;
  }
}
