package org.lethe.scorer;

import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * DISTANCE-CLUSTERS: distance to the nearest of k centres of the retained samples ({@link KMeans}),
 * farthest first: {@link Distance} where p2 has several modes and nobody says which. With k = 1 it
 * is that rule.
 */
@Described("Distance to the nearest k-means centre of the retained samples, farthest first.")
public record DistanceClusters(
    @Setting(value = "clusters of the retained samples, 1 or more", or = "10") int k)
    implements Scorer {
  static final String NAME = "distance-clusters";

  public DistanceClusters {
    Checks.atLeast("k", k, 1);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return candidates.get(new RetainClusters(k)).distances(candidates);
  }
}
