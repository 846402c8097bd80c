package org.lethe.scorer;

import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * MAHA-CLASSES: Mahalanobis distance to the nearest mean of a retained class, farthest first, with
 * one covariance of the retained samples about their class means: the confidence score of Lee et
 * al. (NeurIPS 2018, <a href="https://arxiv.org/abs/1807.03888">arXiv 1807.03888</a>, eq. 2),
 * turned round. We add the ridge. Unlike {@link MahaMu2} the covariance does not look at the forget
 * side.
 */
@Described("Mahalanobis distance to the nearest mean of a retained class, farthest first.")
public record MahaClasses(
    @Setting(value = "λ ≥ 0: λ·tr(Σ)/d is added to the diagonal of Σ", or = "0.001") double ridge)
    implements Scorer {
  static final String NAME = "maha-classes";

  public MahaClasses {
    Checks.ridge(ridge);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetainClasses() {
    return true;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return candidates.get(new RetainClasses()).mahalanobis(candidates, ridge);
  }
}
