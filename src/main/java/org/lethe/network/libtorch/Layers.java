package org.lethe.network.libtorch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.Blueprint;
import org.lethe.network.Operation;
import org.lethe.network.Segment;

/**
 * A blueprint over the memory of one network: for each segment a leaf of autograd that shares the
 * flat parameters, for each batch normalisation views of the running statistics. So a step on the
 * flat vector is a step of the network, without a copy. Pictures lie channels-last, which oneDNN
 * and cuDNN are quickest with.
 */
final class Layers implements AutoCloseable {
  /** On a card; the processor has none. */
  private static final boolean BY_CUDNN = true;

  private final Blueprint blueprint;
  private final List<Segment> segments;
  private final Map<String, Tensor> parameters = new HashMap<>();
  private final Map<String, Tensor> means = new HashMap<>();
  private final Map<String, Tensor> variances = new HashMap<>();
  private final Map<String, String> lastReader = new HashMap<>();
  private final Set<String> rectifiedPools;
  private final Tensor shift;
  private final Tensor scale;

  /**
   * @param flat all parameters, {@code [p]}; shared
   * @param statistics in the order of {@link Blueprint#batchNorms}; shared
   */
  Layers(Blueprint blueprint, Tensor flat, Tensor statistics, Natives natives) {
    this.blueprint = blueprint;
    this.segments = blueprint.segments();
    float[] mean = blueprint.normalisation().mean();
    long[] each =
        blueprint.input().isPicture() ? new long[] {mean.length, 1, 1} : new long[] {mean.length};
    shift = Tensors.kept(() -> Tensors.of(mean, natives, each));
    scale = Tensors.kept(() -> Tensors.of(blueprint.normalisation().sd(), natives, each));
    Tensors.scoped(() -> share(flat, statistics));
    for (Blueprint.Node node : blueprint.nodes()) {
      node.inputs().forEach(input -> lastReader.put(input, node.name()));
    }
    rectifiedPools = rectifiedPools(blueprint);
  }

  /**
   * Poolings that read max(0, ·) of a batch normalisation which nobody else reads. The largest of
   * four rectified numbers is the rectified largest, and so are its gradients: rectified after the
   * pooling there are four times fewer, of the same bits.
   */
  private static Set<String> rectifiedPools(Blueprint blueprint) {
    Set<String> pools = new HashSet<>();
    for (Blueprint.Node node : blueprint.nodes()) {
      if (node.operation() instanceof Operation.MaxPool) {
        String read = node.inputs().get(0);
        long readers =
            blueprint.nodes().stream().filter(each -> each.inputs().contains(read)).count();
        boolean rectified =
            !read.equals(Blueprint.INPUT)
                && blueprint.node(read).operation() instanceof Operation.BatchNorm norm
                && norm.relu();
        if (rectified && readers == 1) {
          pools.add(node.name());
        }
      }
    }
    return pools;
  }

