package org.lethe.network.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** The largest of each 2×2 square of {@code [n, c, h, w]}, by ND4J's operations. */
final class MaxPool implements Kernel {
  private static final int EDGE = 2;
  private static final int PADDING = 0;
  private static final int DILATION = 1;
  private static final int EXPLICIT_PADDING = 0;
  private static final int UNUSED = 0;
  private static final int CHANNELS_FIRST = 0;

  private final OpContext forward = context();
  private final OpContext backward = context();

  private static OpContext context() {
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(
        EDGE,
        EDGE,
        EDGE,
        EDGE,
        PADDING,
        PADDING,
        DILATION,
        DILATION,
        EXPLICIT_PADDING,
        UNUSED,
        CHANNELS_FIRST);
    return context;
  }

  @Override
  public long[] shape(long[] input) {
    return new long[] {input[0], input[1], input[2] / EDGE, input[3] / EDGE};
  }

  @Override
  public void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training) {
    forward.purge();
    forward.setInputArray(0, x);
    forward.setOutputArray(0, y);
    Nd4j.exec(DynamicCustomOp.builder("maxpool2d").build(), forward);
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
    backward.setInputArray(1, dy);
    backward.setOutputArray(0, dx);
    Nd4j.exec(DynamicCustomOp.builder("maxpool2d_bp").build(), backward);
  }
}
