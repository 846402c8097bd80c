package org.lethe.classical;

/** What an example of each class costs. */
public enum ClassWeight {
  /** All the same. */
  NONE,
  /** n / (2·n±) for the two sides of each binary problem, as scikit-learn. */
  BALANCED
}
