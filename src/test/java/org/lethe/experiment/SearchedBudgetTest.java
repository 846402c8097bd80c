package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.dataset.DataHome;
import org.lethe.results.Failure;
import org.lethe.results.Measurement;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;
import org.lethe.theory.DeletionBounds;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.SampleSizes;

/**
 * Guards budgets that are searched: one that is not the smallest, that was read on the test part,
 * that depends on which trials ran beside it, or that is searched again although it is recorded.
 */
class SearchedBudgetTest {
  private static final String GAUSSIANS =
      """
      name: small
      data: {name: gaussians, n1: 60, n2: 120, mean2: 2.5}
      scorers: [random, distance, coreset]
      learners: [gaussian-mean]
      budgets: [0.5, {target: {metric: kl, reading: halfway, retained-metric: kl, tolerated: 0.3}}]
      seeds: 3
      """;

  @TempDir Path folder;
  private List<TargetRecord> heard;

  @BeforeEach
  void forget() {
    heard = new ArrayList<>();
  }

  private static SettingsFile with(String yaml, String... assignments) {
    SettingsFile file = SettingsFile.parse(yaml, "small.yaml");
    for (String assignment : assignments) {
      file = file.with(assignment, "test");
    }
    return file;
  }

  private static Experiment open(SettingsFile file) {
    return Experiment.open(ExperimentFile.of(file), DataHome.fromEnvironment());
  }

  private Records run(SettingsFile file) throws InterruptedException {
    Experiment experiment = open(file);
    ResultFolder results = experiment.folder(folder);
    List<Failure> failures = new ArrayList<>();
    int[] planned = new int[2];
    experiment.run(
        results,
        2,
        new Progress() {
          @Override
          public void planned(int trials, int recorded) {
            planned[0] = trials;
            planned[1] = recorded;
          }

          @Override
          public synchronized void recorded(List<TrialRecord> trials) {
            planned[1] += trials.size();
          }

          @Override
          public synchronized void recorded(TargetRecord target) {
            heard.add(target);
            planned[1]++;
          }

          @Override
          public synchronized void failed(Failure failure, int trials) {
            failures.add(failure);
            planned[1] += trials;
          }
        });
    assertEquals(planned[0], planned[1], "everything that was planned is told of");
    assertEquals(failures.size(), results.failures().size());
    return results.read();
  }

  private static double value(List<Measurement> measured, String metric, String split) {
    return measured.stream()
        .filter(m -> m.metric().equals(metric) && m.split().equals(split))
        .mapToDouble(Measurement::value)
        .findFirst()
        .orElseThrow();
  }

  /** All trials of one rule and seed with the shared ends, ascending in the count. */
  private static List<TrialRecord> path(Records records, String rule, long seed) {
    return records.trials().stream()
        .filter(t -> t.key().seed() == seed)
        .filter(t -> t.key().scorer().equals(rule) || t.key().scorer().equals("*"))
        .sorted(Comparator.comparing(t -> t.key().removed()))
        .toList();
  }

  private interface Meets {
    boolean at(List<Measurement> start, List<Measurement> there, List<Measurement> full);
  }

  /** Every count is a trial of its own; the smallest that meets the target is the found one. */
  private static int assertSmallest(Records records, Meets meets) {
    int reached = 0;
    for (TargetRecord target : records.targets()) {
      List<TrialRecord> path = path(records, target.key().scorer(), target.key().seed());
      List<Measurement> start = path.get(0).measurements();
      List<Measurement> full = path.get(path.size() - 1).measurements();
      Optional<TrialRecord> smallest =
          path.stream().filter(t -> meets.at(start, t.measurements(), full)).findFirst();
      assertEquals(smallest.isPresent(), target.reached(), target::toString);
      if (smallest.isPresent()) {
        reached++;
        assertEquals(smallest.get().key().removed(), target.key().removed(), target::toString);
        assertEquals(smallest.get().measurements(), target.measurements(), "the same numbers");
      }
    }
    return reached;
  }

