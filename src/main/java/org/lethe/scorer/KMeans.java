package org.lethe.scorer;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;

/**
 * k-means by Lloyd's iteration (IEEE Transactions on Information Theory 28, 1982) from centres of
 * the greedy k-means++ (Arthur and Vassilvitskii, SODA 2007): each further centre is a row drawn
 * with odds by its squared distance to the nearest centre so far, the best of 2 + ⌊ln k⌋ draws.
 * Centres are means of sparse or dense rows and dense themselves.
 */
final class KMeans {

  /** Far more than it takes until no row changes its cluster; most runs end after some dozens. */
  private static final int MOST_ITERATIONS = 300;

  private KMeans() {}

  /**
   * The cluster of each row, {@code [n]}, 0 … k − 1. Where fewer than k rows differ there are as
   * many clusters as different rows.
   *
   * @param k 1 to n
   */
  static int[] clusters(Features rows, int k, Seed seed) {
    double[][] centres = initial(rows, k, seed.random());
    int[] nearest = nearest(rows, centres);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      move(rows, nearest, centres);
      int[] next = nearest(rows, centres);
      if (Arrays.equals(next, nearest)) {
        break;
      }
      nearest = next;
    }
    return nearest;
  }

  private static double[][] initial(Features rows, int k, UniformRandomProvider random) {
    int n = rows.rows();
    int draws = 2 + (int) Math.log(k);
    double[][] centres = new double[k][];
    centres[0] = rows.row(random.nextInt(n));
    double[] uncovered = rows.squaredDistances(centres[0]);
    for (int c = 1; c < k; c++) {
      double total = Arrays.stream(uncovered).sum();
      if (!(total > 0)) {
        return Arrays.copyOf(centres, c); // every row is a centre already
      }
      double least = Double.POSITIVE_INFINITY;
      double[] best = uncovered;
      for (int draw = 0; draw < draws; draw++) {
        double[] row = rows.row(drawn(uncovered, total * random.nextDouble()));
        double[] left = rows.squaredDistances(row);
        for (int i = 0; i < n; i++) {
          left[i] = Math.min(left[i], uncovered[i]);
        }
        double potential = Arrays.stream(left).sum();
        if (potential < least) {
          least = potential;
          best = left;
          centres[c] = row;
        }
      }
      uncovered = best;
    }
    return centres;
  }

  /** The row at which the running sum of the odds passes a number. */
  private static int drawn(double[] odds, double number) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < odds.length; i++) {
      if (odds[i] > 0) {
        sum += odds[i];
        last = i;
        if (sum > number) {
          return i;
        }
      }
    }
    return last; // rounding: the sum ended a little below
  }

  /** The nearest centre of each row; of equally near ones the first. */
  private static int[] nearest(Features rows, double[][] centres) {
    int[] nearest = new int[rows.rows()];
    double[] least = rows.squaredDistances(centres[0]);
    for (int c = 1; c < centres.length; c++) {
      double[] distances = rows.squaredDistances(centres[c]);
      for (int i = 0; i < least.length; i++) {
        if (distances[i] < least[i]) {
          least[i] = distances[i];
          nearest[i] = c;
        }
      }
    }
    takeIn(nearest, least, centres.length);
    return nearest;
  }

  /** A cluster that lost all its rows takes the one that lies worst in another. */
  private static void takeIn(int[] nearest, double[] distances, int k) {
    int[] sizes = new int[k];
    for (int c : nearest) {
      sizes[c]++;
    }
    for (int c = 0; c < k; c++) {
      if (sizes[c] > 0) {
        continue;
      }
      int worst = -1;
      for (int i = 0; i < nearest.length; i++) {
        if (sizes[nearest[i]] > 1 && (worst < 0 || distances[i] > distances[worst])) {
          worst = i;
        }
      }
      sizes[nearest[worst]]--;
      sizes[c] = 1;
      nearest[worst] = c;
      distances[worst] = 0;
    }
  }

  /** Each centre to the mean of its rows. */
  private static void move(Features rows, int[] nearest, double[][] centres) {
    double[] share = new double[nearest.length];
    for (int c = 0; c < centres.length; c++) {
      int size = 0;
      for (int cluster : nearest) {
        size += cluster == c ? 1 : 0;
      }
      for (int i = 0; i < share.length; i++) {
        share[i] = nearest[i] == c ? 1.0 / size : 0;
      }
      centres[c] = rows.combine(share);
    }
  }
}
