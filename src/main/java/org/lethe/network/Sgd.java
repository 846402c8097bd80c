package org.lethe.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with classical momentum and coupled decay of all learnable parameters
 * (PyTorch's SGD, dampening 0, not Nesterov): d = g + λθ; b = d at the first step, μb + d later; θ
 * ← θ − ηb. Deeplearning4j's {@code Nesterovs} is another method.
 */
public final class Sgd implements Optimiser {
  private final double momentum;
  private final double decay;
  private @Nullable ParameterVector buffer;
  private long steps;

  /**
   * @param momentum μ in [0, 1)
   * @param decay λ ≥ 0
   */
  public Sgd(double momentum, double decay) {
    check(momentum, decay);
    this.momentum = momentum;
    this.decay = decay;
  }

  /**
   * For settings that become one of these later.
   *
   * @throws IllegalArgumentException if there is no such descent; the message names the setting
   */
  public static void check(double momentum, double decay) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum is " + momentum + "; allowed: [0, 1)");
    }
    if (!(decay >= 0)) {
      throw new IllegalArgumentException("decay is " + decay + "; allowed: 0 or more");
    }
  }

  @Override
  public void step(ParameterVector parameters, ParameterVector gradient, double learningRate) {
    if (decay != 0) {
      gradient.add(decay, parameters);
    }
    steps++;
    if (momentum == 0) {
      parameters.add(-learningRate, gradient);
      return;
    }
    if (buffer == null) {
      buffer = gradient.copy();
    } else {
      buffer.scale(momentum).add(1, gradient);
    }
    parameters.add(-learningRate, buffer);
  }

  @Override
  public List<ParameterVector> state() {
    return buffer == null ? List.of() : List.of(buffer);
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public void resume(List<ParameterVector> state, long made) {
    buffer = state.isEmpty() ? null : state.get(0).copy();
    steps = made;
  }
}
