package org.lethe.network.dl4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The first layer of every graph: passes inputs on and, when asked, keeps the gradient that comes
 * back, which a computation graph does not give out otherwise.
 */
final class InputTap implements Kernel {
  private boolean keep;
  private float @Nullable [] kept;

  /** Whether the coming pass keeps its gradient. */
  void keep(boolean wanted) {
    keep = wanted;
    kept = null;
  }

  /** What was kept, row-major. */
  float[] kept() {
    if (kept == null) {
      throw new IllegalStateException("no gradient came back to the inputs");
    }
    return kept;
  }

  @Override
  public long[] shape(long[] input) {
    return input;
  }

  @Override
  public void forward(Map<String, INDArray> parameters, INDArray x, INDArray y, boolean training) {
    y.assign(x);
  }

  @Override
  public void backward(
      Map<String, INDArray> parameters,
      Map<String, INDArray> gradients,
      INDArray x,
      INDArray dy,
      INDArray dx) {
    if (keep) {
      kept = Memory.toFloats(dy);
    }
    dx.assign(dy);
  }
}
