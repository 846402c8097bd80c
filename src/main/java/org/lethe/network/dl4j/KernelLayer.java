package org.lethe.network.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A kernel in a graph: allocates what it writes to where the graph wants it. */
final class KernelLayer extends BaseLayer<KernelConf> {
  private static final long serialVersionUID = 1L;

  private final transient Kernel kernel;

  KernelLayer(NeuralNetConfiguration conf, DataType type, Kernel kernel) {
    super(conf, type);
    this.kernel = kernel;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray x = Memory.contiguous(input);
    INDArray y =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, DataType.FLOAT, kernel.shape(x.shape()), 'c');
    kernel.forward(params, x, y, training);
    return y;
  }

  /** Kernels write gradients straight into the graph's flat ones, so none are handed back. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray x = Memory.contiguous(input);
    INDArray dx =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, x.shape(), 'c');
    kernel.backward(params, gradientViews, x, Memory.contiguous(epsilon), dx);
    return new Pair<>(new DefaultGradient(), dx);
  }
}
