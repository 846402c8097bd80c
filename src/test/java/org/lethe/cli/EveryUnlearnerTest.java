package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Measurement;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.unlearn.Unlearners;

/**
 * The real command with every unlearner there is, as a comparison of them is run. Guards against a
 * method that works by itself and not in an experiment, against numbers that are not finite, and
 * against a method that is measured by less than the others are.
 */
@Tag("full")
class EveryUnlearnerTest {
  @TempDir Path folder;

  @Test
  void everyUnlearnerLeavesWholeRecords() throws Exception {
    Set<String> names = new TreeSet<>(Unlearners.FAMILY.members().keySet());
    Files.writeString(
        folder.resolve("all.yaml"),
        """
        name: all
        data:
          {name: shapes, classes: [circle, square, star], size: 8, train: 30, validation: 10, test: 10}
        encoder:
          name: network-layer
          architecture: &network {name: mlp, hidden: [16]}
          training: &recipe {epochs: 4, batch: 16, learning-rate: 0.05, augmentation: none}
        scorers: [random, maha-mu2]
        learners:
        - {name: network, architecture: *network, training: *recipe}
        budgets: [0.5]
        seeds: 1
        unlearners:
        """
            + names.stream().map(name -> "- " + name + "\n").collect(Collectors.joining()));
    Ended ended =
        LetheProcess.in(folder).within(Duration.ofMinutes(5)).run("run", "all.yaml", "--quiet");
    assertEquals(0, ended.exitCode(), ended::err);
    ResultFolder results = ResultFolder.existing(folder.resolve("results/all"));
    assertTrue(results.failures().isEmpty(), results.failures()::toString);
    Records records = results.read();
    // Budgets 0 and 1 are shared by both rules.
    assertEquals(4 * names.size(), records.trials().size());
    for (int removed : List.of(0, 15, 30)) {
      List<TrialRecord> trials =
          records.trials().stream().filter(trial -> trial.key().removed() == removed).toList();
      assertEquals(
          names, trials.stream().map(trial -> trial.key().unlearner()).collect(Collectors.toSet()));
      Set<String> measured = quantities(trials.get(0));
      assertFalse(measured.isEmpty());
      for (TrialRecord trial : trials) {
        assertEquals(measured, quantities(trial), () -> trial.key().toString());
        // how far unlearning moved the weights: of a retrained network there is nothing to say
        boolean unlearned = removed > 0 && !trial.key().unlearner().equals("retrain");
        assertEquals(unlearned, hasWeightDistance(trial), () -> trial.key().toString());
        for (Measurement measurement : trial.measurements()) {
          assertTrue(Double.isFinite(measurement.value()), () -> trial.key() + " " + measurement);
        }
      }
    }
  }

  private static boolean hasWeightDistance(TrialRecord trial) {
    return trial.measurements().stream().anyMatch(EveryUnlearnerTest::isWeightDistance);
  }

  private static boolean isWeightDistance(Measurement measurement) {
    return measurement.metric().startsWith("weight-distance-");
  }

  private static Set<String> quantities(TrialRecord trial) {
    return trial.measurements().stream()
        .filter(measurement -> !isWeightDistance(measurement))
        .map(measurement -> measurement.metric() + " of " + measurement.split())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
