package org.lethe.scorer;

import org.lethe.settings.Described;

/**
 * TFIDF-NORM: ‖x‖₂ of the TF-IDF row before any row normalisation, larger first (long texts with
 * rare words). The name is from the paper's first version, the formula is ours. Of other features
 * it is the same as {@link L2Norm}.
 */
@Described("Norm of the TF-IDF row before row normalisation, larger first.")
public record TfidfNorm() implements Scorer {
  static final String NAME = "tfidf-norm";

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
