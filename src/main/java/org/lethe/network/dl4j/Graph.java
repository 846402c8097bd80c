package org.lethe.network.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.distribution.ConstantDistribution;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.lethe.network.Blueprint;
import org.lethe.network.Operation;
import org.lethe.network.Segment;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A blueprint as a Deeplearning4j computation graph. Vertices have the names of their nodes.
 *
 * @param net with untouched memory for its parameters
 * @param tap where its inputs come in
 * @param loss where its logits go
 * @param batchNorms by the names of their nodes, in their order
 */
record Graph(ComputationGraph net, InputTap tap, SeamLoss loss, Map<String, BatchNorm> batchNorms) {
  private static final String TAP = "tap";
  private static final String LOSS = "loss";

  static Graph of(Blueprint blueprint, Kernels kernels) {
    InputTap tap = new InputTap();
    SeamLoss loss = new SeamLoss();
    Map<String, BatchNorm> batchNorms = new LinkedHashMap<>();
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .weightInit(new WeightInitDistribution(new ConstantDistribution(0)))
            .activation(Activation.IDENTITY)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(Blueprint.INPUT)
            .addLayer(TAP, new KernelConf(tap), Blueprint.INPUT);
    for (Blueprint.Node node : blueprint.nodes()) {
      List<String> from =
          node.inputs().stream().map(name -> name.equals(Blueprint.INPUT) ? TAP : name).toList();
      add(graph, node, from, kernels, batchNorms);
    }
    graph.addLayer(
        LOSS,
        new LossLayer.Builder(loss).activation(Activation.IDENTITY).build(),
        blueprint.head().name());
    graph.setOutputs(LOSS);
    ComputationGraph net = new ComputationGraph(graph.build());
    net.init();
    return new Graph(net, tap, loss, batchNorms);
  }

  private static void add(
      ComputationGraphConfiguration.GraphBuilder graph,
      Blueprint.Node node,
      List<String> from,
      Kernels kernels,
      Map<String, BatchNorm> batchNorms) {
    String name = node.name();
    Operation operation = node.operation();
    String[] inputs = from.toArray(String[]::new);
    if (operation instanceof Operation.Convolution conv) {
      graph.addLayer(name, new KernelConf(new Convolution(conv), Convolution.parts(conv)), inputs);
    } else if (operation instanceof Operation.BatchNorm norm) {
      BatchNorm kernel = kernels.batchNorm(norm.channels(), norm.relu());
      batchNorms.put(name, kernel);
      graph.addLayer(name, new KernelConf(kernel, BatchNorm.parts(norm.channels())), inputs);
    } else if (operation instanceof Operation.Relu) {
      graph.addLayer(name, new ActivationLayer(Activation.RELU), inputs);
    } else if (operation instanceof Operation.AddRelu) {
      graph.addVertex(name, new SumReluConf(kernels.sumRelu()), inputs);
    } else if (operation instanceof Operation.MaxPool) {
      graph.addLayer(name, new KernelConf(new MaxPool()), inputs);
    } else if (operation instanceof Operation.GlobalAveragePool) {
      graph.addLayer(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), inputs);
    } else if (operation instanceof Operation.Linear linear) {
      Parts parts = Parts.weightAndBias(linear.out(), linear.out(), linear.in());
      graph.addLayer(
          name, new KernelConf(kernels.linear(linear.in(), linear.out()), parts), inputs);
    } else {
      throw new IllegalArgumentException("Deeplearning4j has no " + operation);
    }
  }

  /** Where each segment of the blueprint lies in the flat parameters of the graph. */
  List<Dl4jVector.Stretch> order(Blueprint blueprint) {
    List<Dl4jVector.Stretch> order = new ArrayList<>();
    for (Segment segment : blueprint.segments()) {
      String part = segment.name().substring(segment.node().length() + 1);
      INDArray view = net.getLayer(segment.node()).getParam(part);
      order.add(
          new Dl4jVector.Stretch(
              segment.offset(), Math.toIntExact(view.offset()), segment.length()));
    }
    return List.copyOf(order);
  }
}
