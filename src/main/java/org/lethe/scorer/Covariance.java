package org.lethe.scorer;

/** How Σ̂ is estimated. Every kind uses both sides, each about its own mean. */
public enum Covariance {
  /** Σ̂ = (W1 + W2) / (n1 + n2), W the scatter of a side about its mean. */
  POOLED,
  /** The pooled one, shrunk towards a multiple of the identity by Ledoit and Wolf's amount. */
  LEDOIT_WOLF,
  /** The diagonal of the pooled one; the only kind for many sparse features. */
  DIAGONAL
}
