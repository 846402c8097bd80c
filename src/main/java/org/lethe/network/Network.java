package org.lethe.network;

import java.util.Set;

/**
 * What the unlearning methods need of an engine, and nothing else. Inputs are in [0, 1], row-major
 * {@code [n, c, h, w]}. The parameters, gradients and everything of their size stay on the engine's
 * device. A network is used by one thread at a time.
 */
public interface Network extends AutoCloseable {

  /** What it computes. */
  Blueprint blueprint();

  /** The learnable parameters themselves: what is done to this vector is done to the network. */
  ParameterVector parameters();

  /** The running statistics, a copy, in the order of {@link Blueprint}. */
  float[] statistics();

  /**
   * Replaces the running statistics.
   *
   * @throws IllegalArgumentException if there are not as many as the network has
   */
  void setStatistics(float[] statistics);

  /** Logits in evaluation mode, {@code [n, K]}. */
  default float[] logits(float[] inputs, int examples) {
    return activations(blueprint().head().name(), inputs, examples);
  }

  /** Logits of a batch in evaluation mode, {@code [n, K]}. */
  default float[] logits(Batch batch) {
    return activations(blueprint().head().name(), batch);
  }

  /**
   * As {@link #activations(String, float[], int)}, of a batch that an engine may have on its device
   * already.
   */
  default float[] activations(String node, Batch batch) {
    return activations(node, batch.inputs(), batch.size());
  }

  /**
   * The output of a node in evaluation mode, flattened, {@code [n, d]}; of {@link Blueprint#INPUT},
   * the inputs themselves.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  float[] activations(String node, float[] inputs, int examples);

  /**
   * Asks for the output of a node batch by batch.
   *
   * @param into filled from its start with {@code [n, d]} for all n samples
   */
  default Gathering gathering(String node, float[] into) {
    return new HostGathering(this, node, into);
  }

  /**
   * The gradient of a loss by the parameters.
   *
   * @param mode in {@link BatchNormMode#TRAIN} the running statistics move
   * @param gradient overwritten, {@code [p]}
   * @return the loss
   */
  double gradient(
      float[] inputs, int examples, LogitLoss loss, BatchNormMode mode, ParameterVector gradient);

  /**
   * As {@link #gradient(float[], int, LogitLoss, BatchNormMode, ParameterVector)}, of a batch that
   * an engine may have on its device already.
   */
  default double gradient(
      Batch batch, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
    return gradient(batch.inputs(), batch.size(), loss, mode, gradient);
  }

  /** Takes gradients whose losses nobody needs at once. */
  default Slopes slopes() {
    return new HostSlopes(this);
  }

  /** The gradient of a loss by the inputs, in evaluation mode, {@code [n, c, h, w]}. */
  float[] inputGradient(float[] inputs, int examples, LogitLoss loss);

  /**
   * Batch normalisations that stay in evaluation mode whatever a pass asks for: those of frozen
   * blocks. An empty set undoes it.
   *
   * @param nodes names of nodes
   */
  void holdStatistics(Set<String> nodes);

  /** A network of its own with equal parameters and statistics, nothing held. */
  Network copy();

  /** Frees what the engine holds; a closed network is not used again. */
  @Override
  void close();
}
