package org.lethe.scorer;

import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * GMM: −ln p̂2(x) under a Gaussian mixture of the retained samples ({@link GaussianMixture}), least
 * likely first. With one component it orders as a Mahalanobis distance to μ̂2 by the covariance of
 * the retained samples.
 */
@Described("Least likely first under a Gaussian mixture fitted to the retained samples.")
public record Gmm(
    @Setting(value = "components of the retained mixture, 1 or more", or = "10")
        int retainComponents,
    @Setting(
            value = "covariance of the components: shared, full (each its own) or diagonal",
            or = "shared")
        MixtureCovariance covariance,
    @Setting(
            value = "λ ≥ 0: λ·tr(S)/d of the whole side is added to each variance of a component",
            or = "0.001")
        double ridge)
    implements Scorer {
  static final String NAME = "gmm";

  public Gmm {
    Checks.atLeast("retain-components", retainComponents, 1);
    Checks.ridge(ridge);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    RetainMixture mixture =
        new RetainMixture(new GaussianMixture.Settings(retainComponents, covariance, ridge));
    return new RemovalScores(candidates.get(mixture).clone());
  }
}
