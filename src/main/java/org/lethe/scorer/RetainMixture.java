package org.lethe.scorer;

/** −ln p̂2(x) of each forget sample under a mixture fitted to the retained ones, {@code [n1]}. */
record RetainMixture(GaussianMixture.Settings settings) implements Candidates.Statistic<double[]> {
  @Override
  public double[] of(Candidates candidates) {
    Checks.atMostRows(
        "retain-components", settings.components(), "retained", candidates.requireRetain());
    return GaussianMixture.fit(
            candidates.retain(), settings, candidates.seed().derive("retain-mixture"))
        .surprises(candidates.forget());
  }
}
