package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lethe.results.Trials.PROVENANCE;
import static org.lethe.results.Trials.RANDOM;
import static org.lethe.results.Trials.RULE;
import static org.lethe.results.Trials.STUDY;
import static org.lethe.results.Trials.accuracy;
import static org.lethe.results.Trials.all;
import static org.lethe.results.Trials.path;
import static org.lethe.results.Trials.recall;
import static org.lethe.results.Trials.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;

/**
 * Guards against lost and invented results: files half written, overwritten by a second process,
 * damaged by a full disk, written by another version of Lethe or by another program, and numbers
 * that change their form with the language of the machine.
 */
class ResultFolderTest {

  private final Path temporary;

  ResultFolderTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  /** The one line that refuses something. */
  private static String refusal(Executable attempt) {
    return String.valueOf(assertThrows(BadInput.class, attempt).getMessage());
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private ResultFolder folder() {
    return ResultFolder.open(temporary.resolve("toy"));
  }

  private static List<Path> files(Path top) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Path onlyTrialFile(ResultFolder folder) throws IOException {
    List<Path> files = files(folder.path().resolve("trials"));
    assertEquals(1, files.size());
    return files.get(0);
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = ResultFolderTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  /** What the golden record holds. */
  private static List<TrialRecord> goldenTrials() {
    return List.of(
        trial(RULE, 3, 0.05, recall(0.1 + 0.2), accuracy(1)),
        trial(RULE, 3, 0.1, recall(1.0 / 3), accuracy(2e-9)));
  }

  @Test
  void whatWasRecordedIsReadBack() {
    ResultFolder folder = folder();
    List<TrialRecord> trials = goldenTrials();
    folder.record(trials, PROVENANCE);
    folder.record(List.of(trial(RANDOM, 1, 0.5, recall(0.25))), PROVENANCE);

    Records read = folder.read();
    assertEquals(
        List.of(trials.get(0), trials.get(1), trial(RANDOM, 1, 0.5, recall(0.25))), read.trials());
    assertEquals(List.of(PROVENANCE), read.provenance());
    assertEquals(List.of(), read.warnings());
    assertEquals(
        read.trials().stream().map(TrialRecord::id).collect(Collectors.toSet()),
        folder.recordedIds());
  }

  @Test
  void oneTrialGivesItsNameToTheFileAndSeveralShareOne() throws IOException {
    TrialRecord trial = trial(RANDOM, 1, 0.5, recall(0.25));
    folder().record(List.of(trial), PROVENANCE);
    Path file = onlyTrialFile(folder());
    assertEquals(trial.id() + ".json", nameOf(file));
    assertTrue(file.endsWith(Path.of(trial.id().substring(0, 2), trial.id() + ".json")));

    ResultFolder other = ResultFolder.open(temporary.resolve("other"));
    other.record(goldenTrials(), PROVENANCE);
    List<TrialRecord> backwards = new ArrayList<>(goldenTrials());
    Collections.reverse(backwards);
    other.record(backwards, PROVENANCE);
    onlyTrialFile(other);
  }

  @Test
  void recordsAreTheSameBytesInEveryLocale() throws IOException {
    for (Locale locale : locales()) {
      Locale before = Locale.getDefault();
      try {
        Locale.setDefault(locale);
        assertEquals(
            new String(golden("record-v1.json"), StandardCharsets.UTF_8),
            new String(RecordJson.trials(goldenTrials(), PROVENANCE), StandardCharsets.UTF_8));
      } finally {
        Locale.setDefault(before);
      }
    }
  }

  @Test
  void tablesAreTheSameBytesInEveryLocale() throws IOException {
    CurveKey hostile =
        new CurveKey("toy", "a,b \"c\"", "tfidf", "lr-cos", "balanced", "retrain", "cpu");
    List<TrialRecord> trials =
        all(
            path(RULE, 1, Trials::recall, 0.8, 0.3, 0.0),
            path(RULE, 2, Trials::recall, 0.9, 0.5, 0.1),
            path(RANDOM, 1, Trials::recall, 0.8, 0.7, 0.6),
            path(hostile, 1, Trials::accuracy, 0.5, 1e-7, 12));
    for (Locale locale : locales()) {
      Locale before = Locale.getDefault();
      try {
        Locale.setDefault(locale);
        ResultFolder folder = ResultFolder.open(temporary.resolve(locale.toLanguageTag()));
        folder.writeTables(Summary.of(STUDY, trials));
        for (String table : List.of("summary.csv", "crossings.csv", "cost.csv")) {
          assertEquals(
              new String(golden(table), StandardCharsets.UTF_8),
              Files.readString(folder.path().resolve(table)),
              table + " in " + locale);
        }
      } finally {
        Locale.setDefault(before);
      }
    }
  }

  private static List<Locale> locales() {
    return List.of(
        Locale.ROOT,
        Locale.GERMANY,
        Locale.forLanguageTag("tr-TR"),
        Locale.forLanguageTag("ar-EG-u-nu-arab"),
        Locale.forLanguageTag("hi-IN-u-nu-deva"));
  }

  @Test
  void aRecordOfVersionOneIsStillReadable() throws IOException {
    ResultFolder folder = folder();
    Path shard = Files.createDirectories(folder.path().resolve("trials/ab"));
    Files.write(shard.resolve("ab00ab00.json"), golden("record-v1.json"));
    assertEquals(goldenTrials(), folder.trials());
    assertEquals(List.of(), folder.warnings());
    assertEquals(2, folder.recordedIds().size());
  }

  @Test
  void keysOfANewerWriterAreIgnored() throws IOException {
    String record = new String(golden("record-v1.json"), StandardCharsets.UTF_8);
    String extended =
        record
            .replace("\"provenance\":{", "\"later\":{\"a\":[1,{}]},\"provenance\":{\"gpu\":\"H\",")
            .replace("\"metric\"", "\"lower\":0.1,\"metric\"")
            .replace("\"id\"", "\"attempt\":[2],\"id\"");
    ResultFolder folder = folder();
    Path shard = Files.createDirectories(folder.path().resolve("trials/ab"));
    Files.writeString(shard.resolve("ab00ab00.json"), extended);
    assertEquals(goldenTrials(), folder.trials());
    assertEquals(2, folder.recordedIds().size());
  }

  @Test
  void aNewerVersionIsNamedAndNotMisread() throws IOException {
    ResultFolder folder = folder();
    folder.record(goldenTrials(), PROVENANCE);
    Path file = onlyTrialFile(folder);
    Files.writeString(file, Files.readString(file).replace("\"version\":1}", "\"version\":2}"));
    assertEquals(List.of(), folder.trials());
    assertTrue(folder.warnings().get(0).contains("a newer one wrote it"));
    assertEquals(Set.of(), folder.recordedIds());
  }

  @Test
  void aRecordCutAtAnyByteCostsItsOwnTrialsAndNoOthers() throws IOException {
    ResultFolder folder = folder();
    folder.record(goldenTrials(), PROVENANCE);
    Path file = onlyTrialFile(folder);
    TrialRecord healthy = trial(RANDOM, 1, 0.5, recall(0.25));
    folder.record(List.of(healthy), PROVENANCE);
    byte[] whole = Files.readAllBytes(file);
    // The last two bytes are the closing brace and the line end, which a reader can do without.
    for (int length = 0; length < whole.length - 1; length += length < 40 ? 1 : 13) {
      Files.write(file, Arrays.copyOf(whole, length));
      Records read = folder.read();
      assertEquals(List.of(healthy), read.trials(), "cut at " + length);
      assertEquals(1, read.warnings().size());
      assertTrue(read.warnings().get(0).startsWith(file.toString()), read.warnings()::toString);
      assertEquals(Set.of(healthy.id()), folder.recordedIds());
    }
    folder.record(goldenTrials(), PROVENANCE);
    assertEquals(3, folder.trials().size(), "recording again heals");
    assertArrayEquals(whole, Files.readAllBytes(file));
  }

  @Test
  void aRecordThatLacksAValueIsNotCounted() throws IOException {
    ResultFolder folder = folder();
    folder.record(goldenTrials(), PROVENANCE);
    Path file = onlyTrialFile(folder);
    String whole = Files.readString(file);
    for (String damage :
        List.of(
            whole.replace("\"value\":1.0", "\"value\":\"NaN\""),
            whole.replace("\"value\":1.0", "\"value\":null"),
            whole.replace("\"value\":1.0", "\"worth\":1.0"),
            whole.replace("\"budget\":0.05", "\"budget\":1.05"),
            whole.replace("\"direction\":\"lower\"", "\"direction\":\"down\""))) {
      Files.writeString(file, damage);
      Records read = folder.read();
      assertEquals(List.of(), read.trials(), damage);
      assertEquals(1, read.warnings().size(), damage);
      assertEquals(Set.of(), folder.recordedIds(), "what cannot be read must be run again");
    }
  }

  @Test
  void foreignFilesAreLeftAlone() throws IOException {
    ResultFolder folder = folder();
    folder.record(goldenTrials(), PROVENANCE);
    Path shard = onlyTrialFile(folder).resolveSibling("").toAbsolutePath();
    Files.writeString(shard.resolve(".ab.json.9f.tmp"), "{\"half\":");
    Files.writeString(shard.resolve(".ab.json.Xy3Ab1"), "rsync was here");
    Files.writeString(shard.resolve("notes.txt"), "mine");
    Files.createDirectories(shard.resolve("deeper.json"));
    Files.writeString(shard.resolve("package.json"), "{\"name\":\"other\"}");
    Files.write(shard.resolve("binary.json"), new byte[] {0, (byte) 0xff, 7});
    Files.writeString(shard.resolve("list.json"), "[1,2]");
    Records read = folder.read();
    assertEquals(goldenTrials(), read.trials());
    assertEquals(3, read.warnings().size(), read.warnings()::toString);
    assertEquals(2, folder.recordedIds().size());
  }

  @Test
  void aTrialThatWasRecordedTwiceCountsOnce() {
    ResultFolder folder = folder();
    folder.record(goldenTrials(), PROVENANCE);
    folder.record(goldenTrials().subList(0, 1), PROVENANCE);
    assertEquals(goldenTrials(), folder.trials());
    assertEquals(List.of(), folder.warnings());
  }

  @Test
  void equalIdsWithUnequalResultsAreReported() {
    ResultFolder folder = folder();
    folder.record(goldenTrials(), PROVENANCE);
    folder.record(List.of(trial(RULE, 3, 0.05, recall(0.9))), PROVENANCE);
    assertEquals(2, folder.trials().size());
    assertTrue(
        folder
            .warnings()
            .get(0)
            .contains("with different results (1, for instance " + trial(RULE, 3, 0.05).id()));
  }

  @Test
  void impossibleRecordsAreRefused() {
    TrialRecord twice = trial(RULE, 1, 0.5, recall(0.1), recall(0.2));
    TrialRecord fine = trial(RULE, 1, 0.5, recall(0.1));
    TrialRecord climbing =
        new TrialRecord("../../etc/passwd", fine.key(), fine.measurements(), Map.of());
    ResultFolder folder = folder();
    for (List<TrialRecord> trials :
        List.of(List.<TrialRecord>of(), List.of(twice), List.of(fine, fine), List.of(climbing))) {
      assertThrows(IllegalArgumentException.class, () -> folder.record(trials, PROVENANCE));
    }
    assertFalse(Files.exists(folder.path().resolve("trials")));
  }

  @Test
  void twoProcessesLoseNothing() throws IOException, InterruptedException {
    Path path = temporary.resolve("shared");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  RecordingProcess.class.getName(),
                  path.toString(),
                  String.valueOf(i))
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertEquals(0, process.waitFor());
    }
    ResultFolder folder = ResultFolder.existing(path);
    Records read = folder.read();
    assertEquals(2 * RecordingProcess.OWN + RecordingProcess.SHARED, read.trials().size());
    assertEquals(List.of(), read.warnings());
    Map<String, Long> failures =
        folder.failures().stream()
            .collect(Collectors.groupingBy(Failure::cause, Collectors.counting()));
    long each = RecordingProcess.FAILURES;
    assertEquals(Map.of("process 0", each, "process 1", each), failures);
    assertEquals(
        List.of(),
        files(path).stream().filter(file -> file.toString().endsWith(".tmp")).toList(),
        "nothing temporary is left");
  }

