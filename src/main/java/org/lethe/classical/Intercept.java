package org.lethe.classical;

/** What a linear model does with its intercept. */
public enum Intercept {
  /** Fitted and not penalised, as scikit-learn's {@code lbfgs} and {@code newton-cg}. */
  FREE,
  /** Fitted and penalised like any weight, as LIBLINEAR with a bias of 1. */
  PENALISED,
  /** There is none. */
  NONE
}
