package org.lethe.scorer;

import org.lethe.settings.Described;

/**
 * ℓ2-NORM: ‖x‖₂ of the raw embedding, before any row normalisation, larger first (named in <a
 * href="https://arxiv.org/abs/2609.38929">arXiv 2609.38929</a>; the direction is ours).
 */
@Described("Norm of the raw embedding, larger first.")
public record L2Norm() implements Scorer {
  static final String NAME = "l2-norm";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return false;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return new RemovalScores(candidates.forgetRawNorms().clone());
  }
}