  private static String counts(int n1) {
    return Stream.iterate(1, i -> i + 1)
        .limit(n1 - 1)
        .map(i -> "{count: " + i + "}")
        .reduce("", (a, b) -> a + b + ", ");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60})
  void onGaussiansItIsTheSmallestOfAllCounts(int steps) throws Exception {
    Records records =
        run(
            with(
                GAUSSIANS,
                "budgets=["
                    + counts(60)
                    + "{target: {metric: kl, reading: halfway, retained-metric: kl, tolerated: 0,"
                    + " steps: "
                    + steps
                    + "}}]"));
    assertEquals(9, records.targets().size());
    int reached =
        assertSmallest(
            records,
            (start, there, full) ->
                value(there, "kl", "forget-test")
                        >= (value(start, "kl", "forget-test") + value(full, "kl", "forget-test"))
                            / 2
                    && value(there, "kl", "retain-test") <= value(start, "kl", "retain-test"));
    assertEquals(9, reached);
  }

  private void writeMessages() throws Exception {
    StringBuilder table = new StringBuilder("topic,text\n");
    String[] words = {"vote", "law", "goal", "team", "the", "said", "today", "new"};
    for (int i = 0; i < 150; i++) {
      boolean law = i % 3 == 0;
      table.append(law ? "law" : "ball");
      table.append(",number").append(i % 40);
      for (int k = 0; k < 5; k++) {
        int word = (i * 7 + k * k * 3 + i / 5) % 8;
        table.append(' ').append(words[word < 4 && k > 1 ? (law ? word % 2 : 2 + word % 2) : word]);
      }
      table.append('\n');
    }
    Files.writeString(folder.resolve("messages.csv"), table.toString());
  }

  private String messages() {
    return """
    name: messages
    data: {name: csv, file: FILE, text-column: text, forget: {column: topic, is: law}}
    encoder: tfidf
    scorers: [random, lr-cos]
    learners: [logistic-regression]
    seeds: 3
    """
        .replace("FILE", folder.resolve("messages.csv").toString());
  }

  @Test
  void onTextItIsTheSmallestOfAllCountsAndReadOnTheValidationPart() throws Exception {
    writeMessages();
    int n1 = 30; // 50 of 150 messages are about law, 60 % of them are for training
    Records records =
        run(
            with(
                messages(),
                "budgets=["
                    + counts(n1)
                    + "{target: {metric: recall, retained-metric: log-loss, tolerated: 0.001,"
                    + " steps: 30}}]"));
    int reached =
        assertSmallest(
            records,
            (start, there, full) ->
                value(start, "recall", "forget-validation") > 0
                    && value(there, "recall", "forget-validation")
                        <= value(start, "recall", "forget-validation") / 2
                    && value(there, "log-loss", "retain-validation")
                        <= value(start, "log-loss", "retain-validation") + 0.001);
    assertTrue(reached > 0, "no seed found a budget: the example shows nothing");
  }

  @Test
  void itIsTheSameAloneAndAmongTrials() throws Exception {
    List<TargetRecord> among = run(with(GAUSSIANS)).targets();
    assertEquals(9, among.size());
    List<TargetRecord> alone =
        run(with(
                GAUSSIANS,
                "name=alone",
                "scorers=[distance]",
                "budgets=[{target: {metric: kl, reading: halfway, retained-metric: kl,"
                    + " tolerated: 0.3}}]",
                "seeds=[3, 1]"))
            .targets();
    assertEquals(
        among.stream()
            .filter(t -> t.key().scorer().equals("distance") && t.key().seed() != 2)
            .map(TargetRecord::untimed)
            .toList(),
        alone.stream().map(TargetRecord::untimed).toList());
  }

  @Test
  void whatIsRecordedIsNotSearchedAgainAndASecondTargetIsSearchedAlone() throws Exception {
    run(with(GAUSSIANS));
    assertEquals(9, heard.size());
    forget();
    run(with(GAUSSIANS));
    assertEquals(0, heard.size());
    Records both =
        run(
            with(
                GAUSSIANS,
                "budgets=[0.5, {target: {metric: kl, reading: halfway, retained-metric: kl,"
                    + " tolerated: 0.3}}, {target: {metric: kl, reading: value, level: 1.5,"
                    + " retained-metric: kl, tolerated: 0.3}}]"));
    assertEquals(9, heard.size());
    assertEquals(18, both.targets().size());
  }

  @Test
  void epsilonGivesTheBudgetOfTheBoundAndWhatItGuarantees() throws Exception {
    Records records =
        run(
            with(
                GAUSSIANS,
                "data={name: gaussians, n1: 1000, n2: 2000, mean2: 2.5}",
                "budgets=[{epsilon: 0.1}]",
                "seeds=2"));
    assertEquals(6, records.targets().size());
    // κ = 2.5²/2
    DeletionBounds bounds = new DeletionBounds(3.125, 1, new SampleSizes(1000, 2000), 0.05);
    for (TargetRecord target : records.targets()) {
      if (target.key().scorer().equals("coreset")) {
        assertFalse(target.reached());
        assertEquals("no bound is known for this rule on these laws", target.reason());
        continue;
      }
      DeletionRule rule =
          target.key().scorer().equals("random") ? DeletionRule.RANDOM : DeletionRule.DISTANCE;
      DeletionBounds.Guarantee guarantee = bounds.budgetForEpsilon(rule, 0.1).orElseThrow();
      assertEquals(guarantee.deleted(), target.key().removed());
      assertEquals(
          guarantee.guaranteed().alpha(),
          value(target.measurements(), TargetRecord.GUARANTEED, "forget-test"));
      assertTrue(value(target.measurements(), "kl", "retain-test") <= 0.1, target::toString);
      assertTrue(
          value(target.measurements(), "kl", "forget-test") >= guarantee.guaranteed().alpha());
    }
  }

  @Test
  void whatNoDeletionCanPromiseSaysWhy() throws Exception {
    String few = "the bound is larger whatever is removed: the samples are too few";
    String far = "no bound is known for laws as far apart as these"; // κ = 1000²/2
    for (String mean : List.of("2.5", "1000")) {
      Records records =
          run(
              with(
                  GAUSSIANS,
                  "data={name: gaussians, n1: 60, n2: 90, mean2: " + mean + "}",
                  "name=mean-" + mean.replace('.', '-'),
                  "scorers=[random, distance]",
                  "budgets=[{epsilon: 1e-9}]",
                  "seeds=1"));
      assertEquals(2, records.targets().size());
      for (TargetRecord target : records.targets()) {
        boolean tooFar = mean.equals("1000") && target.key().scorer().equals("distance");
        assertEquals(tooFar ? far : few, target.reason());
      }
    }
  }

  @Test
  void theBoundOfTheDistanceRuleIsForRoundLawsAndACleanView() throws Exception {
    List<String> changes =
        List.of(
            "data={name: gaussians, dimension: 2, n1: 60, n2: 9000, mean2: 2.5, covariance: [1,"
                + " 2]}",
            "retain-view.noise=0.5");
    for (String change : changes) {
      Records records =
          run(
              with(
                  GAUSSIANS,
                  "data={name: gaussians, n1: 60, n2: 9000, mean2: 2.5}",
                  change,
                  "name=change-" + changes.indexOf(change),
                  "budgets=[{epsilon: 0.1}]",
                  "seeds=1"));
      for (TargetRecord target : records.targets()) {
        assertEquals(target.key().scorer().equals("random"), target.reached(), target::toString);
      }
    }
  }

  @Test
  void aRuleThatFailsTakesItsSearchesWithItAndNoOthers() throws Exception {
    Records records = run(with(GAUSSIANS, "scorers=[random, margin]"));
    assertEquals(3, records.targets().size());
    assertEquals(3, records.failures().size());
    Records searchedOnly =
        run(
            with(
                GAUSSIANS,
                "name=other",
                "scorers=[random, margin]",
                "budgets=[{epsilon: 0.1}, {target: {metric: kl, reading: halfway, retained-metric:"
                    + " kl, tolerated: 0.3}}]"));
    // random: two searches; margin cannot rank, so that its path fails as one; 3 seeds each
    assertEquals(3 * 2, searchedOnly.targets().size());
    assertEquals(3, searchedOnly.failures().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{target: {metric: kll, reading: halfway, retained-metric: kl, tolerated: 1}}"
            + "|kll on forget-test, which is not measured of gaussian-mean; did you mean kl?"
            + " Allowed: kl",
        "{target: {metric: kl, reading: halfway, retained-metric: log-loss, tolerated: 1}}"
            + "|log-loss on retain-test",
        "{target: {metric: kl, retained-metric: kl, tolerated: 1}}"
            + "|half-of-start, but kl rises",
        "{target: {metric: kl, reading: half, retained-metric: kl, tolerated: 1}}|halfway",
        "{target: {metric: kl, reading: halfway, retained-metric: kl}}|tolerated",
        "{target: {metric: kl, reading: value, retained-metric: kl, tolerated: 1}}|level",
        "{target: {metric: kl, reading: halfway, retained-metric: kl, tolerated: 1}, count: 3}"
            + "|count",
        "{targt: {metric: kl}}|target",
        "{epsilon: 0}|epsilon is 0",
        "{epsilon: 0.1, failure: 1}|failure is 1",
      })
  void whatCannotBeSearchedIsRefusedInOneLineBeforeAnythingRuns(String budget, String said) {
    BadInput e =
        assertThrows(BadInput.class, () -> open(with(GAUSSIANS, "budgets=[0.5, " + budget + "]")));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().contains(said), e.getMessage());
    assertTrue(e.getMessage().contains("budgets"), e.getMessage());
  }

  @Test
  void epsilonIsRefusedWhereTheLawsAreNotKnown() throws Exception {
    writeMessages();
    BadInput e =
        assertThrows(BadInput.class, () -> open(with(messages(), "budgets=[{epsilon: 0.1}]")));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().contains("known laws"), e.getMessage());
    assertTrue(e.getMessage().contains("csv"), e.getMessage());
  }

  @Test
  void searchedBudgetsAreReadBackFromTheSpecAndDescribed() {
    ExperimentFile file =
        ExperimentFile.of(
            with(
                GAUSSIANS,
                "budgets=[0.5, {epsilon: 0.1}, {target: {metric: kl,"
                    + " reading: value, level: 1.5, retained-metric: kl, tolerated: 0.3}}]"));
    assertEquals(file.variants(), ExperimentFile.recorded(file.yaml()).variants());
    String text = file.describe();
    // 3 seeds × (3 rules × 3 budgets + 2 ends)
    assertTrue(text.contains("3 rules × 3 budgets (2 searched)"), text);
    assertTrue(text.contains("# 33 trials"), text);
    assertTrue(text.contains("the smallest budget that brings kl to 1.5"), text);
    assertEquals(
        33, open(with(GAUSSIANS, "budgets=[0.5, {epsilon: 0.1}, {epsilon: 0.2}]")).trials());
  }
}
