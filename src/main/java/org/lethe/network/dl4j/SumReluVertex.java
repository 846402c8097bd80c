package org.lethe.network.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link SumRelu} in a graph: the end of a residual block. */
@SuppressWarnings("overrides") // of Deeplearning4j: BaseGraphVertex drops the dots of setInputs
final class SumReluVertex extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  private final transient SumRelu kernel;
  private transient @Nullable INDArray output;

  @SuppressWarnings("NullAway") // the graph sets what is connected later
  SumReluVertex(ComputationGraph graph, String name, int index, DataType type, SumRelu kernel) {
    super(graph, name, index, null, null, type);
    this.kernel = kernel;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray a = Memory.contiguous(inputs[0]);
    INDArray b = Memory.contiguous(inputs[1]);
    INDArray y =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, a.shape(), 'c');
    kernel.forward(a, b, y);
    output = training ? y : null;
    return y;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    INDArray y = output;
    if (y == null) {
      throw new IllegalStateException("no pass forward came before");
    }
    INDArray[] below = new INDArray[2];
    for (int i = 0; i < below.length; i++) {
      below[i] =
          workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, y.shape(), 'c');
    }
    kernel.backward(y, Memory.contiguous(epsilon), below[0], below[1]);
    return gradients(below);
  }

  @SuppressWarnings("NullAway") // no parameters, which Deeplearning4j says with null
  private static Pair<Gradient, INDArray[]> gradients(INDArray[] below) {
    return new Pair<>(null, below);
  }

  @Override
  public void clear() {
    super.clear();
    output = null;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  @SuppressWarnings("NullAway") // has none
  public Layer getLayer() {
    return null;
  }

  @Override
  public void setBackpropGradientsViewArray(@Nullable INDArray view) {
    if (view != null) {
      throw new IllegalStateException("a sum has no parameters");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int examples) {
    throw new UnsupportedOperationException("masks of time steps are not used");
  }

  @Override
  public String toString() {
    return "SumReluVertex(" + getVertexName() + ")";
  }
}
