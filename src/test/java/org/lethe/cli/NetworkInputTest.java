package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.network.Blueprint;
import org.lethe.network.SafeTensors;
import org.lethe.network.Shape;
import org.lethe.network.SmallCnn;
import org.lethe.network.WeightFiles;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;

/**
 * {@code lethe run} over what can be wrong with networks and pictures. Guards against a stack trace
 * where a line would do, against a training that begins before it is known that it cannot end, and
 * against a diverged network whose numbers reach a table.
 */
class NetworkInputTest {
  private static final String EXPERIMENT =
      """
      name: mine
      data:
        {name: shapes, classes: [circle, square], size: 8, train: 12, validation: 4, test: 6}
      encoder:
        name: network-layer
        architecture: &network {name: small-cnn, width: 2, hidden: 4}
        training: &recipe {epochs: 2, batch: 8, learning-rate: 0.05, augmentation: none}
      scorers: [random]
      learners:
        - {name: network, architecture: *network, training: *recipe}
      budgets: [0.5]
      seeds: 1
      """;

  /** Written in the first epoch, and too much for single precision in the next. */
  private static final String WILD =
      "{name: fine-tune, descent: {epochs: 4, batch: 8, learning-rate: 99, decay: 1e30}}";

  @TempDir Path folder;
  private RunHere here;

  @BeforeEach
  void begin() {
    here = new RunHere(folder);
  }

  private int run(String yaml, String... more) throws IOException {
    return here.yaml(yaml, more);
  }

  private void assertRefused(int exitCode, String... said) throws IOException {
    here.assertRefused(exitCode, said);
    for (String part : List.of("trials", "failed", "cache")) {
      assertEquals(List.of(), files(part), "nothing was begun");
    }
  }