  @Test
  void failuresAreNumberedAndNeverOverwritten() throws IOException {
    ResultFolder folder = folder();
    TrialRecord trial = trial(RULE, 1, 0.5);
    Failure failure =
        new Failure(trial.id(), trial.key(), "out of memory", "at …", "2026-11-21T00:00:00Z");
    folder.recordFailure(failure);
    // A writer that was killed after it had claimed the second number.
    Files.writeString(folder.path().resolve("failed/." + trial.id() + "-2.json.tmp"), "{");
    folder.recordFailure(failure);
    assertEquals(List.of(failure, failure), folder.failures());
    Set<String> names =
        files(folder.path().resolve("failed")).stream()
            .map(ResultFolderTest::nameOf)
            .filter(name -> !name.startsWith("."))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(trial.id() + "-1.json", trial.id() + "-3.json"), names);
  }

  @Test
  void theStudyIsReadBackAndNotRewritten() throws IOException {
    Study study =
        new Study(
            "toy-study",
            "Ein Titel — ü",
            "recall",
            "accuracy",
            List.of(
                new Expectation(
                    "crossing",
                    "",
                    "random",
                    "",
                    "recall",
                    "forget-test",
                    "half-of-start",
                    0.9,
                    0.07,
                    "Table 2")),
            Map.of("near", Map.of("kappa", 0.125, "n1", 1000.0), "far", Map.of("kappa", 12.5)),
            List.of("A part of the data."),
            "a part of the data",
            List.of(new VariantAxis("data.mean2", "μ", "", Map.of("near", 0.5, "far", 5.0))),
            Map.of("near", Map.of("data: far.csv", "ab12")));
    ResultFolder folder = folder();
    folder.writeStudy(study, "name: toy-study\n");
    assertEquals(study, folder.study());
    assertEquals("name: toy-study\n", folder.specYaml().orElseThrow());
    Path file = folder.path().resolve("study.json");
    FileTime past = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, past);
    folder.writeStudy(study, "name: toy-study\n");
    assertEquals(past, Files.getLastModifiedTime(file));
  }

  @Test
  void aStudyFromBeforeThereWereAxesIsReadAndHasNone() throws IOException {
    ResultFolder folder = folder();
    folder.writeStudy(STUDY, "");
    Path file = folder.path().resolve("study.json");
    String old = Files.readString(file).replaceAll("\\s*\"axes\" : \\[ \\],", "");
    assertFalse(old.contains("axes"), old);
    Files.writeString(file, old);
    assertEquals(STUDY, folder.study());
    Files.writeString(file, old.replaceAll(",\\s*\"title\" : \"A toy\"", ""));
    assertTrue(refusal(folder::study).contains("title"), "what was always there is asked for");
  }

  @Test
  void aDamagedStudyIsWrittenAgain() throws IOException {
    ResultFolder folder = folder();
    folder.writeStudy(STUDY, "");
    Path file = folder.path().resolve("study.json");
    Files.writeString(file, Files.readString(file).substring(0, 30));
    assertTrue(refusal(folder::study).contains("running again writes it"));
    folder.writeStudy(STUDY, "");
    assertEquals(STUDY, folder.study());
  }

  @Test
  void whatWasFoundWhileRunningIsReadBackOnce() {
    ResultFolder folder = folder();
    Study study = new Study("toy-study", "", "recall", "", List.of(), Map.of(), List.of("known"));
    for (long seed = 1; seed <= 2; seed++) {
      Provenance made =
          Provenance.ofThisProcess(1, "cpu", new TreeMap<>(), List.of("found", "known"));
      folder.record(List.of(trial(RANDOM, seed, 0.5, recall(0.25))), made);
    }
    folder.record(List.of(trial(RULE, 1, 0.5, recall(0.25))), PROVENANCE);
    assertEquals(List.of("known", "found"), folder.read().notes(study));
  }

  @Test
  void crossingsAreListedAgainstTheNumberInWhichVariantsDiffer() throws IOException {
    Study study =
        new Study(
            "toy-study",
            "",
            "recall",
            "",
            List.of(),
            Map.of(),
            List.of(),
            "",
            List.of(
                new VariantAxis(
                    "retain-view.keep", "seen", "samples", Map.of("few", 10.0, "all", 1000.0))));
    // recall 0.8, 0.3, 0 at budgets 0, 1/2, 1: 0.4 is passed at 1/2·(0.4/0.5) = 0.4
    ResultFolder folder = folder();
    folder.writeTables(
        Summary.of(
            study,
            all(
                path(RANDOM.withVariant("few"), 1, Trials::recall, 0.8, 0.3, 0.0),
                path(RANDOM.withVariant("other"), 1, Trials::recall, 0.8, 0.3, 0.0))));
    assertEquals(
        """
        experiment,dataset,variant,encoder,scorer,learner,unlearner,engine,\
        key,value,unit,metric,split,definition,budget,ci_low,ci_high,n,reached
        toy-study,toy,few,tfidf,random,logistic-regression,retrain,cpu,\
        retain-view.keep,10,samples,recall,forget-test,half-of-start,0.4,,,1,1
        toy-study,toy,few,tfidf,random,logistic-regression,retrain,cpu,\
        retain-view.keep,10,samples,recall,forget-test,halfway,0.4,,,1,1
        """,
        Files.readString(folder.path().resolve("crossings-by-variant.csv")));
  }

  @Test
  void aFolderOfAnotherExperimentIsRefused() {
    ResultFolder folder = folder();
    folder.writeStudy(STUDY, "");
    Study other = new Study("other", "", "recall", "", List.of(), Map.of(), List.of());
    String refused = refusal(() -> folder.writeStudy(other, ""));
    assertTrue(refused.contains("'toy-study', not of 'other'"));
    assertEquals(STUDY, folder.study());
  }

  @Test
  void placesThatCannotHoldResultsAreRefusedInOneLine() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    Path full = Files.createDirectories(temporary.resolve("full"));
    Files.writeString(full.resolve("thesis.tex"), "");
    Set<String> messages = new HashSet<>();
    for (Path path : List.of(file, file.resolve("below"), full)) {
      messages.add(refusal(() -> ResultFolder.open(path)));
    }
    for (Path path : List.of(file, temporary.resolve("missing"), full)) {
      messages.add(refusal(() -> ResultFolder.existing(path)));
    }
    assertEquals(6, messages.size());
    for (String message : messages) {
      assertTrue(message.startsWith(temporary.toString()), message);
      assertEquals(1, message.lines().count(), message);
    }
    assertFalse(Files.exists(temporary.resolve("missing")), "reading makes no folders");
  }

  @Test
  void whatAKilledWriterLeftDoesNotBlockTheFolder() throws IOException {
    Path place = Files.createDirectories(temporary.resolve("toy"));
    Files.writeString(place.resolve(".study.json.0f0f.tmp"), "{\"name\": \"to");
    folder().record(goldenTrials(), PROVENANCE);
    assertEquals(goldenTrials(), folder().trials());
  }

  @Test
  void aFolderThatCannotBeWrittenToIsRefused() {
    // The kernel's own file system refuses new files to everybody, the superuser included.
    Path kernel = Path.of("/proc");
    Assumptions.assumeTrue(Files.isDirectory(kernel.resolve("self")), "needs Linux's /proc");
    String refused = refusal(() -> ResultFolder.open(kernel.resolve("lethe-test")));
    assertTrue(refused.startsWith("/proc/lethe-test"), refused);
  }

  @Test
  void aWriteThatFailsNamesTheFileAndTheReason() throws IOException {
    ResultFolder folder = folder();
    Files.writeString(folder.path().resolve("trials"), "a file where the folder should be");
    String refused = refusal(() -> folder.record(goldenTrials(), PROVENANCE));
    assertTrue(refused.contains("cannot be written"), refused);
    assertTrue(refused.startsWith(folder.path().toString()), refused);
  }

  @Test
  void aMissingOrDamagedStudyIsNamed() throws IOException {
    ResultFolder folder = folder();
    assertTrue(refusal(folder::study).contains("has no study.json"));
    Files.writeString(folder.path().resolve("study.json"), "{\"name\": \"toy");
    String damaged = refusal(folder::study);
    assertTrue(damaged.contains("cannot be read"), damaged);
    assertTrue(damaged.contains("line 1"), damaged);
    assertEquals(Optional.empty(), folder.specYaml());
  }

  @Test
  void thisProcessKnowsItsProvenance() {
    Provenance here = Provenance.ofThisProcess(2, "cpu", new TreeMap<>());
    assertEquals(2, here.threads());
    assertTrue(here.java().contains(System.getProperty("java.version")));
    assertFalse(here.host().isEmpty());
    assertTrue(here.started().endsWith("Z"), here.started());
  }

  @Test
  void numbersAreWrittenInTheirShortestForm() {
    assertEquals("0.05", Tables.number(0.05));
    assertEquals("0.30000000000000004", Tables.number(0.1 + 0.2));
    assertEquals("1", Tables.number(1));
    assertEquals("0", Tables.number(-0.0));
    assertEquals("120", Tables.number(120));
    assertEquals("-1.5E-9", Tables.number(-1.5e-9));
    // JDK 17 itself prints 2.0E-3 for 0.002 and a digit too many for 2^-44 (JDK-4511638).
    assertEquals("5.684341886080802E-14", Tables.number(Math.scalb(1.0, -44)));
    assertEquals("", Tables.number(Double.NaN));
  }
}
