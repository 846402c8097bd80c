package org.lethe.dataset;

/**
 * What becomes of examples with equal content. A sample that is deleted while its twin stays has
 * not left the training set; and a twin in the test set makes forgetting look worse.
 */
public enum Duplicates {
  /** Every example stays, as published. */
  KEEP,
  /**
   * Of equal examples the first stays, on whichever side it is. Those of an official test set all
   * stay, and their twins elsewhere go.
   */
  DROP
}
