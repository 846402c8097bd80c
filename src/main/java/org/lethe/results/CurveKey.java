package org.lethe.results;

import java.util.Comparator;

/**
 * What one budget curve belongs to: a {@link TrialKey} without budget and seed. Ordered as the
 * columns of the tables are.
 */
public record CurveKey(
    String dataset,
    String variant,
    String encoder,
    String scorer,
    String learner,
    String unlearner,
    String engine)
    implements Comparable<CurveKey> {

  private static final Comparator<CurveKey> ORDER =
      Comparator.comparing(CurveKey::dataset)
          .thenComparing(CurveKey::variant)
          .thenComparing(CurveKey::encoder)
          .thenComparing(CurveKey::scorer)
          .thenComparing(CurveKey::learner)
          .thenComparing(CurveKey::unlearner)
          .thenComparing(CurveKey::engine);

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

  /** The same of another variant. */
  public CurveKey withVariant(String other) {
    return new CurveKey(dataset, other, encoder, scorer, learner, unlearner, engine);
  }

  /** The same of another unlearner. */
  public CurveKey withUnlearner(String other) {
    return new CurveKey(dataset, variant, encoder, scorer, learner, other, engine);
  }

  @Override
  public int compareTo(CurveKey other) {
    return ORDER.compare(this, other);
  }
}
