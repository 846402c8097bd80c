package org.lethe.scorer;

import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * MAHA-CLUSTERS: as {@link MahaClasses}, with k clusters of the retained samples ({@link KMeans})
 * in the place of classes that nobody knows. The clusters are found in Euclidean distance.
 */
@Described(
    "Mahalanobis distance to the nearest k-means centre of the retained samples, farthest first.")
public record MahaClusters(
    @Setting(value = "clusters of the retained samples, 1 or more", or = "10") int k,
    @Setting(value = "λ ≥ 0: λ·tr(Σ)/d is added to the diagonal of Σ", or = "0.001") double ridge)
    implements Scorer {
  static final String NAME = "maha-clusters";

  public MahaClusters {
    Checks.atLeast("k", k, 1);
    Checks.ridge(ridge);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return candidates.get(new RetainClusters(k)).mahalanobis(candidates, ridge);
  }
}
