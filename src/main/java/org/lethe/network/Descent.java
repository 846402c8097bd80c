package org.lethe.network;

/**
 * Optimiser steps on one network, with the memory they need allocated once. Several terms may add
 * to one step: {@link #add} each of them, then {@link #apply}.
 */
public final class Descent implements AutoCloseable {
  private final Network network;
  private final Optimiser optimiser;
  private final Constraint constraint;
  private final ParameterVector gradient;
  private final ParameterVector term;
  private boolean begun;

  /** Owns the optimiser, not the network. */
  public Descent(Network network, Optimiser optimiser, Constraint constraint) {
    this.network = network;
    this.optimiser = optimiser;
    this.constraint = constraint;
    this.gradient = network.parameters().zeros();
    this.term = network.parameters().zeros();
  }

  /** The network that descends. */
  public Network network() {
    return network;
  }

  /** What makes its steps, with how many there were. */
  public Optimiser optimiser() {
    return optimiser;
  }

  /**
   * One step down the mean loss of one batch.
   *
   * @return the loss before the step
   * @throws ArithmeticException if the loss is not finite; the parameters are as before
   */
  public double step(Batch batch, LogitLoss loss, BatchNormMode mode, double learningRate) {
    double value = add(1, batch, loss, mode);
    apply(learningRate);
    return value;
  }

  /**
   * Adds weight·∇loss of a batch to the gradient of the coming step.
   *
   * @return the loss, not weighted
   * @throws ArithmeticException if the loss is not finite
   */
  public double add(double weight, Batch batch, LogitLoss loss, BatchNormMode mode) {
    ParameterVector into = begun ? term : gradient;
    double value = network.gradient(batch, loss, mode, into);
    if (!Double.isFinite(value)) {
      begun = false;
      throw new ArithmeticException(
          "the loss became " + value + " at step " + (optimiser.steps() + 1));
    }
    if (begun) {
      gradient.add(weight, term);
    } else if (weight != 1) {
      gradient.scale(weight);
    }
    begun = true;
    return value;
  }

  /** Adds weight·vector to the gradient of the coming step, which must have begun. */
  public void add(double weight, ParameterVector vector) {
    gradient.add(weight, vector);
  }

  /** Makes the step. */
  public void apply(double learningRate) {
    begun = false;
    constraint.before(gradient);
    optimiser.step(network.parameters(), gradient, learningRate);
    constraint.after(network.parameters(), optimiser);
  }

  @Override
  public void close() {
    gradient.close();
    term.close();
    optimiser.close();
  }
}
