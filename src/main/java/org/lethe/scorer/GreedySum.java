package org.lethe.scorer;

import org.lethe.nd.Features;

/**
 * Greedy orders that steer a running sum: at each step the row is taken that brings the sum of what
 * was taken, of rows x − origin, nearest to a target that may move. One pass over the rows a step,
 * time n²·d.
 */
final class GreedySum {

  private GreedySum() {}

  /** Where the sum of the taken rows is steered to. */
  interface Target {
    /** t such that after {@code taken} rows the wish is t times the sum of all rows. */
    double shareOfTotal(int taken);
  }

  /**
   * Score n − rank of each row: minimises at each step ‖Σ_taken y − t·Σ_all y‖² with y = x −
   * origin. Of equal rows the one with the smaller number is first.
   *
   * @param origin {@code [d]}
   */
  static RemovalScores order(Features rows, double[] origin, Target target) {
    int n = rows.rows();
    double[] norms = rows.squaredDistances(origin);
    double[] withOrigin = rows.multiply(origin);
    double originNorm = 0;
    for (double o : origin) {
      originNorm += o * o;
    }
    // products of each y with Σ_all y and with Σ_taken y
    double[] total = rows.mean();
    double totalWithOrigin = 0;
    for (int j = 0; j < total.length; j++) {
      total[j] = (total[j] - origin[j]) * n;
      totalWithOrigin += total[j] * origin[j];
    }
    double[] withTotal = rows.multiply(total);
    double[] withTaken = new double[n];
    for (int i = 0; i < n; i++) {
      withTotal[i] -= totalWithOrigin;
    }
    double[] scores = new double[n];
    boolean[] taken = new boolean[n];
    for (int rank = 0; rank < n; rank++) {
      double share = target.shareOfTotal(rank + 1);
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        // ‖s + y − t·S‖² without what is the same for every row
        double cost = norms[i] + 2 * (withTaken[i] - share * withTotal[i]);
        if (!taken[i] && (best < 0 || cost < least)) {
          best = i;
          least = cost;
        }
      }
      taken[best] = true;
      scores[best] = n - rank;
      double[] row = rows.row(best);
      double[] products = rows.multiply(row);
      double rowWithOrigin = withOrigin[best];
      for (int i = 0; i < n; i++) {
        withTaken[i] += products[i] - withOrigin[i] - rowWithOrigin + originNorm;
      }
    }
    return new RemovalScores(scores);
  }
}
