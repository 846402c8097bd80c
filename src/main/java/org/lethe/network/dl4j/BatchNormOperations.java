package org.lethe.network.dl4j;

import java.util.Arrays;
import java.util.Map;
import org.lethe.network.Operation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@link BatchNorm} by ND4J's operations, for arrays that lie on a card: nothing of it, not even a
 * statistic, passes through the host during training.
 */
final class BatchNormOperations extends BatchNorm {
  private static final int[] ALL_BUT_CHANNELS = {0, 2, 3};
  private static final int CHANNELS = 1;

  // All [c] and outside of workspaces, which end with the pass.
  private final INDArray runningMean;
  private final INDArray runningVariance;

  // Of the last pass forward.
  private final INDArray mean;
  private final INDArray inverse;
  private final INDArray scale;

  BatchNormOperations(int channels, boolean relu) {
    super(channels, relu);
    runningMean = Nd4j.zeros(DataType.FLOAT, channels);
    runningVariance = Nd4j.ones(DataType.FLOAT, channels);
    mean = Nd4j.zeros(DataType.FLOAT, channels);
    inverse = Nd4j.zeros(DataType.FLOAT, channels);
    scale = Nd4j.zeros(DataType.FLOAT, channels);
  }

  @Override
  void readStatistics(float[] to, int at) {
    System.arraycopy(Memory.toFloats(runningMean), 0, to, at, channels);
    System.arraycopy(Memory.toFloats(runningVariance), 0, to, at + channels, channels);
  }

  @Override
  void writeStatistics(float[] from, int at) {
    assign(runningMean, Arrays.copyOfRange(from, at, at + channels));
    assign(runningVariance, Arrays.copyOfRange(from, at + channels, at + 2 * channels));
  }

  private static void assign(INDArray to, float[] values) {
    try (INDArray given = Nd4j.createFromArray(values)) {
      to.assign(given);
    }
  }

  @Override
  public void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training) {
    boolean batch = decide(training);
    mean.assign(batch ? x.mean(ALL_BUT_CHANNELS) : runningMean);
    Nd4j.exec(new BroadcastSubOp(x, mean, y, CHANNELS));
    if (batch) {
      double count = (double) x.length() / channels;
      INDArray norm = y.norm2(ALL_BUT_CHANNELS);
      inverse.assign(norm.muli(norm).divi(count));
      move(runningMean, mean, 1);
      move(runningVariance, inverse, count > 1 ? count / (count - 1) : 1);
    } else {
      inverse.assign(runningVariance);
    }
    inverse.addi(Operation.BatchNorm.EPSILON);
    Transforms.sqrt(inverse, false);
    inverse.rdivi(1);
    scale.assign(Parts.weight(parameters)).muli(inverse);
    Nd4j.exec(new BroadcastMulOp(y, scale, y, CHANNELS));
    Nd4j.exec(new BroadcastAddOp(y, Parts.bias(parameters), y, CHANNELS));
    if (relu) {
      Transforms.relu(y, false);
    }
  }

  private static void move(INDArray running, INDArray batch, double factor) {
    double momentum = Operation.BatchNorm.MOMENTUM;
    running.muli(1 - momentum).addi(batch.mul(momentum * factor));
  }

  @Override
  public void backward(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      INDArray x,
      INDArray dy,
      INDArray dx) {
    INDArray centred = dx; // until the end
    Nd4j.exec(new BroadcastSubOp(x, mean, centred, CHANNELS));
    INDArray g = dy.dup('c');
    if (relu) {
      INDArray y = Nd4j.exec(new BroadcastMulOp(centred, scale, centred.ulike(), CHANNELS));
      Nd4j.exec(new BroadcastAddOp(y, Parts.bias(parameters), y, CHANNELS));
      g.muli(y.gt(0).castTo(DataType.FLOAT));
    }
    INDArray sum = g.sum(ALL_BUT_CHANNELS);
    INDArray product = g.mul(centred).sum(ALL_BUT_CHANNELS).muli(inverse);
    Parts.bias(gradients).assign(sum);
    Parts.weight(gradients).assign(product);
    Nd4j.exec(new BroadcastMulOp(g, scale, g, CHANNELS));
    if (!usedBatch()) {
      dx.assign(g);
      return;
    }
    double count = (double) x.length() / channels;
    product.muli(inverse).muli(scale).divi(-count);
    sum.muli(scale).divi(-count);
    Nd4j.exec(new BroadcastMulOp(centred, product, dx, CHANNELS));
    dx.addi(g);
    Nd4j.exec(new BroadcastAddOp(dx, sum, dx, CHANNELS));
  }
}
