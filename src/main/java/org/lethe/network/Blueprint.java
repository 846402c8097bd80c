package org.lethe.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.lethe.nd.Seed;

/**
 * What a network computes, node by node, in words that every engine builds the same network from.
 * The flat learnable parameters are those of the nodes in their order; the statistics are the
 * running means and then the running variances of each batch normalisation in its order. The last
 * node is the head: its output are the K logits.
 *
 * @param input the shape of one input
 * @param normalisation what is done to inputs first
 * @param nodes each after its inputs
 * @param embedding the node whose output, flattened, is the penultimate layer
 */
public record Blueprint(
    Shape input, Normalisation normalisation, List<Node> nodes, String embedding) {

  /** The name of what the first node reads. */
  public static final String INPUT = "input";

  /**
   * One node.
   *
   * @param name unique, as in a PyTorch state dict
   * @param inputs names of earlier nodes or {@link #INPUT}: two for a sum, else one
   */
  public record Node(String name, Operation operation, List<String> inputs) {
    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  public Blueprint {
    nodes = List.copyOf(nodes);
    Set<String> known = new HashSet<>(Set.of(INPUT));
    for (Node node : nodes) {
      if (!known.containsAll(node.inputs)) {
        throw new IllegalArgumentException(node.name + " reads " + node.inputs + " of " + known);
      }
      if (!known.add(node.name)) {
        throw new IllegalArgumentException("two nodes are named " + node.name);
      }
    }
    if (nodes.isEmpty() || !(nodes.get(nodes.size() - 1).operation instanceof Operation.Linear)) {
      throw new IllegalArgumentException("the last node must be a linear head");
    }
    if (!known.contains(embedding)) {
      throw new IllegalArgumentException("there is no node " + embedding + " among " + known);
    }
  }

  /** The linear layer that gives the logits. */
  public Node head() {
    return nodes.get(nodes.size() - 1);
  }

  /** K. */
  public int classes() {
    return ((Operation.Linear) head().operation()).out();
  }

  /** The same network with another number of classes. */
  public Blueprint withClasses(int classes) {
    List<Node> changed = new ArrayList<>(nodes.subList(0, nodes.size() - 1));
    Operation.Linear head = (Operation.Linear) head().operation();
    changed.add(new Node(head().name(), new Operation.Linear(head.in(), classes), head().inputs()));
    return new Blueprint(input, normalisation, changed, embedding);
  }

  /** The shape of what each node gives for one input, by its name. */
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Node node : nodes) {
      Shape before = shapes.getOrDefault(node.inputs.get(0), input);
      shapes.put(node.name, node.operation.output(before));
    }
    return shapes;
  }

  /**
   * The shape of what a node gives for one input; of {@link #INPUT}, the input's.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public Shape shape(String node) {
    return node.equals(INPUT) ? input : shapes().getOrDefault(node(node).name(), input);
  }

  /** The learnable parameters, in flat order. */
  public List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    for (Node node : nodes) {
      if (node.operation instanceof Operation.Convolution conv) {
        int[] shape = {conv.out(), conv.in(), conv.kernel(), conv.kernel()};
        add(segments, node, "weight", ParameterKind.WEIGHT, shape);
      } else if (node.operation instanceof Operation.BatchNorm norm) {
        int[] shape = {norm.channels()};
        add(segments, node, "weight", ParameterKind.BATCH_NORM_SCALE, shape);
        add(segments, node, "bias", ParameterKind.BATCH_NORM_SHIFT, shape);
      } else if (node.operation instanceof Operation.Linear linear) {
        add(segments, node, "weight", ParameterKind.WEIGHT, linear.out(), linear.in());
        add(segments, node, "bias", ParameterKind.BIAS, linear.out());
      }
    }
    return List.copyOf(segments);
  }

  private static void add(
      List<Segment> segments, Node node, String suffix, ParameterKind kind, int... shape) {
    int offset = 0;
    if (!segments.isEmpty()) {
      Segment last = segments.get(segments.size() - 1);
      offset = last.offset() + last.length();
    }
    segments.add(new Segment(node.name + "." + suffix, node.name, kind, offset, shape));
  }

  /** p, how many learnable parameters there are. */
  public int parameters() {
    return segments().stream().mapToInt(Segment::length).sum();
  }

  /** The batch normalisations, in their order. */
  public List<Node> batchNorms() {
    return nodes.stream().filter(node -> node.operation instanceof Operation.BatchNorm).toList();
  }

  /** How many running statistics there are: two for each channel of a batch normalisation. */
  public int statistics() {
    return batchNorms().stream()
        .mapToInt(node -> 2 * ((Operation.BatchNorm) node.operation()).channels())
        .sum();
  }

  /**
   * Looks whether somebody's running statistics are as many as this has.
   *
   * @throws IllegalArgumentException if they are not
   */
  public void requireStatistics(float[] given) {
    if (given.length != statistics()) {
      throw new IllegalArgumentException(
          given.length + " running statistics were given, the network has " + statistics());
    }
  }

  /** Running means 0 and variances 1. */
  public float[] initialStatistics() {
    float[] statistics = new float[statistics()];
    int at = 0;
    for (Node node : batchNorms()) {
      int channels = ((Operation.BatchNorm) node.operation()).channels();
      Arrays.fill(statistics, at + channels, at + 2 * channels, 1f);
      at += 2 * channels;
    }
    return statistics;
  }

  /**
   * Parameters of an untrained network, {@code [p]}: convolutions He-normal by fan-out (He et al.
   * 2015; sd √(2/(out·k²))), batch normalisation 1 and 0, linear layers uniform in ±1/√in. Each
   * segment has a stream of its own, so that a wider head changes nothing but the head.
   */
  public float[] initial(Seed seed) {
    float[] values = new float[parameters()];
    for (Segment segment : segments()) {
      UniformRandomProvider random = seed.derive(segment.name()).random();
      int from = segment.offset();
      int to = from + segment.length();
      int[] shape = segment.shape();
      if (segment.kind() == ParameterKind.BATCH_NORM_SCALE) {
        Arrays.fill(values, from, to, 1f);
      } else if (segment.kind() == ParameterKind.WEIGHT && shape.length == 4) {
        double sd = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        for (int i = from; i < to; i++) {
          values[i] = (float) (sd * normal.sample());
        }
      } else if (segment.kind() != ParameterKind.BATCH_NORM_SHIFT) {
        Operation.Linear linear = (Operation.Linear) node(segment.node()).operation();
        double bound = 1 / Math.sqrt(linear.in());
        for (int i = from; i < to; i++) {
          values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
      }
    }
    return values;
  }

  /**
   * The node of a name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public Node node(String name) {
    return nodes.stream()
        .filter(node -> node.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no layer "
                        + name
                        + "; layers: "
                        + nodes.stream().map(Node::name).toList()));
  }
}
