package org.lethe.network.dl4j;

import java.util.Map;
import org.lethe.network.Operation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2DDerivative;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A square convolution of {@code [n, c, h, w]} without bias, by ND4J's operations, which oneDNN or
 * cuDNN carry out. Deeplearning4j's layer calls the same ones, but only where its search for
 * helpers succeeds (in 1.0.0-M2.1 it does not), and copies every output to have it again on the way
 * back.
 */
final class Convolution implements Kernel {
  private static final int DILATION = 1;
  private static final int EXPLICIT_PADDING = 0;
  private static final int CHANNELS_FIRST = 0;
  private static final int WEIGHT_OUT_IN_K_K = 1;

  private final Operation.Convolution conv;
  private final OpContext forward;
  private final OpContext backward;

  Convolution(Operation.Convolution conv) {
    this.conv = conv;
    forward = context();
    backward = context();
  }

  private OpContext context() {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(
        conv.kernel(),
        conv.kernel(),
        conv.stride(),
        conv.stride(),
        conv.padding(),
        conv.padding(),
        DILATION,
        DILATION,
        EXPLICIT_PADDING,
        CHANNELS_FIRST,
        WEIGHT_OUT_IN_K_K);
    return context;
  }

  /** The weight's shape is {@code [out, in, k, k]}. */
  static Parts parts(Operation.Convolution conv) {
    return Parts.weight(conv.out(), conv.in(), conv.kernel(), conv.kernel());
  }

  @Override
  public long[] shape(long[] input) {
    return new long[] {input[0], conv.out(), edge(input[2]), edge(input[3])};
  }

  private long edge(long before) {
    return (before + 2L * conv.padding() - conv.kernel()) / conv.stride() + 1;
  }

  @Override
  public void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training) {
    forward.purge();
    forward.setInputArray(0, x);
    forward.setInputArray(1, Parts.weight(parameters));
    forward.setOutputArray(0, y);
    Nd4j.exec(new Conv2D(), forward);
  }

  @Override
  public void backward(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      INDArray x,
      INDArray dy,
      INDArray dx) {
    backward.purge();
    backward.setInputArray(0, x);
    backward.setInputArray(1, Parts.weight(parameters));
    backward.setInputArray(2, dy);
    backward.setOutputArray(0, dx);
    backward.setOutputArray(1, Parts.weight(gradients));
    Nd4j.exec(new Conv2DDerivative(), backward);
  }
}
