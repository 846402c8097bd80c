package org.lethe.network.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link LinearBlas} by ND4J's operations, for arrays that lie on a card. */
final class LinearOperations implements Kernel {
  private final int in;
  private final int out;

  LinearOperations(int in, int out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public long[] shape(long[] input) {
    return new long[] {input[0], out};
  }

  @Override
  public void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training) {
    Nd4j.matmul(rows(x), Parts.weight(parameters), y, false, true, false);
    y.addiRowVector(Parts.bias(parameters));
  }

  @Override
  public void backward(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      INDArray x,
      INDArray dy,
      INDArray dx) {
    Nd4j.matmul(dy, Parts.weight(parameters), rows(dx), false, false, false);
    Nd4j.matmul(dy, rows(x), Parts.weight(gradients), true, false, false);
    dy.sum(Parts.bias(gradients), 0);
  }

  /** The same memory as {@code [n, in]}. */
  private INDArray rows(INDArray array) {
    return array.reshape('c', array.size(0), in);
  }
}
