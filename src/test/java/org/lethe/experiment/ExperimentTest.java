package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.ExampleSet;
import org.lethe.encoder.Encoded;
import org.lethe.encoder.Encoder;
import org.lethe.encoder.Raw;
import org.lethe.nd.Seed;
import org.lethe.report.Report;
import org.lethe.results.Failure;
import org.lethe.results.Measurement;
import org.lethe.results.ResultFolder;
import org.lethe.results.Summary;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;
import org.lethe.settings.SettingsFile;

/**
 * Guards a run's ground rules: the same trial gives the same numbers alone, in a crowd, on one
 * thread or four, in one go or in pieces; what is recorded is not run again; one rule that fails
 * does not take the others with it.
 */
class ExperimentTest {
  private static final SettingsFile SMALL =
      SettingsFile.parse(
          """
          name: small
          data: {name: gaussians, n1: 60, n2: 120, mean2: 2.5}
          scorers: [random, distance, coreset]
          learners: [gaussian-mean]
          budgets: [0.25, 0.5, 0.75]
          seeds: 3
          """,
          "small.yaml");

  @TempDir Path results;
  private Heard heard;

  /** Counts what a run reports. */
  private static final class Heard implements Progress {
    final List<TrialRecord> recorded = new ArrayList<>();
    final List<TargetRecord> targets = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    int foundRecorded;

    @Override
    public void planned(int trials, int found) {
      foundRecorded = found;
    }

    @Override
    public synchronized void recorded(List<TrialRecord> trials) {
      recorded.addAll(trials);
    }

    @Override
    public synchronized void recorded(TargetRecord target) {
      targets.add(target);
    }

    @Override
    public synchronized void failed(Failure failure, int trials) {
      failures.add(failure);
    }
  }

  @BeforeEach
  void forget() {
    heard = new Heard();
  }

  private static Experiment open(SettingsFile file) {
    return Experiment.open(ExperimentFile.of(file), DataHome.fromEnvironment());
  }

  private static SettingsFile with(String... assignments) {
    SettingsFile file = SMALL;
    for (String assignment : assignments) {
      file = file.with(assignment, "test");
    }
    return file;
  }

  private ResultFolder run(SettingsFile file, int threads) throws InterruptedException {
    Experiment experiment = open(file);
    ResultFolder folder = experiment.folder(results);
    heard = new Heard();
    experiment.run(folder, threads, heard);
    return folder;
  }

  /** Everything but the seconds. */
  private static List<String> numbers(ResultFolder folder) {
    return folder.trials().stream()
        .map(trial -> trial.id() + " " + trial.key() + " " + trial.measurements())
        .toList();
  }

  private static String tables(ResultFolder folder) throws Exception {
    folder.writeTables(Summary.of(folder.study(), folder.trials()));
    return Files.readString(folder.path().resolve("summary.csv"))
        + Files.readString(folder.path().resolve("crossings.csv"));
  }

  @Test
  void everyRuleBudgetAndSeedIsRunAndTheEndsOnce() throws Exception {
    ResultFolder folder = run(SMALL, 2);
    // 3 seeds × (3 rules × 3 budgets + 2 ends)
    assertEquals(33, folder.trials().size());
    assertEquals(33, open(SMALL).trials());
    assertEquals(6, folder.trials().stream().filter(t -> t.key().scorer().equals("*")).count());
  }

  @Test
  void budgetZeroIsTheOriginalAndBudgetOneKeepsOnlyTheRetained() throws Exception {
    ResultFolder folder = run(SMALL, 1);
    for (TrialRecord trial : folder.trials()) {
      double forgotten = value(trial, "forget-test");
      double kept = value(trial, "retain-test");
      if (trial.key().budget() == 1) {
        // κ = 2.5²/2; the mean of 120 retained samples is off by 1/√120
        assertEquals(3.125, forgotten, 3.125 * 0.25);
        assertTrue(kept < 0.05, "KL(p2‖p) is " + kept);
      } else if (trial.key().budget() == 0) {
        // w = 60/180, so (2/3)²·κ and (1/3)²·κ
        assertEquals(3.125 * 4 / 9, forgotten, 0.35);
        assertEquals(3.125 / 9, kept, 0.2);
      }
    }
  }

