package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.network.Card;
import org.lethe.network.NotEnoughMemory;
import org.lethe.network.ReferenceEngine;
import org.lethe.network.ScriptedEngine;
import org.lethe.network.TrainedNetworks;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
import org.lethe.settings.SettingsFile;

/**
 * Guards against a run that ends, or loses what it has, because one trial's batch was too large.
 */
class MemoryOfTrialsTest {
  private static final String EXPERIMENT =
      """
      name: small
      data: {name: gaussians, mean2: 2, n1: 20, n2: 20, validation: 5, test: 5}
      scorers: [random]
      learners:
        - name: network
          architecture: {name: mlp, hidden: [4]}
          training: {epochs: 1, batch: 8, learning-rate: 0.05, augmentation: none}
      unlearners:
        - retrain
        - {name: fine-tune, label: large, descent: {epochs: 1, batch: 16}}
        - {name: fine-tune, label: small, descent: {epochs: 1, batch: 8}}
      budgets: [0.5]
      seeds: 1
      """;

  @TempDir Path results;

  @Test
  void aBatchThatDoesNotFitFailsItsTrialsAndNoOthers() throws Exception {
    List<Failure> heard = new ArrayList<>();
    ResultFolder folder = run(new ScriptedEngine(new ReferenceEngine()).withRoomFor(8), heard);
    List<Failure> failures = folder.read().failures();
    assertEquals(failures.size(), heard.size());
    assertEquals(
        List.of("large"),
        failures.stream().map(failure -> failure.key().unlearner()).distinct().toList());
    for (Failure failure : failures) {
      assertTrue(
          failure.cause().endsWith("; the batch had 16 samples, a smaller batch needs less memory"),
          failure.cause());
    }
    assertTrue(
        folder.read().trials().stream()
            .map(trial -> trial.key().unlearner())
            .collect(Collectors.toSet())
            .containsAll(List.of("retrain", "small")));
  }

  private ResultFolder run(ScriptedEngine engine, List<Failure> heard) throws Exception {
    Experiment experiment =
        Experiment.open(
            ExperimentFile.of(SettingsFile.parse(EXPERIMENT, "test.yaml")),
            DataHome.fromEnvironment(),
            spec -> new TrainedNetworks(() -> engine, spec.threads()));
    ResultFolder folder = experiment.folder(results);
    experiment.run(folder, 1, listening(heard));
    return folder;
  }

  /** A card whose arrays never have more or less than this. */
  private static final class Still extends Card {
    @Override
    public long free() {
      return Long.MAX_VALUE;
    }

    @Override
    protected long peak() {
      return 5 << 20;
    }

    @Override
    protected void forgetPeak() {
      // it is the same afterwards
    }
  }

  @Test
  void eachPhaseOnACardHasItsPeakInTheRecord() throws Exception {
    ScriptedEngine engine = new ScriptedEngine(new ReferenceEngine()).on(new Still());
    Set<String> phases = new TreeSet<>();
    for (TrialRecord trial : run(engine, new ArrayList<>()).read().trials()) {
      assertFalse(trial.peakBytes().isEmpty(), trial.toString());
      trial.peakBytes().values().forEach(bytes -> assertEquals(5 << 20, bytes));
      phases.addAll(trial.peakBytes().keySet());
    }
    assertTrue(phases.containsAll(List.of("train", "unlearn", "evaluate")), phases.toString());
  }

  /** The whole process, as Linux counts it; elsewhere nothing is invented. */
  @Test
  void eachPhaseOnTheProcessorHasThePeakOfTheProcess() throws Exception {
    boolean linux = Files.isWritable(Path.of("/proc/self/clear_refs"));
    ResultFolder folder = run(new ScriptedEngine(new ReferenceEngine()), new ArrayList<>());
    for (TrialRecord trial : folder.read().trials()) {
      assertEquals(linux, trial.peakBytes().containsKey("evaluate"), trial.toString());
      trial
          .peakBytes()
          .values()
          .forEach(bytes -> assertTrue(bytes > 10 << 20 && bytes < 1L << 40, trial.toString()));
    }
  }

  private static Progress listening(List<Failure> heard) {
    return new Progress() {
      @Override
      public void failed(Failure failure, int trials) {
        heard.add(failure);
      }
    };
  }

  /** No room on Java's heap is nobody's batch. */
  @Test
  void whatTheHeapLacksIsAnError() {
    assertThrows(
        OutOfMemoryError.class,
        () ->
            NotEnoughMemory.pass(
                8,
                () -> {
                  throw new OutOfMemoryError("Java heap space");
                }));
  }
}
