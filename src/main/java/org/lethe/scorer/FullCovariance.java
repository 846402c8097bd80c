package org.lethe.scorer;

import org.lethe.nd.Cholesky;
import org.lethe.nd.Features;
import org.lethe.nd.SparseFeatures;

/** Covariances with an entry for every pair of features: how many features, and the ridge. */
final class FullCovariance {

  /** Above this one Σ̂ would take over 500 MB and minutes. */
  private static final int MOST_FEATURES = 8192;

  private FullCovariance() {}

  /**
   * Refuses more features than a full covariance can have.
   *
   * @param otherwise what else the rule can do, as a setting; empty where it has no other way
   */
  static void requireWithinReach(Features rows, String otherwise) {
    int d = rows.columns();
    if (d <= MOST_FEATURES) {
      return;
    }
    String fewer =
        rows instanceof SparseFeatures ? "use the encoder tfidf-svd" : "reduce the features";
    throw new IllegalArgumentException(
        "a full covariance of "
            + d
            + " features is out of reach (at most "
            + MOST_FEATURES
            + "); "
            + fewer
            + (otherwise.isEmpty() ? "" : ", or " + otherwise));
  }

  /**
   * The mean variance of a feature, tr(Σ)/d.
   *
   * @throws IllegalArgumentException if it is zero
   */
  static double meanVariance(double[] sigma, int d, String where) {
    double trace = 0;
    for (int j = 0; j < d; j++) {
      trace += sigma[j * d + j];
    }
    if (!(trace > 0)) {
      throw new IllegalArgumentException(
          "every feature is constant within "
              + where
              + ", so there is no covariance to measure by");
    }
    return trace / d;
  }

  /**
   * Σ + amount·I, factored; Σ itself is changed.
   *
   * @param n how many samples Σ was estimated from
   * @param ridge the setting that the amount comes from, for the message
   * @param otherwise as in {@link #requireWithinReach}
   */
  static Cholesky factor(
      double[] sigma, int d, double amount, int n, double ridge, String otherwise) {
    for (int j = 0; j < d; j++) {
      sigma[j * d + j] += amount;
    }
    try {
      return Cholesky.of(sigma, d);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the covariance of "
              + n
              + " samples with "
              + d
              + " features is singular with ridge "
              + ridge
              + (n <= d + 2
                  ? " (fewer samples than features)"
                  : " (features that depend on others)")
              + "; use a larger ridge, for instance 0.001"
              + (otherwise.isEmpty() ? "" : ", or " + otherwise),
          e);
    }
  }
}
