package org.lethe.nd;

import java.util.Arrays;

/** Who comes before whom by a number, without a box for each. */
public final class Ranking {

  private Ranking() {}

  /**
   * Places of the values, largest first; equal values, and zeros of either sign are equal, in the
   * order in which they are visited.
   *
   * @param values no NaN, {@code [n]}
   * @param visited each of 0…n−1 once
   * @return {@code [n]}
   */
  public static int[] largestFirst(double[] values, int[] visited) {
    double[] falling = new double[values.length];
    for (int i = 0; i < falling.length; i++) {
      falling[i] = 0 - values[i]; // 0 − v, so that there is only one zero
    }
    double[] sorted = falling.clone();
    Arrays.sort(sorted);
    // each value takes the next free place of its equals
    int[] taken = new int[falling.length];
    int[] order = new int[falling.length];
    for (int i : visited) {
      int first = countBelow(sorted, falling[i]);
      order[first + taken[first]++] = i;
    }
    return order;
  }

  /**
   * How many numbers are smaller than a value; so, where there are any equal to it, the place of
   * the first of them, which {@link Arrays#binarySearch(double[], double)} does not promise.
   *
   * @param sorted ascending, no NaN and no −0, {@code [n]}
   * @param value no NaN
   */
  public static int countBelow(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
