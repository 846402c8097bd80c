package org.lethe.scorer;

import org.lethe.settings.Described;

/** Log-loss of the original model on the sample, largest first: what it has learned least. */
@Described("Largest log-loss of the original model first.")
public record Loss() implements Scorer {
  static final String NAME = "loss";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsRetain() {
    return false;
  }

  @Override
  public boolean needsOriginal() {
    return true;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    return new RemovalScores(candidates.requireOriginal().loss().clone());
  }
}
