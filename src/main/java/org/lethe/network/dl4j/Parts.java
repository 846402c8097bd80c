package org.lethe.network.dl4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of a layer: none, a weight, or a weight and a bias. They lie one after the other
 * in the graph's flat parameters, row by row, as in a {@link org.lethe.network.Blueprint}.
 */
final class Parts implements ParamInitializer {
  static final String WEIGHT = "weight";
  static final String BIAS = "bias";
  static final Parts NONE = new Parts(0, new long[0]);

  private final long[] weight;
  private final long weights;
  private final long biases;

  private Parts(long biases, long... weight) {
    this.weight = weight;
    this.weights = weight.length == 0 ? 0 : Arrays.stream(weight).reduce(1, Math::multiplyExact);
    this.biases = biases;
  }

  /** A weight of a shape. */
  static Parts weight(long... shape) {
    return new Parts(0, shape);
  }

  /** A weight of a shape and a bias {@code [biases]}. */
  static Parts weightAndBias(long biases, long... shape) {
    return new Parts(biases, shape);
  }

  /** The weight among the parameters of a layer, or among their gradients. */
  static INDArray weight(Map<String, INDArray> parts) {
    return Objects.requireNonNull(parts.get(WEIGHT));
  }

  /** The bias, likewise. */
  static INDArray bias(Map<String, INDArray> parts) {
    return Objects.requireNonNull(parts.get(BIAS));
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return weights + biases;
  }

  @Override
  public long numParams(Layer layer) {
    return weights + biases;
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return weights == 0 ? List.of() : biases == 0 ? List.of(WEIGHT) : List.of(WEIGHT, BIAS);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return List.of();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return false;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, @Nullable INDArray view, boolean initialise) {
    paramKeys(conf.getLayer()).forEach(conf::addVariable);
    return parts(view);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray view) {
    return parts(view);
  }

  private Map<String, INDArray> parts(@Nullable INDArray view) {
    Map<String, INDArray> parts = new LinkedHashMap<>();
    if (view != null) {
      INDArray flat = view.reshape(view.length());
      parts.put(WEIGHT, flat.get(NDArrayIndex.interval(0, weights)).reshape('c', weight));
      if (biases > 0) {
        parts.put(BIAS, flat.get(NDArrayIndex.interval(weights, weights + biases)));
      }
    }
    return parts;
  }
}
