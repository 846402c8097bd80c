package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.network.Engines;
import org.lethe.network.ScriptedEngine;
import org.lethe.network.TrainedNetworks;
import org.lethe.results.Failure;
import org.lethe.results.Measurement;
import org.lethe.results.ResultFolder;
import org.lethe.settings.SettingsFile;

/**
 * Trials that are stopped in the middle: at the end of an epoch or within one, of the original, of
 * a reference, of an unlearner. Guards against a resumed trial that ends elsewhere than an
 * undisturbed one, against work that is done twice, and against files that stay for ever.
 */
class ResumedTrialsTest {
  /** 48 training pictures: an epoch has three steps for everything, one for the forget set. */
  private static final String SMALL =
      """
      name: small-pictures
      data:
        {name: shapes, classes: [circle, square, star], size: 8, train: 16, validation: 4, test: 6}
      encoder:
        name: network-layer
        architecture: &network {name: small-cnn, width: 2, hidden: 4}
        training: &recipe {epochs: 3, batch: 16, learning-rate: 0.05, schedule: cosine}
      scorers: [maha-mu2]
      learners:
        - {name: network, architecture: *network, training: *recipe}
      unlearners:
        - retrain
        - {name: fine-tune, descent: {epochs: 2, batch: 16}}
        - {name: salun, saliency: {batch: 16}, host: {descent: {epochs: 2, batch: 16}}}
        - {name: boundary-expanding, descent: {epochs: 2, batch: 4}}
      budgets: [0.5]
      seeds: 1
      """;

  /** 1 rule × 1 budget and the two ends, with 4 unlearners. */
  private static final int TRIALS = 12;

  @TempDir Path results;
  private final List<String> heard = new ArrayList<>();

  private final Progress listening =
      new Progress() {
        @Override
        public synchronized void training(String what, int epochs, int of) {
          heard.add(what + " " + epochs + "/" + of);
        }

        @Override
        public void failed(Failure failure, int missing) {
          throw new AssertionError(failure.toString());
        }
      };

  private static ScriptedEngine engine() {
    return new ScriptedEngine(Engines.auto());
  }

  /** What was measured, by trial. */
  private Map<String, List<Measurement>> run(ScriptedEngine engine, String into, int threads)
      throws Exception {
    Experiment experiment =
        Experiment.open(
            ExperimentFile.of(SettingsFile.parse(SMALL, "test.yaml")),
            DataHome.fromEnvironment(),
            spec -> new TrainedNetworks(() -> engine, spec.threads(), Duration.ZERO));
    ResultFolder folder = experiment.folder(Files.createDirectories(results.resolve(into)));
    experiment.run(folder, threads, listening);
    return measured(folder);
  }

  private static Map<String, List<Measurement>> measured(ResultFolder folder) {
    Map<String, List<Measurement>> measured = new TreeMap<>();
    folder.read().trials().forEach(trial -> measured.put(trial.id(), trial.measurements()));
    return measured;
  }

  private List<Path> checkpoints(String of) throws IOException {
    Path place = results.resolve(of).resolve("small-pictures/cache/checkpoints");
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }

  private void deleteRecords(String of) throws IOException {
    try (Stream<Path> files = Files.walk(results.resolve(of).resolve("small-pictures/trials"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whereverItIsStoppedItEndsWithTheSameBits() throws Exception {
    ScriptedEngine whole = engine();
    Map<String, List<Measurement>> expected = run(whole, "whole", 1);
    assertEquals(TRIALS, expected.size());
    int steps = whole.steps();
    for (int stop = 1; stop < steps; stop += Math.max(1, steps / 7)) { // epochs have 1 to 3 steps
      String place = "stopped-" + stop;
      int last = stop;
      assertThrows(
          ScriptedEngine.Killed.class, () -> run(engine().dyingAfter(last), place, 1), place);
      ScriptedEngine rest = engine();
      assertEquals(expected, run(rest, place, 1), place);
      // What is lost is at most an epoch, and SalUn's mask, which is made before its first step.
      assertTrue(rest.steps() <= steps - stop + 5, stop + " + " + rest.steps() + " of " + steps);
      assertEquals(List.of(), checkpoints(place), "all is recorded");
    }
  }

  @Test
  void stoppedManyTimesWithSeveralThreadsItEndsWithTheSameBits() throws Exception {
    Map<String, List<Measurement>> expected = run(engine(), "whole", 2);
    Map<String, List<Measurement>> measured = Map.of();
    int attempts = 0;
    while (measured.size() < TRIALS) {
      try {
        measured = run(engine().dyingAfter(16), "storm", 2);
      } catch (ScriptedEngine.Killed killed) {
        assertTrue(++attempts < 40, "it does not get ahead");
      }
    }
    assertTrue(attempts > 2, attempts + " attempts");
    assertEquals(expected, measured);
    assertEquals(List.of(), checkpoints("storm"));
  }

  @Test
  void everyNetworkIsTrainedOnceForEncoderRulesUnlearnersAndLaterProcesses() throws Exception {
    ScriptedEngine first = engine();
    Map<String, List<Measurement>> expected = run(first, "here", 2);
    // The original, which is the encoder's too; without half of p1; without all of it. One more
    // network is made and only asked: the untrained one that forgetting is held against.
    assertEquals(3 + 1, first.trainings());
    deleteRecords("here");
    ScriptedEngine second = engine();
    assertEquals(expected, run(second, "here", 2));
    assertEquals(1, second.trainings()); // the untrained one
  }

  @Test
  void itIsToldHowFarATrainingIs() throws Exception {
    run(engine(), "here", 1);
    assertEquals(
        List.of("original 0/3", "original 1/3", "original 2/3", "original 3/3"),
        heard.subList(0, 4));
    assertTrue(
        heard.containsAll(List.of("retrain 3/3", "salun 2/2", "fine-tune 1/2")), heard::toString);
  }

  @Test
  void checkpointsThatAreNoneAreLeftAside() throws Exception {
    Map<String, List<Measurement>> expected = run(engine(), "whole", 1);
    assertThrows(ScriptedEngine.Killed.class, () -> run(engine().dyingAfter(8), "here", 1));
    List<Path> left = checkpoints("here");
    assertEquals(1, left.size());
    byte[] bytes = Files.readAllBytes(left.get(0));
    Files.write(left.get(0), Arrays.copyOf(bytes, bytes.length - 9));
    Files.write(left.get(0).resolveSibling(".x.checkpoint.tmp"), new byte[] {1});
    assertEquals(expected, run(engine(), "here", 1));
  }
}
