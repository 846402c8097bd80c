package org.lethe.network.dl4j;

import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What Deeplearning4j wants to know of a {@link SumReluVertex} before there is one. */
final class SumReluConf extends GraphVertex {
  private static final long serialVersionUID = 1L;

  private final transient SumRelu kernel;

  SumReluConf(SumRelu kernel) {
    this.kernel = kernel;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    return new SumReluVertex(graph, name, index, type, kernel);
  }

  @Override
  public SumReluConf clone() {
    return new SumReluConf(kernel);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SumReluConf conf && conf.kernel == kernel;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(kernel);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    throw new UnsupportedOperationException("the blueprint says every size");
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    throw new UnsupportedOperationException("memory is measured, not estimated");
  }
}
