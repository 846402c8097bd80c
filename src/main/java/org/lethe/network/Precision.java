package org.lethe.network;

/** What an engine computes with. Parameters, gradients and optimisers are float32 in each. */
public enum Precision {
  /** Everything in single precision. */
  FLOAT32,
  /**
   * Convolutions and linear layers in bfloat16, with the exponents of float32 and 8 bits of
   * mantissa; parameters, statistics, loss and optimiser stay in float32.
   */
  BFLOAT16
}