  @Test
  void aSecondRunDoesNothing() throws Exception {
    run(SMALL, 2);
    ResultFolder again = run(SMALL, 2);
    assertEquals(0, heard.recorded.size());
    assertEquals(33, heard.foundRecorded);
    assertEquals(33, again.trials().size());
  }

  @Test
  void moreSeedsAndBudgetsRunOnlyWhatIsNew() throws Exception {
    run(SMALL, 2);
    run(with("seeds=4", "budgets=[0.25, 0.5, 0.75, 0.9]"), 2);
    // 3 old seeds × 3 rules × 1 new budget + 1 new seed × (3 × 4 + 2)
    assertEquals(9 + 14, heard.recorded.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theNumberOfThreadsChangesNothing(int threads) throws Exception {
    List<String> reference = numbers(run(SMALL, 2));
    assertEquals(reference, numbers(run(with("name=again"), threads)));
  }

  @Test
  void aRuleAloneGivesWhatItGivesAmongOthers() throws Exception {
    List<String> among =
        numbers(run(SMALL, 2)).stream().filter(line -> line.contains("distance")).toList();
    List<String> alone =
        numbers(run(with("name=alone", "scorers=[distance]", "seeds=[2, 3, 1]"), 1)).stream()
            .filter(line -> line.contains("distance"))
            .toList();
    assertEquals(among, alone);
  }

  @Test
  void runsInPiecesGiveTheTablesOfOneRun() throws Exception {
    String whole = tables(run(SMALL, 2)).replace("small", "pieces");
    run(with("name=pieces", "seeds=[2]", "scorers=[coreset]"), 1);
    run(with("name=pieces", "seeds=[1, 2]", "budgets=[0.5]"), 1);
    assertEquals(whole, tables(run(with("name=pieces"), 2)));
  }

  @Test
  void aRuleThatCannotBeUsedFailsAloneAndSaysWhy() throws Exception {
    ResultFolder folder = run(with("scorers=[random, margin, distance]"), 2);
    assertEquals(3, heard.failures.size());
    assertTrue(heard.failures.get(0).cause().contains("classifier"));
    assertEquals(3, folder.failures().size());
    assertEquals(3 * (2 * 3 + 2), folder.trials().size());
  }

  @Test
  void anotherSharedSettingIsRefusedInTheSameFolder() throws Exception {
    run(SMALL, 1);
    BadInput e = assertThrows(BadInput.class, () -> open(with("data.n2=130")).folder(results));
    assertTrue(e.getMessage().contains("name="), e.getMessage());
  }

  /** The mean of standardised rows is no mean of the law that rows were drawn from. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "encoder={name: raw, standardise: zscore}",
        "encoder={name: network-layer, architecture: {name: mlp}}"
      })
  void aLawIsFittedToNoOtherNumbersThanThoseThatWereDrawn(String encoder) {
    BadInput e = assertThrows(BadInput.class, () -> open(with(encoder)));
    assertTrue(e.getMessage().contains("gaussian-mean is held against"), e.getMessage());
  }

  @Test
  void aLawIsFittedToNoDataWhoseLawsAreUnknown() {
    BadInput e = assertThrows(BadInput.class, () -> open(with("data=shapes", "budgets=[0, 1]")));
    assertTrue(e.getMessage().contains("which data shapes does not tell"), e.getMessage());
  }

  @Test
  void aBudgetOfMoreSamplesThanThereAreIsRefusedBeforeAnythingRuns() {
    BadInput e = assertThrows(BadInput.class, () -> open(with("budgets=[{count: 61}]")));
    assertTrue(e.getMessage().contains("61") && e.getMessage().contains("60"), e.getMessage());
  }

  @Test
  void everyCurveHasItsEndsAlsoWhereTwoVariantsShareThem() throws Exception {
    ResultFolder folder =
        run(with("variants={all: {}, few: {retain-view.keep: 0.1}}", "scorers=[random]"), 2);
    Summary summary = Summary.of(folder.study(), folder.trials());
    for (String variant : List.of("all", "few")) {
      assertEquals(
          List.of(3, 3), // halfway and half-of-full, each on all three seeds
          summary.crossings().stream()
              .filter(row -> row.curve().variant().equals(variant))
              .map(row -> row.reached())
              .toList());
    }
  }

  /** Reads Gaussians as they are, and says what must be said of it. */
  private record Confessing() implements Encoder {
    static final String NOTE = "This encoder has seen the forget class.";

    @Override
    public String name() {
      return "confessing";
    }

    @Override
    public boolean keepsNumbers() {
      return true;
    }

    @Override
    public Encoded encode(ExampleSet examples, int[] fitted, Seed seed) {
      Encoded raw = new Raw(Raw.Standardise.NONE).encode(examples, fitted, seed);
      return new Encoded(raw.features(), raw.rawNorms(), List.of(NOTE));
    }
  }

  @Test
  void whatAnEncoderSaysOfItselfIsInTheRecordsAndOnThePage() throws Exception {
    ExperimentSpec spec = ExperimentFile.of(SMALL).variants().values().iterator().next();
    ExperimentSpec confessing =
        Specs.with(spec, new Labelled<>("confessing", new Confessing()), spec.learners());
    Experiment experiment =
        Experiment.open(
            new ExperimentFile(Map.of(ExperimentFile.ONLY_VARIANT, confessing)),
            DataHome.fromEnvironment());
    ResultFolder folder = experiment.folder(results);
    experiment.run(folder, 2, heard);
    assertEquals(List.of(Confessing.NOTE), folder.read().notes(folder.study()));
    assertTrue(Files.readString(Report.write(folder)).contains(Confessing.NOTE));
  }

  @Test
  void twoLabelsOfOneMethodAreTwoCurves() throws Exception {
    ResultFolder folder = run(with("scorers=[random, {name: random, label: again}]", "seeds=1"), 2);
    assertEquals(2 * 3 + 2, folder.trials().size());
  }

  @Test
  void variantsHaveTheirOwnTrialsAndSharedDrawsAreThePaired() throws Exception {
    ResultFolder folder =
        run(with("variants={near: {data.mean2: 0.5}, far: {data.mean2: 5}}", "seeds=1"), 2);
    assertEquals(2 * 11, folder.trials().size());
    Stream<String> ids = folder.trials().stream().map(TrialRecord::id);
    assertEquals(22, ids.distinct().count());
  }

  private static double value(TrialRecord trial, String split) {
    return trial.measurements().stream()
        .filter(m -> m.metric().equals("kl") && m.split().equals(split))
        .mapToDouble(Measurement::value)
        .findFirst()
        .orElseThrow();
  }

  /** The gradient of what is left is 0 after training anew, and nearly after one Newton step. */
  @Test
  void influenceOfALogisticRegressionComesWithItsCertificate() throws Exception {
    ExperimentFile file =
        ExperimentFile.of(
            SettingsFile.parse(
                """
                name: certificate
                data: {name: gaussians, dimension: 2, mean1: [1, 0], mean2: 0, n1: 60, n2: 120}
                scorers: [random]
                learners: [{name: logistic-regression, intercept: penalised}]
                unlearners: [retrain, influence]
                budgets: [0.1, 0.8]
                seeds: 1
                """,
                "certificate.yaml"));
    Experiment experiment = Experiment.open(file, DataHome.fromEnvironment());
    ResultFolder folder = experiment.folder(results);
    experiment.run(folder, 1, new Heard());
    Map<String, Double> residuals = new TreeMap<>();
    for (TrialRecord trial : folder.read().trials()) {
      trial.measurements().stream()
          .filter(m -> m.metric().equals("gradient-residual"))
          .forEach(m -> residuals.put(trial.key().unlearner() + trial.key().budget(), m.value()));
    }
    // nothing to certify at budget 0, no optimum at budget 1, and retraining is there anyway
    assertEquals(Set.of("influence0.1", "influence0.8"), residuals.keySet());
    double few = residuals.getOrDefault("influence0.1", 0.0);
    assertTrue(few > 0 && few < residuals.getOrDefault("influence0.8", 0.0), residuals::toString);
  }
}
