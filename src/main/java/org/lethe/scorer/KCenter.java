package org.lethe.scorer;

import java.util.Arrays;
import org.lethe.nd.Features;
import org.lethe.settings.Described;

/**
 * K-CENTER: greedy farthest-first cover of S1 (Gonzalez, Theoretical Computer Science 38, 1985);
 * the t-th centre has score n1 − t. The published rule does not say where it starts: here at the
 * sample nearest to μ̂1. Of equally far samples the one with the smaller row is taken; copies of
 * centres, which nothing tells apart any more, share the lowest score.
 *
 * <p>Time n1²·d.
 */
@Described("Greedy farthest-first cover of the forget samples, centres first.")
public record KCenter() implements Scorer {
  static final String NAME = "k-center";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return false;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    Features rows = candidates.forget();
    int n = rows.rows();
    double[] scores = new double[n];
    double[] uncovered = new double[n];
    Arrays.fill(uncovered, Double.POSITIVE_INFINITY);
    boolean[] chosen = new boolean[n];
    int centre = nearest(rows.squaredDistances(candidates.forgetMean()));
    for (int rank = 0; rank < n && uncovered[centre] > 0; rank++) {
      scores[centre] = n - rank;
      chosen[centre] = true;
      uncovered[centre] = 0;
      double[] distances = rows.squaredDistances(rows.row(centre));
      int farthest = centre;
      for (int i = 0; i < n; i++) {
        uncovered[i] = chosen[i] ? 0 : Math.min(uncovered[i], distances[i]);
        if (uncovered[i] > uncovered[farthest]) {
          farthest = i;
        }
      }
      centre = farthest;
    }
    return new RemovalScores(scores);
  }

  private static int nearest(double[] distances) {
    int nearest = 0;
    for (int i = 1; i < distances.length; i++) {
      if (distances[i] < distances[nearest]) {
        nearest = i;
      }
    }
    return nearest;
  }
}
