package org.lethe.scorer;

import java.util.Arrays;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * MAHA-MU2: d_M(x, μ̂2) = √((x−μ̂2)ᵀΣ̂⁻¹(x−μ̂2)), farthest first; the paper's rule for CIFAR-10
 * embeddings. How Σ̂ is made: {@link Whitening}.
 */
@Described("Mahalanobis distance to the mean of the retained samples, farthest first.")
public record MahaMu2(
    @Setting(value = "how Σ is estimated: pooled, ledoit-wolf or diagonal", or = "pooled")
        Covariance covariance,
    @Setting(value = "λ ≥ 0: λ·tr(Σ)/d is added to the diagonal of Σ", or = "0.001") double ridge)
    implements Scorer {
  static final String NAME = "maha-mu2";

  public MahaMu2 {
    Checks.ridge(ridge);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    double[] squared = candidates.get(new Whitening(covariance, ridge)).toRetain();
    return new RemovalScores(Arrays.stream(squared).map(Math::sqrt).toArray());
  }
}
