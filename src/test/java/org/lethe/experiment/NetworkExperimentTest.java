package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.dataset.DataHome;
import org.lethe.results.Measurement;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;

/**
 * Experiments whose learner is a network: guards against unlearners that share budgets, references
 * or an original they must not share, and against results that depend on what runs beside them.
 */
class NetworkExperimentTest {
  private static final String SMALL =
      """
      name: small-network
      data: {name: gaussians, dimension: 2, mean1: [2, 0], mean2: 0, n1: 60, n2: 120}
      encoder: raw
      scorers: [random, maha-mu2]
      learners:
        - name: network
          architecture: {name: mlp, hidden: [8]}
          training:
            {epochs: 4, batch: 16, learning-rate: 0.1, schedule: cosine, augmentation: none}
      unlearners:
        - retrain
        - {name: fine-tune, descent: {epochs: 2, batch: 16, augmentation: none}}
      budgets: [0.5]
      seeds: 2
      """;

  @TempDir Path results;

  private static ExperimentFile file(String yaml) {
    return ExperimentFile.of(SettingsFile.parse(yaml, "test.yaml"));
  }

  private List<TrialRecord> run(String yaml, int threads, String into) throws Exception {
    return records(yaml, threads, into).trials();
  }

  private Records records(String yaml, int threads, String into) throws Exception {
    Experiment experiment = Experiment.open(file(yaml), DataHome.fromEnvironment());
    ResultFolder folder = experiment.folder(Files.createDirectories(results.resolve(into)));
    experiment.run(folder, threads, Silent.PROGRESS);
    return folder.read();
  }

  @Test
  void everyUnlearnerHasItsOwnTrialsAtEveryBudget() throws Exception {
    List<TrialRecord> trials = run(SMALL, 2, "a");
    // 2 seeds × 2 unlearners × (budgets 0 and 1 + 2 rules × 1 budget)
    assertEquals(16, trials.size());
    assertEquals(16, trials.stream().map(TrialRecord::id).distinct().count());
    assertEquals(
        Set.of("retrain", "fine-tune"),
        trials.stream().map(t -> t.key().unlearner()).collect(Collectors.toSet()));
    assertEquals(
        Set.of("dl4j"), trials.stream().map(t -> t.key().engine()).collect(Collectors.toSet()));
    // Nothing is removed at budget 0, so both say the same of the original there.
    for (long seed = 1; seed <= 2; seed++) {
      long wanted = seed;
      assertEquals(
          1,
          trials.stream()
              .filter(t -> t.key().seed() == wanted && t.key().removed() == 0)
              .map(
                  t -> new TreeSet<>(t.measurements().stream().map(Measurement::toString).toList()))
              .distinct()
              .count());
    }
  }

  @Test
  void aloneAndInACrowdItGivesTheSameNumbers() throws Exception {
    List<TrialRecord> crowd = run(SMALL, 2, "crowd");
    List<TrialRecord> alone =
        run(SMALL.replace("[random, maha-mu2]", "[maha-mu2]").replace("- retrain\n", ""), 1, "one");
    assertTrue(alone.size() >= 6, alone.toString());
    for (TrialRecord trial : alone) {
      TrialRecord same =
          crowd.stream().filter(t -> t.id().equals(trial.id())).findFirst().orElseThrow();
      assertEquals(trial.measurements(), same.measurements(), trial.key().toString());
    }
  }

  private static Map<String, Double> measured(TrialRecord trial) {
    return trial.measurements().stream()
        .collect(Collectors.toMap(m -> m.metric() + " " + m.split(), Measurement::value));
  }

