package org.lethe.scorer;

import java.util.Map;
import org.lethe.nd.Features;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * GMM-RATIO: the log-ratio ln p̂1(x) − ln p̂2(x) of two Gaussian mixtures ({@link
 * GaussianMixture}), one fitted to each side: {@link LrMahaSquared} where a side has several modes,
 * or where the sides have covariances of their own. The forget samples are scored by a mixture that
 * has seen them; few of them for many features make that part too sure of itself.
 */
@Described("Log-ratio of two Gaussian mixtures, one fitted to each side.")
public record GmmRatio(
    @Setting(value = "components of the forget mixture, 1 or more", or = "1") int forgetComponents,
    @Setting(value = "components of the retained mixture, 1 or more", or = "10")
        int retainComponents,
    @Setting(
            value = "covariance of a side's components: shared, full (each its own) or diagonal",
            or = "shared")
        MixtureCovariance covariance,
    @Setting(
            value = "λ ≥ 0: λ·tr(S)/d of the whole side is added to each variance of a component",
            or = "0.001")
        double ridge)
    implements TwoSided {
  static final String NAME = "gmm-ratio";

  public GmmRatio {
    Checks.atLeast("forget-components", forgetComponents, 1);
    Checks.atLeast("retain-components", retainComponents, 1);
    Checks.ridge(ridge);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, double[]> parts(Candidates candidates) {
    double[] ofRetain =
        candidates.get(
            new RetainMixture(new GaussianMixture.Settings(retainComponents, covariance, ridge)));
    Features forget = candidates.forget();
    Checks.atMostRows("forget-components", forgetComponents, "forget", forget);
    double[] ofForget =
        GaussianMixture.fit(
                forget,
                new GaussianMixture.Settings(forgetComponents, covariance, ridge),
                candidates.seed().derive("forget-mixture"))
            .surprises(forget);
    return TwoSided.parts(ofRetain, ofForget);
  }
}
