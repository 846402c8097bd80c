package org.lethe.evaluation;

import java.util.Arrays;
import org.lethe.nd.Ranking;

/** How well a score tells positives from negatives, whatever the threshold. */
public final class Roc {
  private Roc() {}

  /**
   * The area under the curve: the probability that a positive scores higher than a negative, ties
   * counting one half (Mann, Whitney 1947). ½ says nothing, 1 tells all.
   *
   * @param positives scores, at least one, finite
   * @param negatives scores, at least one, finite
   */
  public static double area(double[] positives, double[] negatives) {
    double[] sorted = sorted(positives, negatives);
    double wins = 0;
    for (double score : positives) {
      int below = Ranking.countBelow(sorted, score);
      int notAbove = Ranking.countBelow(sorted, Math.nextUp(score));
      wins += (below + notAbove) / 2.0;
    }
    return wins / ((double) positives.length * negatives.length);
  }

  /**
   * The largest share of positives that some threshold finds while it takes at most a given share
   * of negatives for positives (the number that Carlini et al., Membership Inference Attacks From
   * First Principles, 2022, ask for at low rates).
   *
   * @param falsePositiveRate 0 to 1
   */
  public static double truePositiveRate(
      double[] positives, double[] negatives, double falsePositiveRate) {
    if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
      throw new IllegalArgumentException("a rate of " + falsePositiveRate + "; allowed: 0 to 1");
    }
    double[] sorted = sorted(positives, negatives);
    // rounding must not lose one: 0.07·100 is 7.000000000000001, and 0.29·100 28.999999999999996
    int allowed = (int) Math.floor(falsePositiveRate * sorted.length + 1e-9);
    if (allowed >= sorted.length) {
      return 1;
    }
    double threshold = sorted[sorted.length - 1 - allowed];
    int found = 0;
    for (double score : positives) {
      found += score > threshold ? 1 : 0;
    }
    return (double) found / positives.length;
  }

  private static double[] sorted(double[] positives, double[] negatives) {
    if (positives.length == 0 || negatives.length == 0) {
      throw new IllegalArgumentException(
          positives.length + " positives and " + negatives.length + " negatives");
    }
    for (double[] scores : new double[][] {positives, negatives}) {
      for (double score : scores) {
        if (!Double.isFinite(score)) {
          throw new IllegalArgumentException("a score is " + score);
        }
      }
    }
    double[] sorted = new double[negatives.length];
    Arrays.setAll(sorted, i -> negatives[i] + 0.0); // −0 becomes 0, since sorting tells them apart
    Arrays.sort(sorted);
    return sorted;
  }
}
