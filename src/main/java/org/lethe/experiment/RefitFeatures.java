package org.lethe.experiment;

/** Whether an encoder's vocabulary and document frequencies are learned again after the removal. */
public enum RefitFeatures {
  /** Learned once from the whole training part; deleted documents still shape the features. */
  NEVER,
  /** Learned anew for every budget from what was left in. */
  AFTER_REMOVAL
}