  private void share(Tensor flat, Tensor statistics) {
    for (Segment segment : segments) {
      Tensor leaf = view(flat, segment).detach();
      leaf.set_requires_grad(true);
      parameters.put(segment.name(), kept(leaf));
    }
    long at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      int channels = ((Operation.BatchNorm) node.operation()).channels();
      means.put(node.name(), kept(statistics.narrow(0, at, channels)));
      variances.put(node.name(), kept(statistics.narrow(0, at + channels, channels)));
      at += 2L * channels;
    }
  }

  /** One that lives on when the scope that is open closes. */
  private static <P extends Pointer> P kept(P pointer) {
    pointer.retainReference();
    return pointer;
  }

  private static Tensor view(Tensor flat, Segment segment) {
    int[] shape = segment.shape();
    long[] extents = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      extents[i] = shape[i];
    }
    return flat.narrow(0, segment.offset(), segment.length()).view(extents);
  }

  /** What a gradient is taken by, in the order of the segments. */
  TensorVector parameters() {
    TensorVector all = new TensorVector();
    segments.forEach(segment -> all.push_back(parameter(segment.name())));
    return all;
  }

  /**
   * Puts gradients by each segment where the flat gradient has them.
   *
   * @param gradients as {@link #parameters}
   * @param flat overwritten, {@code [p]}
   */
  void gather(TensorVector gradients, Tensor flat) {
    for (int i = 0; i < segments.size(); i++) {
      view(flat, segments.get(i)).copy_(gradients.get(i));
    }
  }

  private Tensor parameter(String name) {
    return found(parameters, name);
  }

  private static Tensor found(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no tensor is named " + name);
    }
    return tensor;
  }

  /**
   * The output of a node. What no later node reads is let go at once, so that asking a network
   * takes the memory of a few layers; autograd holds what its way back needs.
   *
   * @param input in [0, 1], {@code [n, c, h, w]} or {@code [n, d]}
   * @param training whether batch normalisation goes by the batch and moves the running statistics
   * @param held batch normalisations that do not even so
   */
  Tensor forward(String node, Tensor input, boolean training, Set<String> held) {
    Map<String, Tensor> outputs = new HashMap<>();
    Tensor normalised = input.sub(shift).div(scale);
    if (blueprint.input().isPicture()) {
      normalised = normalised.contiguous(torch.MemoryFormat.ChannelsLast);
    }
    outputs.put(Blueprint.INPUT, normalised);
    for (Blueprint.Node each : blueprint.nodes()) {
      List<Tensor> inputs = each.inputs().stream().map(name -> found(outputs, name)).toList();
      boolean later = !each.name().equals(node) && isRectifiedLater(each.name());
      Tensor output = compute(each, inputs, training && !held.contains(each.name()), later);
      if (each.name().equals(node)) {
        return output;
      }
      outputs.put(each.name(), output);
      for (String name : Set.copyOf(each.inputs())) {
        if (each.name().equals(lastReader.get(name))) {
          found(outputs, name).close();
          outputs.remove(name);
        }
      }
    }
    throw new IllegalStateException("there is no node " + node);
  }

  private boolean isRectifiedLater(String node) {
    return rectifiedPools.contains(lastReader.getOrDefault(node, ""));
  }

  private Tensor compute(
      Blueprint.Node node, List<Tensor> inputs, boolean training, boolean rectifiedLater) {
    Tensor x = inputs.get(0);
    Operation operation = node.operation();
    if (operation instanceof Operation.Convolution conv) {
      return torch.conv2d(
          x,
          parameter(node.name() + ".weight"),
          new TensorOptional(),
          new long[] {conv.stride(), conv.stride()},
          new long[] {conv.padding(), conv.padding()},
          new long[] {1, 1},
          1);
    }
    if (operation instanceof Operation.BatchNorm norm) {
      Tensor y =
          torch.batch_norm(
              x,
              new TensorOptional(parameter(node.name() + ".weight")),
              new TensorOptional(parameter(node.name() + ".bias")),
              new TensorOptional(found(means, node.name())),
              new TensorOptional(found(variances, node.name())),
              training,
              Operation.BatchNorm.MOMENTUM,
              Operation.BatchNorm.EPSILON,
              BY_CUDNN);
      if (norm.relu() && !rectifiedLater) {
        torch.relu_(y);
      }
      return y;
    }
    if (operation instanceof Operation.Relu) {
      return torch.relu(x);
    }
    if (operation instanceof Operation.AddRelu) {
      Tensor sum = x.add(inputs.get(1));
      torch.relu_(sum);
      return sum;
    }
    if (operation instanceof Operation.MaxPool) {
      Tensor largest = torch.max_pool2d(x, 2, 2);
      if (rectifiedPools.contains(node.name())) {
        torch.relu_(largest);
      }
      return largest;
    }
    if (operation instanceof Operation.GlobalAveragePool) {
      return torch.mean(x, 2, 3);
    }
    if (operation instanceof Operation.Linear) {
      Tensor rows = x.dim() == 2 ? x : x.flatten(1, -1);
      return torch.linear(
          rows,
          parameter(node.name() + ".weight"),
          new TensorOptional(parameter(node.name() + ".bias")));
    }
    throw new IllegalArgumentException("libtorch has no " + operation);
  }

  @Override
  public void close() {
    List<Tensor> all = new ArrayList<>(List.of(shift, scale));
    all.addAll(parameters.values());
    all.addAll(means.values());
    all.addAll(variances.values());
    all.forEach(Tensor::close);
  }
}
