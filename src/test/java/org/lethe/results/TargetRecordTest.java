package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lethe.results.Trials.PROVENANCE;
import static org.lethe.results.Trials.RANDOM;
import static org.lethe.results.Trials.RULE;
import static org.lethe.results.Trials.accuracy;
import static org.lethe.results.Trials.recall;
import static org.lethe.results.Trials.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards what searches leave: a mean over the seeds that found a budget which hides the others, a
 * record that mixes with those of trials, numbers that change their form with the machine.
 */
class TargetRecordTest {
  private static final String TARGET =
      "brings recall to half of its start while accuracy worsens by at most 0.02";
  private static final String UNREACHED = "recall does not get there";

  @TempDir Path temporary;
  private ResultFolder folder;

  @BeforeEach
  void open() {
    folder = ResultFolder.open(temporary.resolve("toy"));
  }

  private static TargetRecord found(CurveKey curve, long seed, double budget, double recall) {
    TrialRecord there = trial(curve, seed, budget);
    return new TargetRecord(
        there.id(),
        there.key(),
        TARGET,
        "recall",
        "accuracy",
        true,
        "",
        List.of(recall(recall), accuracy(0.5)));
  }

  private static TargetRecord missed(CurveKey curve, long seed) {
    TrialRecord all = trial(curve, seed, 1);
    return new TargetRecord(
        all.id(), all.key(), TARGET, "recall", "accuracy", false, UNREACHED, List.of());
  }

