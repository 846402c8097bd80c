package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards against networks that come back changed, against files of another architecture or cut
 * short that are taken for whole, and against trainings that go on from somebody else's checkpoint.
 */
class SafeTensorsTest {
  private static final Blueprint CNN = new SmallCnn(2, 4).blueprint(new Shape(1, 8, 8), 3);

  @TempDir Path folder;

  private Path written(Blueprint blueprint) throws Exception {
    Path file = folder.resolve("network.safetensors");
    SafeTensors.write(
        file,
        new SafeTensors.Contents(
            SafeTensors.of(
                blueprint, blueprint.initial(new Seed(1)), blueprint.initialStatistics()),
            new TreeMap<>(Map.of("architecture", "small-cnn"))));
    return file;
  }

  @Test
  void aNetworkComesBackBitByBit() throws Exception {
    Path file = written(CNN);
    SafeTensors.Contents contents = SafeTensors.read(file);
    assertArrayEquals(CNN.initial(new Seed(1)), SafeTensors.parameters(file, contents, CNN));
    assertArrayEquals(CNN.initialStatistics(), SafeTensors.statistics(file, contents, CNN));
    assertEquals("small-cnn", contents.metadata().get("architecture"));
    assertTrue(contents.tensors().containsKey("bn1.running_var"));
  }

  /** 8 bytes n, n bytes of JSON, then the numbers: what any other reader expects. */
  @Test
  void theBytesAreThoseOfTheFormat() throws Exception {
    Path file = folder.resolve("two.safetensors");
    SafeTensors.write(
        file,
        new SafeTensors.Contents(
            Map.of("a", new SafeTensors.Tensor(new int[] {1, 2}, new float[] {1.5f, -2})),
            new TreeMap<>()));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    assertEquals(0, length % 8);
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    assertTrue(header.contains("\"dtype\":\"F32\""), header);
    assertTrue(header.contains("\"shape\":[1,2]"), header);
    assertTrue(header.contains("\"data_offsets\":[0,8]"), header);
    assertEquals(1.5f, bytes.getFloat(8 + length));
    assertEquals(-2f, bytes.getFloat(12 + length));
    assertEquals(16 + length, bytes.capacity());
  }

  @Test
  void aFileThatWasCutShortIsRefusedWhereverItEnds() throws Exception {
    byte[] whole = Files.readAllBytes(written(CNN));
    for (int length : new int[] {0, 5, 8, 100, whole.length - 1}) {
      Path cut = folder.resolve("cut-" + length);
      Files.write(cut, Arrays.copyOf(whole, length));
      BadInput refused = assertThrows(BadInput.class, () -> SafeTensors.read(cut));
      assertTrue(String.valueOf(refused.getMessage()).contains("cut-" + length));
    }
  }

  @Test
  void anotherArchitectureIsRefusedByNameAndShape() throws Exception {
    Path file = written(CNN);
    SafeTensors.Contents contents = SafeTensors.read(file);
    Blueprint wider = new SmallCnn(3, 4).blueprint(new Shape(1, 8, 8), 3);
    BadInput shape =
        assertThrows(BadInput.class, () -> SafeTensors.parameters(file, contents, wider));
    assertTrue(String.valueOf(shape.getMessage()).contains("conv1.weight has shape [2, 1, 3, 3]"));
    Blueprint other = new Mlp(List.of(4)).blueprint(new Shape(1, 8, 8), 3);
    BadInput name =
        assertThrows(BadInput.class, () -> SafeTensors.parameters(file, contents, other));
    assertTrue(String.valueOf(name.getMessage()).contains("no linear1.weight"));
  }

  /** Its stages have the same widths, so that each array of the shallow one is in the deep one. */
  @Test
  void aDeeperNetworkIsAnotherArchitecture() throws Exception {
    Shape picture = new Shape(3, 8, 8);
    Blueprint deep = ResNet18.residual("deep", picture, 3, 2, 2, 4);
    Blueprint shallow = ResNet18.residual("shallow", picture, 3, 1, 2, 4);
    Path file = written(deep);
    SafeTensors.Contents contents = SafeTensors.read(file);
    String message =
        Refused.message(BadInput.class, () -> SafeTensors.parameters(file, contents, shallow));
    // Two further blocks of six parameters and four statistics each.
    assertEquals(
        file
            + " holds another architecture: 20 of its arrays are unknown here, as"
            + " layer1.1.bn1.bias",
        message);
  }

