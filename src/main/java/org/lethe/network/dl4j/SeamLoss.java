package org.lethe.network.dl4j;

import org.jspecify.annotations.Nullable;
import org.lethe.network.LogitLoss;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The graph's only loss: it hands the logits of the batch to whatever {@link LogitLoss} the caller
 * gave, and the gradient back.
 */
final class SeamLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private transient @Nullable LogitLoss loss;
  private double value;

  /** What the next pass is about. */
  void use(LogitLoss next) {
    loss = next;
  }

  /** The loss of the last pass. */
  double value() {
    return value;
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    int examples = (int) logits.size(0);
    int classes = (int) logits.size(1);
    float[] gradient = new float[examples * classes];
    if (loss == null) {
      throw new IllegalStateException("no loss was given");
    }
    value = loss.of(Memory.toFloats(logits), examples, classes, gradient);
    return Nd4j.createFromArray(gradient).reshape('c', examples, classes);
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    return value;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    throw new UnsupportedOperationException("the loss of a batch is one number");
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    INDArray gradient = computeGradient(labels, logits, activation, mask);
    return Pair.of(value, gradient);
  }

  @Override
  public String name() {
    return "seam";
  }
}
