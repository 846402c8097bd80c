package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.Seed;
import org.lethe.network.dl4j.Dl4jEngine;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards against exported networks that compute something else: ONNX Runtime, which shares no code
 * with the engines, must give the same logits and embeddings. And against weights that do not come
 * back, or come back from half a file.
 */
class OnnxFileTest {
  private static final int EXAMPLES = 3;

  @TempDir Path folder;

  /** On a long class path it needs a large stack: docs/decisions/pretrained-encoders.md. */
  @BeforeAll
  static void startOnnxRuntime() throws InterruptedException {
    Thread start = new Thread(null, OrtEnvironment::getEnvironment, "start", 256L << 20);
    start.start();
    start.join();
  }

  static List<Blueprint> blueprints() {
    Shape pictures = new Shape(3, 16, 16);
    return List.of(
        new Mlp(List.of(7, 5)).blueprint(new Shape(6, 1, 1), 3),
        new Mlp(List.of()).blueprint(new Shape(1, 4, 4), 2),
        new SmallCnn(4, 6).blueprint(pictures, 5),
        new ResNet20().blueprint(pictures, 10),
        new ResNet18().blueprint(pictures, 10));
  }

  /** Numbers as a trained network has: no running mean is 0, no variance 1. */
  private static float[] statistics(Blueprint blueprint) {
    UniformRandomProvider random = new Seed(5).random();
    float[] statistics = blueprint.initialStatistics();
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] += 0.5f * random.nextFloat();
    }
    return statistics;
  }

  private static float[] inputs(Blueprint blueprint) {
    UniformRandomProvider random = new Seed(6).random();
    float[] inputs = new float[EXAMPLES * blueprint.input().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextFloat();
    }
    return inputs;
  }

  private Path written(Blueprint blueprint) throws IOException {
    Path file = folder.resolve("network.onnx");
    OnnxFile.write(file, blueprint, blueprint.initial(new Seed(4)), statistics(blueprint));
    return file;
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void onnxRuntimeGivesTheEnginesLogitsAndEmbeddings(Blueprint blueprint)
      throws IOException, OrtException {
    float[] inputs = inputs(blueprint);
    Shape shape = blueprint.input();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] extents = {EXAMPLES, shape.channels(), shape.height(), shape.width()};
    try (Network network = Dl4jEngine.get().network(blueprint, new Seed(4));
        OrtSession session = environment.createSession(written(blueprint).toString());
        OnnxTensor tensor =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs), extents);
        OrtSession.Result said = session.run(Map.of(Blueprint.INPUT, tensor))) {
      network.setStatistics(statistics(blueprint));
      assertNear(
          network.logits(inputs, EXAMPLES),
          (float[][]) said.get(OnnxFile.LOGITS).orElseThrow().getValue());
      assertNear(
          network.activations(blueprint.embedding(), inputs, EXAMPLES),
          (float[][]) said.get(OnnxFile.EMBEDDING).orElseThrow().getValue());
    }
  }

  /** Within 10⁻⁴ of the largest. */
  private static void assertNear(float[] expected, float[][] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertEquals(EXAMPLES, actual.length);
    int width = expected.length / EXAMPLES;
    for (int i = 0; i < EXAMPLES; i++) {
      assertArrayEquals(
          Arrays.copyOfRange(expected, i * width, (i + 1) * width), actual[i], 1e-4f * largest);
    }
  }

  @ParameterizedTest
  @MethodSource("blueprints")
  void theWeightsComeBackBitByBit(Blueprint blueprint) throws IOException {
    Path file = written(blueprint);
    SafeTensors.Contents contents = new SafeTensors.Contents(OnnxFile.read(file), new TreeMap<>());
    assertArrayEquals(
        blueprint.initial(new Seed(4)), SafeTensors.parameters(file, contents, blueprint));
    assertArrayEquals(statistics(blueprint), SafeTensors.statistics(file, contents, blueprint));
  }

  /** PyTorch folds unless told not to, whichever exporter it uses (seen with 1.13 and 2.13). */
  @Test
  void aGraphWithoutBatchNormalisationIsToldHowToBeExported() throws IOException {
    Blueprint perceptron = blueprints().get(0);
    Path file = written(perceptron);
    SafeTensors.Contents folded = new SafeTensors.Contents(OnnxFile.read(file), new TreeMap<>());
    Blueprint normalised = blueprints().get(2);
    String message =
        Refused.message(BadInput.class, () -> SafeTensors.parameters(file, folded, normalised));
    assertTrue(message.contains("training=TrainingMode.PRESERVE"), message);
    SafeTensors.Contents whole =
        new SafeTensors.Contents(OnnxFile.read(written(normalised)), new TreeMap<>());
    String other =
        Refused.message(BadInput.class, () -> SafeTensors.parameters(file, whole, perceptron));
    assertFalse(other.contains("PRESERVE"), other);
  }

  @Test
  void halfAFileIsRefused() throws IOException {
    Path file = written(blueprints().get(2));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(file, "is no whole ONNX file");
  }

  @Test
  void anotherKindOfFileIsRefused() throws IOException {
    Path file = folder.resolve("network.onnx");
    Files.write(file, "weights, but as text".getBytes(StandardCharsets.UTF_8));
    assertRefused(file, "ONNX file");
    Files.write(file, new byte[0]);
    assertRefused(file, "it has no graph");
  }

  private static void assertRefused(Path file, String why) {
    String message = Refused.message(BadInput.class, () -> OnnxFile.read(file));
    assertTrue(message.startsWith(file.toString()) && message.contains(why), message);
  }
}
