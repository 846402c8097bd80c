package org.lethe.scorer;

/** What the components of a Gaussian mixture have in common. */
public enum MixtureCovariance {
  /** One Σ̂ for all components; scikit-learn's {@code tied}. */
  SHARED,
  /** Each component has a Σ̂ of its own. */
  FULL,
  /** Each component has variances of its own, none correlated; the only kind for many features. */
  DIAGONAL
}
