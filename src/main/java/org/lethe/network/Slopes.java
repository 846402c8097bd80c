package org.lethe.network;

import java.util.OptionalDouble;

/**
 * Gradients of pass after pass. An engine whose device works on its own does not wait for the loss
 * of each; it is known later. Used by one thread at a time.
 */
public interface Slopes extends AutoCloseable {

  /**
   * As {@link Network#gradient(Batch, LogitLoss, BatchNormMode, ParameterVector)}.
   *
   * @return the loss, where it is known without waiting
   */
  OptionalDouble gradient(
      Batch batch, LogitLoss loss, BatchNormMode mode, ParameterVector gradient);

  /** Waits for the losses that were not known, and gives each once, in their order. */
  double[] losses();

  /** Frees what the engine holds for it. */
  @Override
  void close();
}
