package org.lethe.network.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.Parallel;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.LogitLoss;
import org.lethe.network.Network;
import org.lethe.network.NotEnoughMemory;
import org.lethe.network.ParameterVector;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as a Deeplearning4j computation graph. */
final class Dl4jNetwork implements Network {
  private final Blueprint blueprint;
  private final Kernels kernels;
  private final Graph graph;
  private final ComputationGraph net;
  private final List<BatchNorm> batchNorms;
  private final Dl4jVector parameters;

  Dl4jNetwork(Blueprint blueprint, Kernels kernels, float[] parameters, float[] statistics) {
    this.blueprint = blueprint;
    this.kernels = kernels;
    this.graph = Graph.of(blueprint, kernels);
    this.net = graph.net();
    this.batchNorms = List.copyOf(graph.batchNorms().values());
    INDArray flat = net.params();
    this.parameters = new Dl4jVector(flat.reshape(flat.length()), graph.order(blueprint), false);
    this.parameters.set(parameters);
    setStatistics(statistics);
  }

  @Override
  public Blueprint blueprint() {
    return blueprint;
  }

  @Override
  public ParameterVector parameters() {
    return parameters;
  }

  @Override
  public float[] statistics() {
    float[] statistics = new float[blueprint.statistics()];
    int at = 0;
    for (BatchNorm norm : batchNorms) {
      norm.readStatistics(statistics, at);
      at += 2 * norm.channels;
    }
    return statistics;
  }

  @Override
  public void setStatistics(float[] statistics) {
    blueprint.requireStatistics(statistics);
    int at = 0;
    for (BatchNorm norm : batchNorms) {
      norm.writeStatistics(statistics, at);
      at += 2 * norm.channels;
    }
  }

  @Override
  public float[] activations(String node, float[] inputs, int examples) {
    if (node.equals(Blueprint.INPUT)) {
      return Arrays.copyOf(inputs, examples * blueprint.input().size());
    }
    blueprint.node(node);
    return NotEnoughMemory.pass(examples, () -> output(node, inputs, examples));
  }

  private float[] output(String node, float[] inputs, int examples) {
    Dl4jEngine.useThreads();
    try (INDArray batch = batch(inputs, examples)) {
      INDArray output = net.output(List.of(node), false, new INDArray[] {batch}, null)[0];
      float[] values = Memory.toFloats(output);
      if (output.closeable()) {
        output.close();
      }
      return values;
    }
  }

  @Override
  public double gradient(
      float[] inputs, int examples, LogitLoss of, BatchNormMode mode, ParameterVector gradient) {
    Dl4jVector into = (Dl4jVector) gradient;
    double loss = NotEnoughMemory.pass(examples, () -> pass(inputs, examples, of, mode));
    INDArray view = net.getFlattenedGradients();
    into.values().assign(view.reshape(view.length()));
    return loss;
  }

  @Override
  public float[] inputGradient(float[] inputs, int examples, LogitLoss of) {
    graph.tap().keep(true);
    try {
      NotEnoughMemory.pass(examples, () -> pass(inputs, examples, of, BatchNormMode.EVALUATION));
      float[] gradient = graph.tap().kept();
      float[] sd = blueprint.normalisation().sd();
      int plane = blueprint.input().height() * blueprint.input().width();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] /= sd[i / plane % sd.length];
      }
      return gradient;
    } finally {
      graph.tap().keep(false);
    }
  }

  /** Gradients are where the graph has them. */
  private double pass(float[] inputs, int examples, LogitLoss of, BatchNormMode mode) {
    Dl4jEngine.useThreads();
    graph.loss().use(of);
    batchNorms.forEach(norm -> norm.useBatchStatistics(mode == BatchNormMode.TRAIN));
    try (INDArray batch = batch(inputs, examples);
        INDArray labels = Nd4j.create(DataType.FLOAT, examples, blueprint.classes())) {
      net.setInputs(batch);
      net.setLabels(labels);
      net.computeGradientAndScore();
      net.clear();
    }
    return graph.loss().value();
  }

  /** Normalised, in ND4J's memory, outside of any workspace. */
  private INDArray batch(float[] inputs, int examples) {
    int size = blueprint.input().size();
    int plane = blueprint.input().height() * blueprint.input().width();
    float[] mean = blueprint.normalisation().mean();
    float[] sd = blueprint.normalisation().sd();
    float[] values = new float[examples * size];
    Parallel.forEach(
        examples,
        example -> {
          for (int c = 0; c < mean.length; c++) {
            int from = example * size + c * plane;
            float factor = 1 / sd[c];
            float shift = -mean[c] / sd[c];
            for (int j = from; j < from + plane; j++) {
              values[j] = inputs[j] * factor + shift;
            }
          }
        });
    long[] shape =
        blueprint.input().isPicture()
            ? new long[] {
              examples, mean.length, blueprint.input().height(), blueprint.input().width()
            }
            : new long[] {examples, size};
    return Nd4j.create(values, shape, 'c');
  }

  @Override
  public void holdStatistics(Set<String> nodes) {
    graph.batchNorms().forEach((name, norm) -> norm.hold(nodes.contains(name)));
  }

  @Override
  public Network copy() {
    return new Dl4jNetwork(blueprint, kernels, parameters.toArray(), statistics());
  }

  /** As the graph's own, but without the two collections of garbage that it asks for each time. */
  @Override
  public void close() {
    net.clear();
    free(net.params());
    free(net.getFlattenedGradients());
    MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
    List.copyOf(workspaces.getAllWorkspacesForCurrentThread())
        .forEach(workspaces::destroyWorkspace);
  }

  private static void free(@Nullable INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }

  @Override
  public String toString() {
    return "Dl4jNetwork" + Map.of("parameters", parameters.length());
  }
}