  private List<Path> files(String part) throws IOException {
    Path place = folder.resolve("results/mine").resolve(part);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void anArchitectureThatDoesNotFitThePicturesIsRefused() throws IOException {
    assertRefused(
        run(EXPERIMENT, "data.size=12"), "small-cnn", "multiples of 8", "the pictures are 3×12×12");
  }

  @Test
  void aLayerThatDoesNotExistIsRefusedWithThoseThatDo() throws IOException {
    assertRefused(
        run(
            EXPERIMENT,
            "encoder={name: network-layer, layer: conv4, architecture: {name: small-cnn, width: 2},"
                + " training: {epochs: 2}}"),
        "small-cnn has no layer conv4",
        "conv1");
  }

  private static String learner(Path weights) {
    return "learners=[{name: network, architecture: {name: small-cnn, width: 2, hidden: 4},"
        + " training: {epochs: 2, batch: 8, augmentation: none}, weights: '"
        + weights
        + "'}]";
  }

  @Test
  void weightsThatAreNotThereAreRefused() throws IOException {
    assertRefused(
        run(EXPERIMENT, learner(folder.resolve("none.pt"))),
        "weights is " + folder.resolve("none.pt"),
        "there is no such file");
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() throws IOException {
    Blueprint wider = new SmallCnn(3, 4).blueprint(new Shape(3, 8, 8), 2);
    Path file = folder.resolve("wider.pt");
    WeightFiles.write(
        file, SafeTensors.of(wider, wider.initial(new Seed(1)), wider.initialStatistics()));
    int exitCode = run(EXPERIMENT, learner(file));
    assertEquals(2, exitCode, here.err());
    assertTrue(
        here.err()
            .contains(file + " holds another architecture: conv1.weight has shape [3, 3, 3, 3]"),
        here.err());
    assertEquals(List.of(), files("trials"));
  }

  /** Of two files under one name there are two experiments: one does not go on with the other. */
  @Test
  void weightsThatAreGivenAreTheOriginal() throws IOException {
    Blueprint same = new SmallCnn(2, 4).blueprint(new Shape(3, 8, 8), 2);
    Path file = folder.resolve("given.safetensors");
    WeightFiles.write(
        file, SafeTensors.of(same, same.initial(new Seed(0)), same.initialStatistics()));
    assertEquals(0, run(EXPERIMENT, learner(file)), here.err());
    List<Path> trials = files("trials");
    String page = Files.readString(folder.resolve("results/mine/report/index.html"));
    assertTrue(page.contains("was not trained here, its weights are given"));

    WeightFiles.write(
        file, SafeTensors.of(same, same.initial(new Seed(1)), same.initialStatistics()));
    assertEquals(2, run(EXPERIMENT, learner(file)), here.err());
    assertTrue(
        here.err().contains("on other files: variant default, sha256 of learner network: weights"),
        here.err());
    assertEquals(trials, files("trials"));
  }

  @Test
  void textsAreNothingForANetwork() throws IOException {
    StringBuilder table = new StringBuilder("topic,text\n");
    for (int i = 0; i < 60; i++) {
      table.append(i % 3 == 0 ? "war" : "peace").append(",word").append(i % 9).append('\n');
    }
    Path file = Files.writeString(folder.resolve("table.csv"), table);
    assertRefused(
        run(
            EXPERIMENT,
            "data={name: csv, file: '"
                + file
                + "', text-column: text, forget: {column: topic, is: war}}",
            "encoder=tfidf"),
        "a network reads pictures or numbers",
        "texts");
  }

  @Test
  void aClassWithoutTestPicturesIsRefused() throws IOException {
    for (String label : List.of("cat", "dog")) {
      for (int i = 0; i < 12; i++) {
        picture("train/" + label + "/" + i + ".png");
        if (label.equals("cat")) {
          picture("test/" + label + "/" + i + ".png");
        }
      }
    }
    Files.createDirectories(folder.resolve("pictures/test/dog"));
    assertRefused(
        run(
            EXPERIMENT,
            "data={name: image-folder, folder: '"
                + folder.resolve("pictures")
                + "', forget: {class: cat}}"),
        "class dog has no test pictures");
  }

  private void picture(String name) throws IOException {
    Path file = folder.resolve("pictures").resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
  }

  @Test
  void aNetworkThatDivergesIsAFailureThatSaysWhereAndTheOthersEnd() throws IOException {
    assertEquals(0, run(EXPERIMENT, "unlearners=[retrain, " + WILD + "]"), here::err);
    ResultFolder results = ResultFolder.existing(folder.resolve("results/mine"));
    List<Failure> failures = results.read().failures();
    assertEquals(2, failures.size()); // at budgets 0.5 and 1; at 0 nothing is unlearned
    for (Failure failure : failures) {
      assertEquals("fine-tune", failure.key().unlearner());
      assertTrue(
          failure.cause().matches("epoch \\d of 4: .*(not finite|became).* step \\d+"),
          failure.cause());
    }
    assertEquals(4, results.read().trials().size());
    assertEquals(List.of(), files("cache/checkpoints"), "it would end in the same place");
    assertTrue(here.err().contains("2 of 6 trials failed"), here::err);
  }

  @Test
  void anOriginalThatDivergesIsOneFailureOfEachPath() throws IOException {
    assertEquals(
        0,
        run(EXPERIMENT.replace("learning-rate: 0.05", "learning-rate: 99, decay: 1e30")),
        here::err);
    ResultFolder results = ResultFolder.existing(folder.resolve("results/mine"));
    assertEquals(List.of(), results.read().trials());
    for (Failure failure : results.failures()) {
      assertTrue(failure.cause().matches("epoch \\d of 2: .* step \\d+"), failure.cause());
    }
    assertEquals(2, results.failures().size()); // the ends, and the rule
  }

  @Test
  void aKeptNetworkOfAnotherArchitectureIsTrainedAgain() throws IOException {
    assertEquals(0, run(EXPERIMENT), here::err);
    Path table = folder.resolve("results/mine/summary.csv");
    byte[] expected = Files.readAllBytes(table);
    Path network = files("cache/networks").get(0);
    byte[] whole = Files.readAllBytes(network);
    SafeTensors.Contents contents = SafeTensors.read(network);
    Map<String, SafeTensors.Tensor> deeper = new TreeMap<>(contents.tensors());
    deeper.put("conv4.weight", new SafeTensors.Tensor(new int[] {1}, new float[1]));
    SafeTensors.write(network, new SafeTensors.Contents(deeper, contents.metadata()));
    delete("trials");
    delete("cache/outputs");
    assertEquals(0, run(EXPERIMENT), here::err);
    assertArrayEquals(expected, Files.readAllBytes(table));
    assertEquals(
        contents.tensors().keySet(), SafeTensors.read(network).tensors().keySet(), "it was healed");
    long longer = Math.abs(Files.size(network) - whole.length);
    assertTrue(longer < 40, "but for the seconds that it took");
  }

  private void delete(String part) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("results/mine").resolve(part))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
