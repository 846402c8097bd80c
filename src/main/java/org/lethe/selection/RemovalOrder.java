package org.lethe.selection;

import java.util.Arrays;
import org.lethe.nd.Seed;
import org.lethe.scorer.RemovalScores;

/**
 * Who goes first. The rule for ties: the samples are shuffled by the seed, then sorted stably by
 * falling score. So equal scores are in random order, and the order of the rows plays no part
 * beyond the shuffle.
 */
public final class RemovalOrder {

  private RemovalOrder() {}

  /** Rows of the forget samples, first to go first, {@code [n1]}. */
  public static int[] of(RemovalScores scores, Seed seed) {
    int n = scores.values().length;
    double[] falling = new double[n];
    for (int i = 0; i < n; i++) {
      falling[i] = 0 - scores.values()[i]; // 0 − v, so that there is only one zero
    }
    double[] sorted = falling.clone();
    Arrays.sort(sorted);
    // each sample takes the next free place of its score, in the order of the shuffle
    int[] taken = new int[n];
    int[] order = new int[n];
    for (int i : seed.permutation(n)) {
      int first = firstOf(sorted, falling[i]);
      order[first + taken[first]++] = i;
    }
    return order;
  }

  /** Where the first of the equal values is. */
  private static int firstOf(double[] sorted, double value) {
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