  private static TrialRecord trial(
      List<TrialRecord> trials, String unlearner, String scorer, long seed) {
    return trials.stream()
        .filter(
            t ->
                t.key().unlearner().equals(unlearner)
                    && t.key().scorer().equals(scorer)
                    && t.key().removed() > 0
                    && t.key().seed() == seed)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatCanBeComparedIsAndNothingIsZeroForWantOfAReference() throws Exception {
    List<TrialRecord> trials =
        run(
            SMALL.replace(
                "  - {name: fine-tune",
                "  - {name: fine-tune, label: still, descent: {epochs: 0}}\n  - {name: fine-tune"),
            2,
            "distances");
    Map<String, Double> still = measured(trial(trials, "still", "random", 1));
    assertEquals(0, of(still, "weight-distance-to-original all"));
    assertTrue(of(still, "weight-distance-to-retrain-selected all") > 0, still.toString());
    Map<String, Double> tuned = measured(trial(trials, "fine-tune", "random", 1));
    assertTrue(of(tuned, "weight-distance-to-original all") > 0, tuned.toString());
    assertTrue(of(tuned, "zero-retrain-forgetting forget-deleted") < 1, tuned.toString());
    // the original and the model that did not move say the same of samples nobody removed
    Map<String, Double> original =
        trials.stream()
            .filter(t -> t.key().removed() == 0 && t.key().seed() == 1)
            .map(NetworkExperimentTest::measured)
            .findFirst()
            .orElseThrow();
    assertEquals(
        of(original, "zero-retrain-forgetting forget-test"),
        of(still, "zero-retrain-forgetting forget-test"));
    assertFalse(original.containsKey("zero-retrain-forgetting forget-deleted"));
    assertTrue(original.keySet().stream().noneMatch(m -> m.contains("-to-")), original.toString());
  }

  @Test
  void whatIsAskedForByNameIsMeasuredAndIsAnExperimentOfItsOwn() throws Exception {
    String small =
        SMALL
            .replace("seeds: 2", "seeds: 1")
            .replace("[random, maha-mu2]", "[random]")
            .replace("fine-tune, descent: {epochs: 2", "fine-tune, descent: {epochs: 0");
    String probing =
        small + "probes: [{name: relearn-time, most: 3}, {name: shadow-models, models: 3}]\n";
    List<TrialRecord> trials = run(probing, 1, "probes");
    Map<String, Double> still = measured(trial(trials, "fine-tune", "random", 1));
    assertEquals(1, of(still, "relearn-epochs forget-deleted"), "it never forgot");
    assertEquals(1, of(still, "relearned forget-deleted"));
    assertTrue(still.containsKey("u-lira-accuracy forget-deleted"), still.toString());
    assertTrue(still.containsKey("klom retain-train"), still.toString());
    Map<String, Double> retrained = measured(trial(trials, "retrain", "random", 1));
    assertTrue(retrained.containsKey("klom forget-deleted"), retrained.toString());
    assertTrue(
        trial(trials, "retrain", "random", 1)
            .seconds()
            .keySet()
            .containsAll(Set.of("train", "probe-relearn-time", "probe-shadow-models")));
    // nothing else changed, and no record of one is taken for one of the other
    List<TrialRecord> plain = run(small, 1, "plain");
    TrialRecord before = trial(plain, "fine-tune", "random", 1);
    measured(before).forEach((metric, value) -> assertEquals(value, of(still, metric), metric));
    assertFalse(
        trials.stream().anyMatch(t -> t.id().equals(before.id())), "ids must not be shared");
  }

  @Test
  void aProbeWithoutANetworkIsRefused() {
    String classical =
        SMALL.substring(0, SMALL.indexOf("learners:"))
            + "learners: [logistic-regression]\nbudgets: [0.5]\nprobes: [relearn-time]\n";
    BadInput refused = assertThrows(BadInput.class, () -> file(classical));
    assertTrue(
        refused.getMessage().contains("probe relearn-time asks a network"), refused::getMessage);
  }

  @Test
  void everyUnlearnerSearchesItsOwnBudgetWhateverTrialsMeasured() throws Exception {
    String target =
        "{target: {metric: recall, reading: value, level: 0.7, retained-metric: log-loss,"
            + " tolerated: 1, steps: 2}}";
    String oneSeed = SMALL.replace("seeds: 2", "seeds: 1");
    List<TargetRecord> crowd =
        records(oneSeed.replace("[0.5]", "[0.5, " + target + "]"), 2, "crowd").targets();
    assertEquals(4, crowd.size()); // 2 rules × 2 unlearners
    assertEquals(
        crowd.stream().map(TargetRecord::untimed).toList(),
        records(oneSeed.replace("[0.5]", "[" + target + "]"), 1, "alone").targets().stream()
            .map(TargetRecord::untimed)
            .toList());
    List<TargetRecord> tuned =
        crowd.stream()
            .filter(t -> t.key().unlearner().equals("fine-tune"))
            .filter(t -> t.reached() && t.key().removed() > 0)
            .toList();
    assertTrue(!tuned.isEmpty(), crowd::toString);
    // A search does not look at the gaps to the references; what it found is a whole trial.
    for (TargetRecord found : tuned) {
      assertTrue(
          found.measurements().stream().anyMatch(m -> m.metric().contains("retrain-")),
          found::toString);
    }
  }

  /**
   * A forget set that is drawn at random has no validation side; its classes have samples there.
   */
  @Test
  void aRewindFindsValidationSamplesOfARandomForgetSetToo() throws Exception {
    String random =
        """
        name: rewind
        data:
          name: shapes
          classes: [circle, square]
          forget: {random: 0.2}
          size: 8
          train: 20
          validation: 5
          test: 5
        encoder:
          name: network-layer
          architecture: &network {name: mlp, hidden: [8]}
          training: &recipe {epochs: 2, batch: 8, augmentation: none}
        scorers: []
        learners:
        - {name: network, architecture: *network, training: *recipe}
        unlearners:
        - {name: scrub, rewind: true, epochs: 2, retain-batch: 8, forget-batch: 4, augmentation: none}
        budgets: [1]
        seeds: 1
        """;
    assertTrue(
        run(random, 1, "rewind").stream()
            .anyMatch(t -> t.key().unlearner().equals("scrub") && t.key().removed() == 8));
  }

  @Test
  void anUnlearnerWithoutANetworkIsRefused() {
    String classical =
        SMALL.replaceAll(
            "(?s)  - name: network.*?augmentation: none\\}\n", "  - logistic-regression\n");
    BadInput refused = assertThrows(BadInput.class, () -> file(classical));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("fine-tune needs a network"), message);
  }

  @Test
  void theLayerOfANetworkServesTheRules() throws Exception {
    String layer =
        SMALL.replace(
            "encoder: raw",
            """
            encoder:
              name: network-layer
              architecture: {name: mlp, hidden: [8]}
              training:
                {epochs: 4, batch: 16, learning-rate: 0.1, schedule: cosine, augmentation: none}
            """
                .strip());
    List<TrialRecord> trials = run(layer, 2, "layer");
    assertEquals(16, trials.size());
    assertTrue(
        trials.stream().allMatch(t -> t.key().encoder().equals("network-layer")),
        trials.toString());
  }

  @Test
  void anUnknownLayerIsRefusedBeforeAnythingIsTrained() {
    String layer =
        SMALL.replace(
            "encoder: raw",
            "encoder: {name: network-layer, layer: relu9, architecture: {name: mlp, hidden: [8]}}");
    BadInput refused = assertThrows(BadInput.class, () -> run(layer, 1, "none"));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("relu9"), message);
    assertTrue(message.contains("relu1"), message);
  }

  private static double of(Map<String, Double> measured, String key) {
    return Objects.requireNonNull(measured.get(key), key);
  }
}
