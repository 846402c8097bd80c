package org.lethe.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A blueprint computed node by node with naive loops in double. */
public final class ReferenceNetwork implements Network {
  private final Blueprint blueprint;
  private final ReferenceVector parameters;
  private final Map<String, double[]> means = new LinkedHashMap<>();
  private final Map<String, double[]> variances = new LinkedHashMap<>();
  private final Map<String, Integer> offsets = new HashMap<>();
  private final Set<String> held = new HashSet<>();

  public ReferenceNetwork(Blueprint blueprint, ReferenceVector parameters, float[] statistics) {
    this.blueprint = blueprint;
    this.parameters = parameters;
    for (Segment segment : blueprint.segments()) {
      offsets.putIfAbsent(segment.node(), segment.offset());
    }
    setStatistics(statistics);
  }

  /** What a node gives, {@code [n, c, h, w]}, and what its backward pass needs. */
  private static final class Value {
    final double[] out;
    final Shape shape;
    double[] gradient;
    double[] mean = {};
    double[] inverse = {};

    Value(double[] out, Shape shape) {
      this.out = out;
      this.shape = shape;
      this.gradient = new double[out.length];
    }
  }

  @Override
  public Blueprint blueprint() {
    return blueprint;
  }

  @Override
  public ReferenceVector parameters() {
    return parameters;
  }

