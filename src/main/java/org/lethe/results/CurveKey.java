package org.lethe.results;

/** What one budget curve belongs to: a {@link TrialKey} without budget and seed. */
public record CurveKey(
    String dataset,
    String variant,
    String encoder,
    String scorer,
    String learner,
    String unlearner,
    String engine) {

  /** The curve that a trial is a point of. */
  public static CurveKey of(TrialKey key) {
    return new CurveKey(
        key.dataset(),
        key.variant(),
        key.encoder(),
        key.scorer(),
        key.learner(),
        key.unlearner(),
        key.engine());
  }

  /** The same with another scorer: where the shared ends of a curve are found. */
  public CurveKey withScorer(String other) {
    return new CurveKey(dataset, variant, encoder, other, learner, unlearner, engine);
  }
}
