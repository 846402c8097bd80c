package org.lethe.scorer;

/** The retained samples in k clusters, the same for every rule that asks for as many. */
record RetainClusters(int k) implements Candidates.Statistic<Centres> {
  @Override
  public Centres of(Candidates candidates) {
    Checks.atMostRows("k", k, "retained", candidates.requireRetain());
    int[] clusters =
        KMeans.clusters(candidates.retain(), k, candidates.seed().derive("retain-clusters"));
    return Centres.of(candidates.retain(), clusters);
  }
}