  @Override
  public float[] statistics() {
    float[] all = new float[blueprint.statistics()];
    int at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      for (double value : known(means, node.name())) {
        all[at++] = (float) value;
      }
      for (double value : known(variances, node.name())) {
        all[at++] = (float) value;
      }
    }
    return all;
  }

  @Override
  public void setStatistics(float[] statistics) {
    blueprint.requireStatistics(statistics);
    int at = 0;
    for (Blueprint.Node node : blueprint.batchNorms()) {
      int channels = ((Operation.BatchNorm) node.operation()).channels();
      double[] mean = new double[channels];
      double[] variance = new double[channels];
      for (int c = 0; c < channels; c++) {
        mean[c] = statistics[at + c];
        variance[c] = statistics[at + channels + c];
      }
      at += 2 * channels;
      means.put(node.name(), mean);
      variances.put(node.name(), variance);
    }
  }

  @Override
  public float[] activations(String node, float[] inputs, int examples) {
    if (node.equals(Blueprint.INPUT)) {
      return Arrays.copyOf(inputs, examples * blueprint.input().size());
    }
    blueprint.node(node);
    return floats(known(forward(inputs, examples, BatchNormMode.EVALUATION), node).out);
  }

  @Override
  public double gradient(
      float[] inputs, int examples, LogitLoss loss, BatchNormMode mode, ParameterVector gradient) {
    gradient.fill(0);
    return backward(inputs, examples, loss, mode, ((ReferenceVector) gradient).values).loss;
  }

  @Override
  public float[] inputGradient(float[] inputs, int examples, LogitLoss loss) {
    double[] ignored = new double[parameters.length()];
    double[] byInput = backward(inputs, examples, loss, BatchNormMode.EVALUATION, ignored).input;
    Shape shape = blueprint.input();
    int plane = shape.height() * shape.width();
    float[] gradient = new float[byInput.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] =
          (float) (byInput[i] / blueprint.normalisation().sd()[i / plane % shape.channels()]);
    }
    return gradient;
  }

  @Override
  public void holdStatistics(Set<String> nodes) {
    held.clear();
    held.addAll(nodes);
  }

  @Override
  public ReferenceNetwork copy() {
    return new ReferenceNetwork(blueprint, parameters.copy(), statistics());
  }

  @Override
  public void close() {
    parameters.close();
  }

  private record Backward(double loss, double[] input) {}

  private Backward backward(
      float[] inputs, int n, LogitLoss loss, BatchNormMode mode, double[] into) {
    Map<String, Value> values = forward(inputs, n, mode);
    Value logits = known(values, blueprint.head().name());
    float[] byLogit = new float[logits.out.length];
    double value = loss.of(floats(logits.out), n, blueprint.classes(), byLogit);
    for (int i = 0; i < byLogit.length; i++) {
      logits.gradient[i] = byLogit[i];
    }
    List<Blueprint.Node> nodes = blueprint.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      back(nodes.get(i), values, n, into);
    }
    return new Backward(value, known(values, Blueprint.INPUT).gradient);
  }

  private Map<String, Value> forward(float[] inputs, int n, BatchNormMode mode) {
    Shape input = blueprint.input();
    int plane = input.height() * input.width();
    double[] normalised = new double[n * input.size()];
    for (int i = 0; i < normalised.length; i++) {
      int c = i / plane % input.channels();
      normalised[i] =
          (inputs[i] - blueprint.normalisation().mean()[c]) / blueprint.normalisation().sd()[c];
    }
    Map<String, Value> values = new HashMap<>();
    values.put(Blueprint.INPUT, new Value(normalised, input));
    for (Blueprint.Node node : blueprint.nodes()) {
      values.put(node.name(), compute(node, values, n, mode));
    }
    return values;
  }

  private Value compute(Blueprint.Node node, Map<String, Value> values, int n, BatchNormMode mode) {
    Value x = known(values, node.inputs().get(0));
    Operation operation = node.operation();
    if (operation instanceof Operation.Convolution conv) {
      return convolve(conv, x, n, known(offsets, node.name()));
    }
    if (operation instanceof Operation.BatchNorm norm) {
      return normalise(norm, node.name(), x, n, mode);
    }
    if (operation instanceof Operation.Relu) {
      Value y = new Value(x.out.clone(), x.shape);
      for (int i = 0; i < y.out.length; i++) {
        y.out[i] = Math.max(0, y.out[i]);
      }
      return y;
    }
    if (operation instanceof Operation.AddRelu) {
      Value other = known(values, node.inputs().get(1));
      Value y = new Value(x.out.clone(), x.shape);
      for (int i = 0; i < y.out.length; i++) {
        y.out[i] = Math.max(0, y.out[i] + other.out[i]);
      }
      return y;
    }
    if (operation instanceof Operation.MaxPool) {
      Shape s = x.shape;
      Shape half = new Shape(s.channels(), s.height() / 2, s.width() / 2);
      Value y = new Value(new double[n * half.size()], half);
      for (int i = 0; i < y.out.length; i++) {
        y.out[i] = x.out[largest(x, half, i)];
      }
      return y;
    }
    if (operation instanceof Operation.GlobalAveragePool) {
      int plane = x.shape.height() * x.shape.width();
      Value y = new Value(new double[n * x.shape.channels()], new Shape(x.shape.channels(), 1, 1));
      for (int i = 0; i < x.out.length; i++) {
        y.out[i / plane] += x.out[i] / plane;
      }
      return y;
    }
    Operation.Linear linear = (Operation.Linear) operation;
    int at = known(offsets, node.name());
    double[] w = parameters.values;
    Value y = new Value(new double[n * linear.out()], new Shape(linear.out(), 1, 1));
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < linear.out(); o++) {
        double sum = w[at + linear.in() * linear.out() + o];
        for (int j = 0; j < linear.in(); j++) {
          sum += w[at + o * linear.in() + j] * x.out[i * linear.in() + j];
        }
        y.out[i * linear.out() + o] = sum;
      }
    }
    return y;
  }

  /** The place of the largest of the 2×2 square behind one output of max-pooling. */
  private static int largest(Value x, Shape half, int out) {
    int column = out % half.width();
    int row = out / half.width() % half.height();
    int map = out / (half.width() * half.height());
    int best = -1;
    for (int dy = 0; dy < 2; dy++) {
      for (int dx = 0; dx < 2; dx++) {
        int at = (map * x.shape.height() + 2 * row + dy) * x.shape.width() + 2 * column + dx;
        if (best < 0 || x.out[at] > x.out[best]) {
          best = at;
        }
      }
    }
    return best;
  }

  private Value convolve(Operation.Convolution conv, Value x, int n, int at) {
    int h = (x.shape.height() + 2 * conv.padding() - conv.kernel()) / conv.stride() + 1;
    int w = (x.shape.width() + 2 * conv.padding() - conv.kernel()) / conv.stride() + 1;
    Value y = new Value(new double[n * conv.out() * h * w], new Shape(conv.out(), h, w));
    visit(
        conv,
        x,
        y,
        n,
        at,
        (weight, from, to) -> y.out[to] += parameters.values[weight] * x.out[from]);
    return y;
  }

  @FunctionalInterface
  private interface Product {
    void at(int weight, int from, int to);
  }

  /** Every product of a convolution: the places of its weight, its input and its output. */
  private static void visit(
      Operation.Convolution conv, Value x, Value y, int n, int at, Product product) {
    int k = conv.kernel();
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < conv.out(); o++) {
        for (int r = 0; r < y.shape.height(); r++) {
          for (int c = 0; c < y.shape.width(); c++) {
            int to = ((i * conv.out() + o) * y.shape.height() + r) * y.shape.width() + c;
            for (int in = 0; in < conv.in(); in++) {
              for (int kr = 0; kr < k; kr++) {
                for (int kc = 0; kc < k; kc++) {
                  int row = r * conv.stride() + kr - conv.padding();
                  int column = c * conv.stride() + kc - conv.padding();
                  if (row >= 0
                      && row < x.shape.height()
                      && column >= 0
                      && column < x.shape.width()) {
                    product.at(
                        at + ((o * conv.in() + in) * k + kr) * k + kc,
                        ((i * conv.in() + in) * x.shape.height() + row) * x.shape.width() + column,
                        to);
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private Value normalise(
      Operation.BatchNorm norm, String name, Value x, int n, BatchNormMode mode) {
    int plane = x.shape.height() * x.shape.width();
    int channels = norm.channels();
    double count = (double) n * plane;
    Value y = new Value(new double[x.out.length], x.shape);
    y.mean = known(means, name).clone();
    double[] variance = known(variances, name).clone();
    if (mode == BatchNormMode.TRAIN && !held.contains(name)) {
      y.mean = new double[channels];
      variance = new double[channels];
      for (int i = 0; i < x.out.length; i++) {
        y.mean[i / plane % channels] += x.out[i] / count;
      }
      for (int i = 0; i < x.out.length; i++) {
        int c = i / plane % channels;
        variance[c] += (x.out[i] - y.mean[c]) * (x.out[i] - y.mean[c]) / count;
      }
      for (int c = 0; c < channels; c++) {
        double[] mean = known(means, name);
        double[] running = known(variances, name);
        mean[c] = 0.9 * mean[c] + 0.1 * y.mean[c];
        running[c] = 0.9 * running[c] + 0.1 * variance[c] * count / (count - 1);
      }
    }
    y.inverse = new double[channels];
    int at = known(offsets, name);
    for (int c = 0; c < channels; c++) {
      y.inverse[c] = 1 / Math.sqrt(variance[c] + 1e-5);
    }
    for (int i = 0; i < x.out.length; i++) {
      int c = i / plane % channels;
      double out =
          parameters.values[at + c] * (x.out[i] - y.mean[c]) * y.inverse[c]
              + parameters.values[at + channels + c];
      y.out[i] = norm.relu() ? Math.max(0, out) : out;
    }
    batchMode.put(name, mode == BatchNormMode.TRAIN && !held.contains(name));
    return y;
  }

  private final Map<String, Boolean> batchMode = new HashMap<>();

  private void back(Blueprint.Node node, Map<String, Value> values, int n, double[] into) {
    Value x = known(values, node.inputs().get(0));
    Value y = known(values, node.name());
    Operation operation = node.operation();
    if (operation instanceof Operation.Convolution conv) {
      visit(
          conv,
          x,
          y,
          n,
          known(offsets, node.name()),
          (weight, from, to) -> {
            into[weight] += y.gradient[to] * x.out[from];
            x.gradient[from] += y.gradient[to] * parameters.values[weight];
          });
    } else if (operation instanceof Operation.BatchNorm norm) {
      backNorm(norm, node.name(), x, y, n, into);
    } else if (operation instanceof Operation.Relu) {
      for (int i = 0; i < x.out.length; i++) {
        x.gradient[i] += y.out[i] > 0 ? y.gradient[i] : 0;
      }
    } else if (operation instanceof Operation.AddRelu) {
      Value other = known(values, node.inputs().get(1));
      for (int i = 0; i < x.out.length; i++) {
        double g = y.out[i] > 0 ? y.gradient[i] : 0;
        x.gradient[i] += g;
        other.gradient[i] += g;
      }
    } else if (operation instanceof Operation.MaxPool) {
      for (int i = 0; i < y.out.length; i++) {
        x.gradient[largest(x, y.shape, i)] += y.gradient[i];
      }
    } else if (operation instanceof Operation.GlobalAveragePool) {
      int plane = x.shape.height() * x.shape.width();
      for (int i = 0; i < x.out.length; i++) {
        x.gradient[i] += y.gradient[i / plane] / plane;
      }
    } else {
      Operation.Linear linear = (Operation.Linear) operation;
      int at = known(offsets, node.name());
      for (int i = 0; i < n; i++) {
        for (int o = 0; o < linear.out(); o++) {
          double g = y.gradient[i * linear.out() + o];
          into[at + linear.in() * linear.out() + o] += g;
          for (int j = 0; j < linear.in(); j++) {
            into[at + o * linear.in() + j] += g * x.out[i * linear.in() + j];
            x.gradient[i * linear.in() + j] += g * parameters.values[at + o * linear.in() + j];
          }
        }
      }
    }
  }

  private void backNorm(
      Operation.BatchNorm norm, String name, Value x, Value y, int n, double[] into) {
    int plane = x.shape.height() * x.shape.width();
    int channels = norm.channels();
    double count = (double) n * plane;
    int at = known(offsets, name);
    double[] sum = new double[channels];
    double[] product = new double[channels];
    for (int i = 0; i < x.out.length; i++) {
      int c = i / plane % channels;
      if (norm.relu() && y.out[i] <= 0) {
        y.gradient[i] = 0;
      }
      sum[c] += y.gradient[i];
      product[c] += y.gradient[i] * (x.out[i] - y.mean[c]) * y.inverse[c];
    }
    for (int c = 0; c < channels; c++) {
      into[at + c] += product[c];
      into[at + channels + c] += sum[c];
    }
    boolean batch = known(batchMode, name);
    for (int i = 0; i < x.out.length; i++) {
      int c = i / plane % channels;
      double xHat = (x.out[i] - y.mean[c]) * y.inverse[c];
      double g = y.gradient[i];
      if (batch) {
        g -= sum[c] / count + xHat * product[c] / count;
      }
      x.gradient[i] += parameters.values[at + c] * y.inverse[c] * g;
    }
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  private static <T> T known(Map<String, T> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }
}
