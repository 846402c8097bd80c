package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Coordinates;
import org.lethe.dataset.Covariance;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Gaussians;
import org.lethe.nd.Seed;

/**
 * Guards against a training that is done twice, and, worse, against one that is not done because
 * something else was kept in its place: another recipe, other data, other weights.
 */
class TrainedNetworksTest {
  private static final ExampleSet EXAMPLES = examples(20);
  private static final int[] ALL = IntStream.range(0, 30).toArray();
  private static final int[] FEWER = IntStream.range(5, 30).toArray();
  private static final Seed SEED = new Seed(3);

  @TempDir Path folder;
  private final ScriptedEngine engine = new ScriptedEngine(new ReferenceEngine());

  private static ExampleSet examples(int n1) {
    Covariance one = new Covariance(List.of(List.of(1.0)));
    Gaussians data =
        new Gaussians(
            2, new Coordinates(List.of(2.0)), new Coordinates(List.of(0.0)), one, n1, 20, 5, 5);
    return data.open(DataHome.fromEnvironment()).draw(new Seed(7));
  }

  private static NetworkLearner learner(double rate) {
    return new NetworkLearner(
        new Mlp(List.of(4)),
        new Recipe(3, 8, rate, 0.9, 5e-4, new Schedule.Constant(), Augmentation.NONE),
        Optional.empty());
  }

  private static final NetworkLearner LEARNER = learner(0.05);

  /** As another process has it, on the same folder. */
  private TrainedNetworks process() {
    TrainedNetworks networks = new TrainedNetworks(() -> engine, 1, Duration.ZERO);
    networks.keepIn(folder);
    return networks;
  }

  private List<Path> files(String part) throws Exception {
    Path place = folder.resolve(part);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }

  @Test
  void whatWasTrainedOnceIsNotTrainedAgainInAnotherProcess() throws Exception {
    TrainedNetworks.Answers original = process().originalAnswers(LEARNER, EXAMPLES, ALL, SEED, "d");
    TrainedNetworks.Answers retrained =
        process().retrainedAnswers(LEARNER, EXAMPLES, FEWER, SEED, "d");
    assertEquals(2, engine.trainings());
    assertFalse(Arrays.equals(original.logits(), retrained.logits()));
    assertEquals(EXAMPLES.size() * 2, original.logits().length);

    TrainedNetworks.Answers again = process().originalAnswers(LEARNER, EXAMPLES, ALL, SEED, "d");
    assertArrayEquals(original.logits(), again.logits());
    assertEquals(original.seconds(), again.seconds(), "it took whoever did it that long");
    TrainedNetworks.Answers once = process().retrainedAnswers(LEARNER, EXAMPLES, FEWER, SEED, "d");
    assertArrayEquals(retrained.logits(), once.logits());
    assertEquals(retrained.seconds(), once.seconds());
    assertEquals(2, engine.trainings());
    assertEquals(List.of(), files("checkpoints"), "what is kept needs no checkpoint");
  }

  @Test
  void outputsAreThoseOfTheNetworkItself() {
    TrainedNetworks networks = process();
    float[] said = networks.originalAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits();
    int[] every = IntStream.range(0, EXAMPLES.size()).toArray();
    try (Network network = networks.original(LEARNER, EXAMPLES, ALL, SEED, "d")) {
      assertArrayEquals(said, Batches.logits(network, Samples.of(EXAMPLES, every)));
    }
    float[] retrained = networks.retrainedAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits();
    assertArrayEquals(said, retrained, "the same rows give the same network");
    assertEquals(1, engine.trainings());
  }

  /** So that its weights alone can be given away as a network. */
  @Test
  void aKeptNetworkSaysWhatItIs() throws Exception {
    process().originalAnswers(LEARNER, EXAMPLES, ALL, SEED, "d");
    assertEquals(
        Map.of("architecture", "{\"hidden\":[4],\"name\":\"mlp\"}", "input", "[2,1,1]"),
        WeightFiles.outline(files("networks").get(0)));
  }

  @Test
  void anyOtherInputIsAnotherTraining() {
    TrainedNetworks networks = process();
    List<float[]> all = new ArrayList<>();
    all.add(networks.retrainedAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits());
    all.add(networks.retrainedAnswers(learner(0.06), EXAMPLES, ALL, SEED, "d").logits());
    all.add(networks.retrainedAnswers(LEARNER, EXAMPLES, FEWER, SEED, "d").logits());
    all.add(networks.retrainedAnswers(LEARNER, EXAMPLES, ALL, new Seed(4), "d").logits());
    all.add(networks.retrainedAnswers(LEARNER, examples(21), ALL, SEED, "e").logits());
    TrainedNetworks threads = new TrainedNetworks(() -> engine, 2, Duration.ZERO);
    threads.keepIn(folder);
    all.add(threads.retrainedAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits());
    assertEquals(all.size(), engine.trainings());
  }