  /** Two seeds of three find 0.25 and 0.75; random deletion finds none. */
  private static List<TargetRecord> golden() {
    return List.of(
        missed(RANDOM, 1),
        found(RULE, 2, 0.75, 0.2),
        found(RULE, 1, 0.25, 0.1 + 0.2),
        missed(RULE, 3));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TargetRecordTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatWasFoundIsReadBackAndIsNoTrial() throws IOException {
    golden().forEach(target -> folder.recordTarget(target, PROVENANCE));
    TrialRecord trial = trial(RULE, 9, 0.5, recall(0.25));
    folder.record(List.of(trial), PROVENANCE);

    Records read = ResultFolder.existing(folder.path()).read();
    assertEquals(List.of(trial), read.trials());
    assertEquals(Set.copyOf(golden()), Set.copyOf(read.targets()));
    assertEquals(List.of(PROVENANCE), read.provenance());
    assertEquals(List.of(), read.warnings());
    assertEquals(5, folder.recordedIds().size());
    String id = golden().get(0).id();
    assertTrue(
        Files.isRegularFile(
            folder.path().resolve("targets").resolve(id.substring(0, 2)).resolve(id + ".json")));
  }

  /** What a search takes is a cost of its rule, and no reason to call two searches different. */
  @Test
  void theTimeOfASearchIsReadBackIntoTheCosts() {
    TargetRecord found = timed(found(RULE, 1, 0.25, 0.3), 1.5);
    TargetRecord missed = timed(missed(RULE, 2), 0.5);
    folder.recordTarget(found, PROVENANCE);
    folder.recordTarget(missed, PROVENANCE);
    Records read = folder.read();
    assertEquals(Set.of(found, missed), Set.copyOf(read.targets()));
    assertEquals(
        List.of(new CostRow(RULE, "search", 2, 1, Math.sqrt(0.5), 1.5, 2, OptionalLong.empty())),
        Summary.of(Trials.STUDY, read).cost());

    ResultFolder other = ResultFolder.open(temporary.resolve("slower"));
    other.recordTarget(timed(found, 9), PROVENANCE);
    ResultFolder.Copied copied = folder.addAll(other);
    assertEquals(1, copied.equal());
    assertEquals(List.of(), copied.differing());
  }

  private static TargetRecord timed(TargetRecord of, double seconds) {
    return new TargetRecord(
        of.id(),
        of.key(),
        of.target(),
        of.forgetMetric(),
        of.retainMetric(),
        of.reached(),
        of.reason(),
        of.measurements(),
        Map.of(TargetRecord.SEARCH, seconds));
  }

  @Test
  void aDamagedRecordIsNamedAndSearchedAgain() throws IOException {
    TargetRecord target = found(RULE, 1, 0.25, 0.3);
    folder.recordTarget(target, PROVENANCE);
    Path file =
        folder
            .path()
            .resolve("targets/" + target.id().substring(0, 2) + "/" + target.id() + ".json");
    String whole = Files.readString(file);
    for (String damage :
        List.of(
            whole.substring(0, whole.length() / 2),
            whole.replace("\"reached\":true", "\"reached\":false"),
            whole.replace("\"target\":\"", "\"aim\":\""),
            whole.replace("\"version\":1", "\"version\":2"))) {
      Files.writeString(file, damage);
      assertEquals(1, folder.read().warnings().size(), damage);
      assertFalse(folder.recordedIds().contains(target.id()), damage);
    }
    folder.recordTarget(target, PROVENANCE);
    assertEquals(whole, Files.readString(file));
    assertEquals(List.of(target), folder.read().targets());
  }

  @Test
  void theMeanIsOfTheSeedsThatFoundOneAndTheOthersAreCounted() {
    List<TargetResult> results = TargetResult.of(golden());
    assertEquals(2, results.size());
    TargetResult rule = results.get(0);
    assertEquals("lr-cos", rule.curve().scorer());
    assertEquals(3, rule.n());
    assertEquals(2, rule.reached());
    // 0.25 and 0.75: mean 0.5, sd √(2·0.25²) = 0.353553, t(1) = 12.7062, half-width 12.7062·0.25
    Estimate budget = rule.budget().orElseThrow();
    assertEquals(0.5, budget.mean());
    assertEquals(0.353553, budget.sd(), 1e-6);
    assertEquals(0.5 + 12.7062 * 0.25, budget.high(), 1e-4);
    assertEquals(List.of(UNREACHED), rule.reasons());
    assertEquals(
        List.of("accuracy", "recall"), rule.values().stream().map(v -> v.metric()).toList());
    TargetResult random = results.get(1);
    assertEquals(0, random.reached());
    assertTrue(random.budget().isEmpty() && random.values().isEmpty());
  }

  @Test
  void recordsAndTableAreTheSameBytesInEveryLocale() throws IOException {
    for (String tag : List.of("en-GB", "de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
      Locale before = Locale.getDefault();
      try {
        Locale.setDefault(Locale.forLanguageTag(tag));
        ResultFolder other = ResultFolder.open(temporary.resolve(tag));
        other.writeTables(Summary.of(Trials.STUDY, searched(golden())));
        assertEquals(
            resource("targets.csv"), Files.readString(other.path().resolve("targets.csv")), tag);
        assertEquals(
            resource("target-v1.json"),
            new String(
                RecordJson.target(found(RULE, 1, 0.25, 0.1 + 0.2), PROVENANCE),
                StandardCharsets.UTF_8),
            tag);
      } finally {
        Locale.setDefault(before);
      }
    }
  }

  private static Records searched(List<TargetRecord> targets) {
    return new Records(List.of(), targets, List.of(), List.of(), List.of());
  }

  @Test
  void noTableIsWrittenWhereNothingWasSearched() {
    folder.writeTables(Summary.of(Trials.STUDY, searched(List.of())));
    assertFalse(Files.exists(folder.path().resolve("targets.csv")));
  }

  @Test
  void impossibleRecordsAreRefused() {
    TargetRecord fine = found(RULE, 1, 0.25, 0.3);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new TargetRecord(
                fine.id(), fine.key(), TARGET, "recall", "accuracy", false, "", List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new TargetRecord(
                fine.id(),
                fine.key(),
                TARGET,
                "recall",
                "accuracy",
                false,
                UNREACHED,
                fine.measurements()));
    TargetRecord climbing =
        new TargetRecord(
            "../up", fine.key(), TARGET, "recall", "accuracy", true, "", fine.measurements());
    assertThrows(IllegalArgumentException.class, () -> folder.recordTarget(climbing, PROVENANCE));
  }
}
