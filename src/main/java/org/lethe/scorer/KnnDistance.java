package org.lethe.scorer;

import org.lethe.nd.Neighbours;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * KNN-DISTANCE: distance to the k-th nearest retained sample, farthest first (Ramaswamy, Rastogi
 * and Shim, SIGMOD 2000; on embeddings Sun et al., ICML 2022, <a
 * href="https://arxiv.org/abs/2204.06507">arXiv 2204.06507</a>, who bring rows to norm 1 first: for
 * that, choose an encoder that does). It assumes nothing of the shape of p2, however many modes it
 * has. Unlike {@link KnnRatio} it does not look at the forget side.
 */
@Described("Distance to the k-th nearest retained sample, farthest first.")
public record KnnDistance(@Setting(value = "which neighbour, 1 or more", or = "10") int k)
    implements Scorer {
  static final String NAME = "knn-distance";

  public KnnDistance {
    Checks.atLeast("k", k, 1);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    Checks.atMostRows("k", k, "retained", candidates.requireRetain());
    Neighbours neighbours = candidates.get(new RetainNeighbours(k));
    double[] scores = new double[candidates.forget().rows()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = neighbours.distance(i, k - 1);
    }
    return new RemovalScores(scores);
  }
}