  @Test
  void outputsOfOtherWeightsAreNotTaken() throws Exception {
    float[] before = process().originalAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits();
    Path weights = files("networks").get(0);
    SafeTensors.Contents whole = SafeTensors.read(weights);
    Map<String, SafeTensors.Tensor> changed = new HashMap<>(whole.tensors());
    changed.replaceAll(
        (name, t) -> new SafeTensors.Tensor(t.shape(), new float[t.values().length]));
    SafeTensors.write(weights, new SafeTensors.Contents(changed, whole.metadata()));
    float[] after = process().originalAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits();
    assertArrayEquals(new float[before.length], after, "a network of zeros says zero");
    assertEquals(1, engine.trainings());
  }

  @Test
  void damagedOutputsAreMadeAgain() throws Exception {
    float[] before = process().retrainedAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits();
    Path file = files("outputs").get(0);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 4));
    assertArrayEquals(
        before, process().retrainedAnswers(LEARNER, EXAMPLES, ALL, SEED, "d").logits());
    assertEquals(2, engine.trainings());
    process().retrainedAnswers(LEARNER, EXAMPLES, ALL, SEED, "d");
    assertEquals(2, engine.trainings(), "and kept again");
  }

  @Test
  void aTrainingThatWasStoppedGoesOnFromItsLastEpoch() throws Exception {
    float[] undisturbed =
        new TrainedNetworks(() -> engine, 1)
            .retrainedAnswers(LEARNER, EXAMPLES, FEWER, SEED, "d")
            .logits();
    int whole = engine.steps();
    assertEquals(12, whole); // 3 epochs of ⌈25/8⌉
    engine.dyingAfter(whole + 6);
    assertThrows(
        ScriptedEngine.Killed.class,
        () -> process().retrainedAnswers(LEARNER, EXAMPLES, FEWER, SEED, "d"));
    assertEquals(1, files("checkpoints").size());
    engine.dyingAfter(Integer.MAX_VALUE);
    int before = engine.steps();
    List<String> heard = new ArrayList<>();
    TrainedNetworks next = process();
    next.tell((what, epochs, of) -> heard.add(what + " " + epochs + "/" + of));
    float[] resumed = next.retrainedAnswers(LEARNER, EXAMPLES, FEWER, SEED, "d").logits();
    // The reference engine computes in double and a checkpoint holds floats.
    assertArrayEquals(undisturbed, resumed, 1e-5f);
    assertEquals(8, engine.steps() - before); // the second epoch was lost, the first was not
    assertEquals(List.of("retrain 1/3", "retrain 2/3", "retrain 3/3"), heard);
    assertEquals(List.of(), files("checkpoints"));
  }

  @Test
  void whatDivergedBeginsAnewAndSaysInWhichEpoch() throws Exception {
    NetworkLearner wild =
        new NetworkLearner(
            new Mlp(List.of(4)),
            new Recipe(3, 8, 99, 0.9, 1e30, new Schedule.Constant(), Augmentation.NONE),
            Optional.empty());
    ArithmeticException lost =
        assertThrows(
            ArithmeticException.class,
            () -> process().retrainedAnswers(wild, EXAMPLES, FEWER, SEED, "d"));
    String message = String.valueOf(lost.getMessage());
    assertTrue(message.matches("epoch \\d of 3: .* step \\d+"), message);
    assertEquals(List.of(), files("checkpoints"));
    assertEquals(List.of(), files("outputs"));
  }

  /** The numbers of the file, whatever the seed and rows; without them it is trained. */
  @Test
  void anOriginalThatIsGivenIsNotTrained() throws Exception {
    Blueprint blueprint = LEARNER.blueprint(EXAMPLES);
    float[] given = blueprint.initial(new Seed(99));
    Path file = folder.resolve("given.pt");
    WeightFiles.write(file, SafeTensors.of(blueprint, given, blueprint.initialStatistics()));
    NetworkLearner learner =
        new NetworkLearner(
            LEARNER.architecture(), LEARNER.training(), Optional.of(file.toString()));
    TrainedNetworks networks = process();
    networks.onlyRead();
    for (long seed = 1; seed <= 2; seed++) {
      try (Network original = networks.original(learner, EXAMPLES, ALL, new Seed(seed), "d")) {
        assertArrayEquals(given, original.parameters().toArray());
      }
    }
    float[] before = networks.originalAnswers(learner, EXAMPLES, ALL, SEED, "d").logits();
    assertEquals(0, engine.trainings());

    WeightFiles.write(
        file,
        SafeTensors.of(blueprint, blueprint.initial(new Seed(98)), blueprint.initialStatistics()));
    float[] after = process().originalAnswers(learner, EXAMPLES, ALL, SEED, "d").logits();
    assertFalse(Arrays.equals(before, after), "another file under the same name");
    process().original(learner.withoutWeights(), EXAMPLES, ALL, SEED, "d").close();
    assertEquals(1, engine.trainings());
  }

  @Test
  void checkpointsAreSeldomEnoughNotToBeNoticed() {
    TrainingCourse seldom =
        new TrainingCourse(
            Optional.of(new FileCheckpoints(folder.resolve("seldom"), "x")),
            Duration.ofHours(1),
            (epochs, of) -> {});
    assertFalse(seldom.due());
    TrainingCourse nowhere = new TrainingCourse(Optional.empty(), Duration.ZERO, (a, b) -> {});
    assertFalse(nowhere.due());
  }
}
