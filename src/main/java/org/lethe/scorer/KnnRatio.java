package org.lethe.scorer;

import org.lethe.nd.Neighbours;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * KNN-RATIO: mean distance to the k nearest of S2, over mean distance to the k nearest of S1
 * without x itself, larger first. The name is the paper's, formula and k are not published: both
 * are ours.
 *
 * <p>A sample with k copies in S1 has a zero below the line; it is raised to the smallest positive
 * float32, so that scores stay finite and such samples, if p2 has none like them, go first.
 */
@Described(
    "Mean distance to the k nearest retained samples over that to the k nearest forget samples.")
public record KnnRatio(@Setting(value = "neighbours on each side, 1 or more", or = "10") int k)
    implements Scorer {
  static final String NAME = "knn-ratio";

  public KnnRatio {
    Checks.atLeast("k", k, 1);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    int n1 = candidates.forget().rows();
    int n2 = candidates.requireRetain().rows();
    if (k > n2 || k > n1 - 1) {
      throw new IllegalArgumentException(
          "k is "
              + k
              + ", but there are "
              + n2
              + " retained samples and each forget sample has "
              + (n1 - 1)
              + " others; allowed: 1 to "
              + Math.min(n2, n1 - 1));
    }
    double[] scores = candidates.get(new RetainNeighbours(k)).meanDistances();
    double[] within = Neighbours.among(candidates.forget(), k).meanDistances();
    for (int i = 0; i < n1; i++) {
      scores[i] /= Math.max(within[i], Float.MIN_VALUE);
    }
    return new RemovalScores(scores);
  }
}
