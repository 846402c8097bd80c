package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.results.CrossingRow;
import org.lethe.results.Expectation;
import org.lethe.results.ResultFolder;
import org.lethe.results.Summary;
import org.lethe.settings.Labelled;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.testing.RealData;

/**
 * Every file in experiments/ is run: at a smoke size here, on real data in the full build. Guards
 * against a shipped file that no longer reads, that expects what nobody measures, or whose answer
 * is no longer the paper's.
 */
class ShippedExperimentsTest {
  private static final Path EXPERIMENTS = Path.of("experiments");

  @TempDir Path folder;

  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(EXPERIMENTS)) {
      return all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("identify.yaml")) // its own kind, see SimulationTest
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsAndExpectsOnlyWhatItMeasures(Path file) {
    Map<String, ExperimentSpec> variants = ExperimentFile.read(file, List.of()).variants();
    for (ExperimentSpec spec : variants.values()) {
      assertEquals(spec.name() + ".yaml", String.valueOf(file.getFileName()));
      assertTrue(
          spec.scorers().isEmpty() || labels(spec.scorers()).contains("random"),
          "every table needs its floor");
      for (Expectation expected : spec.expected()) {
        assertTrue(
            expected.variant().isEmpty() || variants.containsKey(expected.variant()),
            expected.variant());
        assertTrue(
            labels(spec.scorers()).contains(expected.scorer())
                || (expected.scorer().isEmpty() && !expected.asksForCrossing()),
            expected.scorer());
        assertTrue(labels(spec.unlearners()).contains(expected.unlearner()), expected.unlearner());
        assertTrue(
            expected.learner().isEmpty() || labels(spec.learners()).contains(expected.learner()),
            expected.learner());
      }
    }
  }

  private static List<String> labels(List<? extends Labelled<?>> methods) {
    return methods.stream().<String>map(Labelled::label).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussians", "gaussians-dimension"})
  void runsWithoutAnyData(String name) throws Exception {
    run(name, "seeds=2", "budgets=[0.25, 0.5, 0.75]");
  }

  @Test
  void theQuickstartRunsAtASmokeSize() throws Exception {
    Summary summary = run("quickstart", "seeds=1", "budgets=[0.5]", "data.train=40");
    assertEquals(
        Set.of("retrain", "salun"),
        summary.crossings().stream()
            .map(row -> row.curve().unlearner())
            .collect(Collectors.toSet()));
  }

  @Test
  void whatInfluenceCostsIsToldForEachOfItsForms() throws Exception {
    Summary summary = run("influence-cost", "seeds=1", "budgets=[0.5]", "data.train=40");
    assertEquals(
        Set.of(
            "retrain",
            "salun",
            "influence-woodbury",
            "influence-stationary",
            "influence-cg",
            "influence-reference"),
        summary.cost().stream()
            .filter(row -> row.phase().equals("train") || row.phase().equals("unlearn"))
            .filter(row -> row.seconds() > 0)
            .map(row -> row.curve().unlearner())
            .collect(Collectors.toSet()));
  }

  /** The published table's methods on 60 pictures: none of them is left without its numbers. */
  @Test
  void theTableOfUnlearnersRunsAtASmokeSize() throws Exception {
    Summary summary =
        run(
            "salun-table1",
            "seeds=1",
            "data={name: shapes, size: 8, train: 10, test: 10}",
            "encoder={name: network-layer, architecture: {name: mlp, hidden: [8]},"
                + " training: {epochs: 1, batch: 16, augmentation: none}}",
            "learners=[{name: network, architecture: {name: mlp, hidden: [8]},"
                + " training: {epochs: 1, batch: 16, augmentation: none}}]",
            "variants={random-10: {data.forget: {random: 0.1}}}");
    assertEquals(
        12,
        summary.rows().stream()
            .filter(row -> row.budget() == 1 && row.metric().equals("mia-confidence"))
            .map(row -> row.curve().unlearner())
            .distinct()
            .count());
    // every method of this share has its four numbers, and those of the other share have none
    assertEquals(
        40, summary.verdicts().stream().filter(verdict -> verdict.measured().isPresent()).count());
    assertEquals(80, summary.verdicts().size());
  }

  @Test
  @Tag("full")
  void gaussiansReproduceThePrintedBudgets() throws Exception {
    Summary summary = run("gaussians");
    summary.verdicts().forEach(v -> assertEquals("reproduced", v.outcome().word(), v::toString));
  }

  @ParameterizedTest
  @Tag("full")
  @ValueSource(strings = {"retain-quality", "refit-features", "certified-removal"})
  void runsOnRealMessages(String name) throws Exception {
    RealData.folder("sms");
    run(name, "seeds=2", "budgets=[0.3, 0.6, 0.8, 0.9]");
  }

  @Test
  @Tag("full")
  void runsOnRealPosts() throws Exception {
    RealData.folder("newsgroups");
    run(
        "newsgroups",
        "seeds=1",
        "budgets=[0.5]",
        "scorers=[random, lr-cos, margin]",
        "encoder.min-df=20");
  }

  @Test
  @Tag("full")
  void manyRetainedModesAndStandInsRunOnRealPosts() throws Exception {
    RealData.folder("newsgroups");
    RealData.folder("jigsaw");
    RealData.folder("sms");
    run("multimodal-retain", "seeds=1", "budgets=[0.5]", "encoder.components=20");
    run("proxy-retain", "seeds=1", "budgets=[0.5]", "encoder.min-df=20");
  }

  @Test
  @Tag("full")
  void selectiveForgetsSpamEarlierThanRandomAndKeepsHam() throws Exception {
    RealData.folder("sms");
    selectiveIsEarlier(run("sms-spam", "seeds=5"));
  }

  @Test
  @Tag("full")
  void selectiveForgetsToxicCommentsEarlierThanRandom() throws Exception {
    RealData.folder("jigsaw");
    selectiveIsEarlier(run("jigsaw", "seeds=3", "scorers=[random, lr-cos]", "expected=[]"));
  }

  /** Target T17: at least 5 points earlier, whatever the printed numbers. */
  private static void selectiveIsEarlier(Summary summary) {
    for (String learner : List.of("plain", "balanced")) {
      double random = crossing(summary, learner, "random");
      double selective = crossing(summary, learner, "lr-cos");
      assertTrue(selective <= random - 0.05, learner + ": " + selective + ", " + random);
    }
  }

  private static double crossing(Summary summary, String learner, String scorer) {
    CrossingRow row =
        summary.crossings().stream()
            .filter(r -> r.curve().variant().equals("default"))
            .filter(r -> r.curve().learner().equals(learner))
            .filter(r -> r.curve().scorer().equals(scorer))
            .filter(r -> r.metric().equals("recall"))
            .filter(r -> r.definition().word().equals("half-of-start"))
            .findFirst()
            .orElseThrow();
    assertEquals(row.n(), row.reached());
    return row.budget().orElseThrow().mean();
  }

  /** The real command; everything that is planned is recorded, nothing fails. */
  private Summary run(String name, String... overrides) throws Exception {
    String file = EXPERIMENTS.resolve(name + ".yaml").toAbsolutePath().toString();
    Ended ended =
        LetheProcess.in(folder)
            .within(Duration.ofMinutes(10))
            .run(
                Stream.concat(Stream.of("run", file), Stream.of(overrides)).toArray(String[]::new));
    assertEquals(0, ended.exitCode(), ended::err);
    ResultFolder results = ResultFolder.existing(folder.resolve("results").resolve(name));
    assertEquals(List.of(), results.failures());
    assertTrue(Files.isRegularFile(results.path().resolve("report/index.html")));
    return Summary.of(results.study(), results.trials());
  }
}
