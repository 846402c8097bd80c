package org.lethe.network;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Optimiser steps on one network, with the memory they need allocated once. Several terms may add
 * to one step: {@link #add} each of them, then {@link #apply}.
 */
public final class Descent implements AutoCloseable {
  /** Of how many passes losses may be unknown. */
  private static final int PATIENCE = 256;

  private final Network network;
  private final Optimiser optimiser;
  private final Constraint constraint;
  private final ParameterVector gradient;
  private final ParameterVector term;
  private final Slopes slopes;
  private final List<Long> waited = new ArrayList<>();
  private boolean begun;

  /** Owns the optimiser, not the network. */
  public Descent(Network network, Optimiser optimiser, Constraint constraint) {
    this.network = network;
    this.optimiser = optimiser;
    this.constraint = constraint;
    this.gradient = network.parameters().zeros();
    this.term = network.parameters().zeros();
    this.slopes = network.slopes();
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
   * @throws ArithmeticException as {@link #add(double, Batch, LogitLoss, BatchNormMode)}
   */
  public void step(Batch batch, LogitLoss loss, BatchNormMode mode, double learningRate) {
    add(1, batch, loss, mode);
    apply(learningRate);
  }

  /**
   * Adds weight·∇loss of a batch to the gradient of the coming step.
   *
   * @throws ArithmeticException if a loss is not finite; the message says at which step. Where the
   *     engine knows it at once the parameters are as before that step; elsewhere it is found out
   *     some steps later, and they are lost
   */
  public void add(double weight, Batch batch, LogitLoss loss, BatchNormMode mode) {
    ParameterVector into = begun ? term : gradient;
    long step = optimiser.steps() + 1;
    OptionalDouble value = slopes.gradient(batch, loss, mode, into);
    if (value.isPresent()) {
      requireFinite(value.getAsDouble(), step);
    } else {
      waited.add(step);
      if (waited.size() == PATIENCE) {
        check();
      }
    }
    if (begun) {
      gradient.add(weight, term);
    } else if (weight != 1) {
      gradient.scale(weight);
    }
    begun = true;
  }

  /**
   * Waits until every loss is known.
   *
   * @throws ArithmeticException if one is not finite; the message says at which step the first was
   */
  public void check() {
    double[] losses = slopes.losses();
    List<Long> steps = List.copyOf(waited);
    waited.clear();
    for (int i = 0; i < losses.length; i++) {
      requireFinite(losses[i], steps.get(i));
    }
  }

  private void requireFinite(double loss, long step) {
    if (!Double.isFinite(loss)) {
      begun = false;
      throw new ArithmeticException("the loss became " + loss + " at step " + step);
    }
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
    slopes.close();
    gradient.close();
    term.close();
    optimiser.close();
  }
}
