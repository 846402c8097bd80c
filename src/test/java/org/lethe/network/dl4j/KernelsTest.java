package org.lethe.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.network.Operation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Kernels on bare arrays, without a graph: loops against operations, and each against the slope of
 * what it computes. It guards against a path that nobody here can run on a card drifting away from
 * the one that is used every day.
 */
class KernelsTest {
  private static final long[] PICTURES = {5, 3, 4, 2};

  /** A kernel made in both ways, and the shapes of what it reads. */
  record Case(
      String name, Function<Kernels, Kernel> make, long[] input, Map<String, long[]> parameters) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    Dl4jEngine.get();
    Dl4jEngine.useThreads();
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (boolean batch : new boolean[] {true, false}) {
      for (boolean relu : new boolean[] {true, false}) {
        Map<String, long[]> parameters = Map.of(Parts.WEIGHT, of(3), Parts.BIAS, of(3));
        String name = "batch norm, relu " + relu + ", batch statistics " + batch;
        cases.add(new Case(name, kernels -> norm(kernels, relu, batch), PICTURES, parameters));
      }
    }
    Map<String, long[]> linear = Map.of(Parts.WEIGHT, of(7, 24), Parts.BIAS, of(7));
    cases.add(new Case("linear", kernels -> kernels.linear(24, 7), PICTURES, linear));
    cases.add(
        new Case(
            "convolution with a stride",
            kernels -> new Convolution(new Operation.Convolution(3, 4, 3, 2, 1)),
            PICTURES,
            Map.of(Parts.WEIGHT, of(4, 3, 3, 3))));
    cases.add(new Case("max pool", kernels -> new MaxPool(), PICTURES, Map.of()));
    return cases.stream();
  }

  private static long[] of(long... shape) {
    return shape;
  }

  private static BatchNorm norm(Kernels kernels, boolean relu, boolean batch) {
    BatchNorm norm = kernels.batchNorm(3, relu);
    norm.writeStatistics(new float[] {0.1f, -0.2f, 0.3f, 0.5f, 2, 1.5f}, 0);
    norm.useBatchStatistics(batch);
    return norm;
  }

  private static INDArray random(String purpose, long... shape) {
    UniformRandomProvider random = new Seed(1).derive(purpose).random();
    float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return Nd4j.create(values, shape, 'c');
  }

  private static Map<String, INDArray> parameters(Case of, String purpose) {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    of.parameters.forEach((name, shape) -> parameters.put(name, random(purpose + name, shape)));
    return parameters;
  }

  /** y, then ∂L/∂x and ∂L/∂parameters for L = Σ y·dy. */
  private static Map<String, float[]> pass(Case of, Kernels kernels) {
    Kernel kernel = of.make.apply(kernels);
    Map<String, INDArray> parameters = parameters(of, "parameters");
    Map<String, INDArray> gradients = parameters(of, "what was there before");
    INDArray x = random("x", of.input);
    INDArray y = random("what was there before", kernel.shape(of.input));
    INDArray dx = random("what was there before", of.input);
    kernel.forward(parameters, x, y, true);
    kernel.backward(parameters, gradients, x, random("dy", y.shape()), dx);
    Map<String, float[]> all = new LinkedHashMap<>();
    all.put("y", Memory.toFloats(y));
    all.put("x", Memory.toFloats(dx));
    gradients.forEach((name, gradient) -> all.put(name, Memory.toFloats(gradient)));
    if (kernel instanceof BatchNorm norm) {
      float[] statistics = new float[2 * norm.channels];
      norm.readStatistics(statistics, 0);
      all.put("statistics", statistics);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void loopsAndOperationsAgree(Case of) {
    Map<String, float[]> loops = pass(of, Kernels.LOOPS);
    Map<String, float[]> operations = pass(of, Kernels.OPERATIONS);
    assertEquals(loops.keySet(), operations.keySet());
    loops.forEach(
        (name, values) -> assertArrayEquals(values, operations.get(name), 1e-4f, of + ": " + name));
  }

  /** Central differences along each coordinate, but where a rectifier goes on or off between. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreSlopes(Case of) {
    for (Kernels kernels : Kernels.values()) {
      Map<String, float[]> gradients = pass(of, kernels);
      slopes(of, kernels, "x", gradients);
      of.parameters.keySet().forEach(name -> slopes(of, kernels, name, gradients));
    }
  }

  private static void slopes(
      Case of, Kernels kernels, String name, Map<String, float[]> gradients) {
    float[] gradient = Objects.requireNonNull(gradients.get(name));
    float step = 0.002f; // single precision sees the difference
    int checked = 0;
    for (int i = 0; i < gradient.length; i++) {
      float[] up = moved(of, kernels, name, i, step);
      float[] down = moved(of, kernels, name, i, -step);
      float[] weights = Memory.toFloats(random("dy", up.length));
      double difference = 0;
      boolean kink = false;
      for (int j = 0; j < up.length; j++) {
        kink |= (up[j] == 0) != (down[j] == 0);
        difference += (double) weights[j] * ((double) up[j] - down[j]);
      }
      if (!kink) {
        String what = of + " by " + kernels + ": " + name + " " + i;
        assertEquals(difference / (2 * step), gradient[i], 0.01, what);
        checked++;
      }
    }
    assertTrue(checked > gradient.length / 2, of + ": " + name + " " + checked);
  }

  /** y with one number of x or of the parameters moved. */
  private static float[] moved(Case of, Kernels kernels, String name, int at, float by) {
    Map<String, INDArray> parameters = parameters(of, "parameters");
    INDArray x = random("x", of.input);
    INDArray array = name.equals("x") ? x : Objects.requireNonNull(parameters.get(name));
    INDArray flat = array.reshape(array.length());
    flat.putScalar(at, flat.getFloat(at) + by);
    Kernel kernel = of.make.apply(kernels);
    INDArray y = random("y", kernel.shape(of.input));
    kernel.forward(parameters, x, y, true);
    return Memory.toFloats(y);
  }

  /**
   * One channel 1, 3 with γ = 2, β = 1: mean 2, variance 1, so x̂ = ∓1 and y = −1, 3; the running
   * mean moves from 0 to 0.1·2 and the variance from 1 to 0.9 + 0.1·(1·2/1), the unbiased one.
   */
  @ParameterizedTest
  @EnumSource(Kernels.class)
  void batchNormIsPyTorchs(Kernels kernels) {
    BatchNorm norm = kernels.batchNorm(1, false);
    norm.useBatchStatistics(true);
    INDArray x = Nd4j.create(new float[] {1, 3}, new long[] {2, 1, 1, 1}, 'c');
    INDArray y = x.ulike();
    norm.forward(
        Map.of(Parts.WEIGHT, Nd4j.createFromArray(2f), Parts.BIAS, Nd4j.createFromArray(1f)),
        x,
        y,
        true);
    assertArrayEquals(new float[] {-1, 3}, Memory.toFloats(y), 1e-4f);
    float[] statistics = new float[2];
    norm.readStatistics(statistics, 0);
    assertArrayEquals(new float[] {0.2f, 1.1f}, statistics, 1e-6f);
  }

  /** Sums 3, −1, 0: only the first is on. */
  @ParameterizedTest
  @EnumSource(Kernels.class)
  void aRectifiedSumGoesBackWhereItWasOn(Kernels kernels) {
    INDArray a = Nd4j.createFromArray(1f, 1f, -1f);
    INDArray b = Nd4j.createFromArray(2f, -2f, 1f);
    INDArray y = a.ulike();
    kernels.sumRelu().forward(a, b, y);
    assertArrayEquals(new float[] {3, 0, 0}, Memory.toFloats(y));

    INDArray da = a.ulike();
    INDArray db = a.ulike();
    kernels.sumRelu().backward(y, Nd4j.createFromArray(5f, 6f, 7f), da, db);
    assertArrayEquals(new float[] {5, 0, 0}, Memory.toFloats(da));
    assertArrayEquals(new float[] {5, 0, 0}, Memory.toFloats(db));
    da.addi(1);
    assertArrayEquals(new float[] {5, 0, 0}, Memory.toFloats(db), "each has its own");
  }

  @Test
  void longSumsAreWholeToTheirEnds() {
    int length = 20_001; // not a multiple of any block
    INDArray a = random("a", length);
    INDArray b = random("b", length);
    float[] expected = Memory.toFloats(a.add(b));
    for (int i = 0; i < length; i++) {
      expected[i] = Math.max(0, expected[i]);
    }
    INDArray y = a.ulike();
    Kernels.LOOPS.sumRelu().forward(a, b, y);
    assertArrayEquals(expected, Memory.toFloats(y));
  }
}
