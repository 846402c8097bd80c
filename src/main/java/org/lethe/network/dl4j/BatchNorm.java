package org.lethe.network.dl4j;

/**
 * Batch normalisation of {@code [n, c, h, w]}, per channel, with max(0, ·) behind it where the
 * blueprint says so: x̂ = (x − μ)/√(σ² + ε), y = γx̂ + β. γ and β are its parameters; the running
 * statistics are beside them. Deeplearning4j's own keeps those among the parameters, where masks,
 * norms and decay would meet them, and has no gradient in evaluation mode.
 *
 * <p>Back, with g = ∂L/∂y (0 where the rectifier was off) and N = n·h·w: ∂L/∂β = Σg, ∂L/∂γ = Σgx̂,
 * and ∂L/∂x = γ/√(σ²+ε)·(g − Σg/N − x̂·Σgx̂/N) by batch statistics (Ioffe and Szegedy 2015),
 * without the two sums by running ones, which do not depend on x.
 */
abstract class BatchNorm implements Kernel {
  final int channels;
  final boolean relu;
  private boolean batchStatistics;
  private boolean held;

  /** Whether the last pass forward went by the batch's own statistics. */
  private boolean usedBatch;

  BatchNorm(int channels, boolean relu) {
    this.channels = channels;
    this.relu = relu;
  }

  /** γ and β, {@code [c]} each. */
  static Parts parts(int channels) {
    return Parts.weightAndBias(channels, channels);
  }

  /** Whether the coming passes go by the batch's own statistics and move the running ones. */
  final void useBatchStatistics(boolean use) {
    batchStatistics = use;
  }

  /** Whether it stays in evaluation mode whatever is asked. */
  final void hold(boolean hold) {
    held = hold;
  }

  /** Whether a pass forward that begins now goes by the batch's own statistics. */
  final boolean decide(boolean training) {
    usedBatch = training && batchStatistics && !held;
    return usedBatch;
  }

  final boolean usedBatch() {
    return usedBatch;
  }

  /** Running means and then variances, 2c numbers, are copied out. */
  abstract void readStatistics(float[] to, int at);

  /** Running means and then variances, 2c numbers, are copied in. */
  abstract void writeStatistics(float[] from, int at);

  @Override
  public final long[] shape(long[] input) {
    return input;
  }
}
