package org.lethe.network.dl4j;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one layer computes. All arrays are float32 and row-major; who calls has allocated them,
 * {@code y}, {@code dx} and the gradients without setting them. Kernels know nothing of the graph,
 * so that each can be held against another way to compute the same.
 */
interface Kernel {

  /** The shape of what comes out. */
  long[] shape(long[] input);

  /**
   * y ← f(x).
   *
   * @param parameters by the names in {@link Parts}; to be read
   * @param training whether this is a pass of training, where statistics may move
   */
  void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training);

  /**
   * dx ← ∂L/∂x and gradients ← ∂L/∂parameters, after {@link #forward} for the same x.
   *
   * @param dy ∂L/∂y; to be read
   */
  void backward(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      INDArray x,
      INDArray dy,
      INDArray dx);
}
