package org.lethe.scorer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lethe.nd.Cholesky;
import org.lethe.nd.Features;
import org.lethe.nd.Scatter;

/**
 * Groups of the retained samples and their means: several μ̂2 instead of one. A sample that is near
 * to any of them looks retained.
 *
 * @param points the means, {@code [k][d]}
 * @param members the rows of each group, ascending, {@code [k][…]}
 */
record Centres(double[][] points, int[][] members) {

  /**
   * The means of given groups; one that has no row is left out.
   *
   * @param group of each row, 0 or more, {@code [n]}
   */
  static Centres of(Features rows, int[] group) {
    int most = Arrays.stream(group).max().orElse(-1) + 1;
    int[][] members =
        IntStream.range(0, most)
            .mapToObj(g -> IntStream.range(0, group.length).filter(i -> group[i] == g).toArray())
            .filter(of -> of.length > 0)
            .toArray(int[][]::new);
    double[][] points = new double[members.length][];
    Arrays.setAll(points, g -> rows.select(members[g]).mean());
    return new Centres(points, members);
  }

  /** Distance of each forget sample to the nearest centre, {@code [n1]}. */
  RemovalScores distances(Candidates candidates) {
    double[][] squared = new double[points.length][];
    Arrays.setAll(squared, g -> candidates.forget().squaredDistances(points[g]));
    return nearest(squared);
  }

  /**
   * Mahalanobis distance of each forget sample to the nearest centre, {@code [n1]}, by one
   * covariance of the retained samples about the centres of their groups: Σ̂ = Σ_g W_g / n2, with
   * the ridge λ·tr(Σ̂)/d on its diagonal.
   */
  RemovalScores mahalanobis(Candidates candidates, double ridge) {
    Features retain = candidates.requireRetain();
    FullCovariance.requireWithinReach(retain, "");
    int d = retain.columns();
    double[] sigma = new double[d * d];
    for (int g = 0; g < points.length; g++) {
      double[] within = Scatter.about(points[g], retain.select(members[g]));
      for (int at = 0; at < sigma.length; at++) {
        sigma[at] += within[at] / retain.rows();
      }
    }
    double amount = ridge * FullCovariance.meanVariance(sigma, d, "each group");
    Cholesky factor = FullCovariance.factor(sigma, d, amount, retain.rows(), ridge, "");
    return nearest(factor.squaredDistances(candidates.forget(), points));
  }

  private static RemovalScores nearest(double[][] squared) {
    double[] scores = squared[0].clone();
    for (double[] other : squared) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Math.min(scores[i], other[i]);
      }
    }
    return new RemovalScores(Arrays.stream(scores).map(Math::sqrt).toArray());
  }
}