  /** A header of JSON, with its length before it and some bytes behind it. */
  private Path made(String header, int bytes) throws Exception {
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(8 + head.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(head.length).put(head);
    return Files.write(folder.resolve("made.safetensors"), all.array());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}} | a of shape [2]",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8, 16]}} | 8 to 16 of 8",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}} | a of shape"
            + " [-2]",
        "{\"a\": {\"dtype\": \"F16\", \"shape\": [4], \"data_offsets\": [0, 8]}} | F16; allowed:"
            + " F32",
        "{\"a\": {\"shape\": [2]}} | allowed: F32",
        "{\"a\": 7} | allowed: F32",
        "{\"a\": | its header is no JSON",
      })
  void aHeaderThatDoesNotFitItsBytesIsRefusedInOneLine(String header, String said)
      throws Exception {
    Path file = made(header, 8);
    String message = Refused.message(BadInput.class, () -> SafeTensors.read(file));
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(said), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void metadataThatAreNoTextsDoNoHarm() throws Exception {
    SafeTensors.Contents contents = SafeTensors.read(made("{\"__metadata__\": {\"a\": 1}}", 0));
    assertEquals("1", contents.metadata().get("a"));
    assertTrue(SafeTensors.read(made("{\"__metadata__\": [3]}", 0)).metadata().isEmpty());
  }

  @Test
  void aNumberThatIsNotFiniteIsRefused() throws Exception {
    float[] parameters = CNN.initial(new Seed(1));
    parameters[7] = Float.NaN;
    Path file = folder.resolve("nan");
    SafeTensors.write(
        file,
        new SafeTensors.Contents(
            SafeTensors.of(CNN, parameters, CNN.initialStatistics()), new TreeMap<>()));
    SafeTensors.Contents contents = SafeTensors.read(file);
    BadInput refused =
        assertThrows(BadInput.class, () -> SafeTensors.parameters(file, contents, CNN));
    assertTrue(String.valueOf(refused.getMessage()).contains("NaN"));
  }

  private static final Recipe RECIPE =
      new Recipe(3, 4, 0.05, 0.9, 5e-4, new Schedule.Constant(), Augmentation.NONE);

  private static Samples samples() {
    float[] values = new float[10 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37 % 11) / 11f;
    }
    int[] rows = new int[10];
    int[] labels = new int[10];
    for (int i = 0; i < 10; i++) {
      rows[i] = i;
      labels[i] = i % 2;
    }
    return new Samples(new Content.Numbers(new DenseFeatures(values, 10, 3)), rows, labels);
  }

  private static final Blueprint MLP = new Mlp(List.of(4)).blueprint(new Shape(3, 1, 1), 2);

  private static float[] trained(Recipe recipe, Checkpoints checkpoints) {
    try (Network network =
        Fit.fresh(new ReferenceEngine(), MLP, samples(), recipe, new Seed(2), checkpoints)) {
      return network.parameters().toArray();
    }
  }

  @Test
  void aTrainingGoesOnFromItsFileAndNotFromAnothers() {
    Path file = folder.resolve("training.checkpoint");
    FileCheckpoints mine = new FileCheckpoints(file, "mine");
    float[] undisturbed = trained(RECIPE, Checkpoints.NONE);
    trained(new Recipe(2, 4, 0.05, 0.9, 5e-4, new Schedule.Constant(), Augmentation.NONE), mine);
    assertEquals(2, mine.latest().orElseThrow().epochs());
    // The reference engine computes in double and a checkpoint holds floats.
    assertArrayEquals(undisturbed, trained(RECIPE, mine), 1e-6f);
    assertEquals(Optional.empty(), new FileCheckpoints(file, "another").latest());
    mine.delete();
    assertEquals(Optional.empty(), mine.latest());
  }

  @Test
  void aDamagedCheckpointIsNone() throws Exception {
    Path file = folder.resolve("damaged.checkpoint");
    FileCheckpoints mine = new FileCheckpoints(file, "mine");
    trained(RECIPE, mine);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(Optional.empty(), mine.latest(), length + " bytes");
    }
    Files.write(file, whole);
    assertEquals(3, mine.latest().orElseThrow().epochs());
  }

  @Test
  void whatAMethodKeepsComesBackWithTheOptimiser() {
    FileCheckpoints mine = new FileCheckpoints(folder.resolve("extra.checkpoint"), "mine");
    float[] parameters = MLP.initial(new Seed(1));
    Checkpoint kept =
        new Checkpoint(
            2,
            7,
            parameters,
            new float[0],
            List.of(new float[] {1, 2}, new float[] {3}),
            Map.of("errors", new float[] {0.5f}, "none", new float[0]),
            1.5);
    mine.save(kept);
    Checkpoint back = mine.latest().orElseThrow();
    assertEquals(7, back.steps());
    assertEquals(1.5, back.seconds());
    assertArrayEquals(parameters, back.parameters());
    assertArrayEquals(new float[] {1, 2}, back.optimiser().get(0));
    assertArrayEquals(new float[] {3}, back.optimiser().get(1));
    assertEquals(kept.extra().keySet(), back.extra().keySet());
    assertArrayEquals(new float[] {0.5f}, back.extra().get("errors"));
  }

  @Test
  void aCheckpointOfAnotherVersionOrWithoutItsPlaceIsNone() throws Exception {
    Path file = folder.resolve("old.checkpoint");
    FileCheckpoints mine = new FileCheckpoints(file, "mine");
    trained(RECIPE, mine);
    SafeTensors.Contents whole = SafeTensors.read(file);
    for (String key : List.of("version", "epochs", "steps", "seconds")) {
      SortedMap<String, String> other = new TreeMap<>(whole.metadata());
      other.put(key, "x");
      SafeTensors.write(file, new SafeTensors.Contents(whole.tensors(), other));
      assertEquals(Optional.empty(), mine.latest(), key);
    }
    for (String name : List.of("parameters", "statistics")) {
      Map<String, SafeTensors.Tensor> fewer = new LinkedHashMap<>(whole.tensors());
      fewer.remove(name);
      SafeTensors.write(file, new SafeTensors.Contents(fewer, whole.metadata()));
      assertEquals(Optional.empty(), mine.latest(), name);
    }
    SafeTensors.write(file, whole);
    assertTrue(mine.latest().isPresent());
  }
}
