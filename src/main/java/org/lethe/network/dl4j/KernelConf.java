package org.lethe.network.dl4j;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/** What Deeplearning4j wants to know of a layer before there is one, for any kernel of ours. */
final class KernelConf extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  private final transient Kernel kernel;
  private final transient Parts parts;

  /** A layer without parameters. */
  KernelConf(Kernel kernel) {
    this(kernel, Parts.NONE);
  }

  KernelConf(Kernel kernel, Parts parts) {
    this.kernel = kernel;
    this.parts = parts;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    KernelLayer layer = new KernelLayer(conf, type, kernel);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(parts.init(conf, parameters, initialise));
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return parts;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    throw new UnsupportedOperationException("the blueprint says every size");
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    throw new UnsupportedOperationException("the blueprint says every size");
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    throw new UnsupportedOperationException("memory is measured, not estimated");
  }

  @Override
  @SuppressWarnings("NullAway") // none is how Deeplearning4j says that nothing is to be done
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway")
  public List<Regularization> getRegularizationByParam(String name) {
    return null;
  }

  @Override
  public boolean isPretrainParam(String name) {
    return false;
  }
}
