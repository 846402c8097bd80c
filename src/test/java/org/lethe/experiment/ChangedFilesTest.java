package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.dataset.DataHome;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;

/**
 * Guards against tables that mix trials of two data sets: a table that was edited between two runs
 * keeps its name, so no setting tells that it is another.
 */
class ChangedFilesTest {
  @TempDir Path temporary;
  private Path table;

  @BeforeEach
  void write() throws IOException {
    table = temporary.resolve("mine.csv");
    StringBuilder rows = new StringBuilder("side,x\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i % 2 == 0 ? "old," : "new,").append(i % 7).append('\n');
    }
    Files.writeString(table, rows);
  }

  private ResultFolder run(String... changes) throws InterruptedException {
    SettingsFile file =
        SettingsFile.parse(
            """
            name: small
            data: {name: csv, file: %s, feature-columns: [x], forget: {column: side, is: old}}
            scorers: [random]
            learners: [logistic-regression]
            budgets: [0.5]
            seeds: 1
            """
                .formatted(table),
            "small.yaml");
    for (String change : changes) {
      file = file.with(change, "test");
    }
    Experiment experiment = Experiment.open(ExperimentFile.of(file), DataHome.fromEnvironment());
    ResultFolder folder = experiment.folder(temporary.resolve("results"));
    experiment.run(folder, 1, Progress.SILENT);
    return folder;
  }

  @Test
  void aTableThatWasEditedIsRefusedAndNothingIsTouched() throws Exception {
    ResultFolder folder = run();
    String study = Files.readString(folder.path().resolve("study.json"));
    Files.writeString(table, Files.readString(table) + "old,3\n");
    BadInput e = assertThrows(BadInput.class, this::run);
    assertTrue(e.getMessage().startsWith(folder.path() + " holds this"), e.getMessage());
    assertTrue(e.getMessage().contains("sha256 of data: mine.csv was "), e.getMessage());
    assertTrue(e.getMessage().endsWith("name=…"), e.getMessage());
    assertEquals(study, Files.readString(folder.path().resolve("study.json")));
    assertEquals(3, folder.trials().size()); // budgets 0, 1/2, 1
  }

  @Test
  void theSameTableInAnotherFolderGoesOn() throws Exception {
    run();
    table =
        Files.move(table, Files.createDirectory(temporary.resolve("moved")).resolve("mine.csv"));
    assertEquals(6, run("seeds=2").trials().size());
  }

  @Test
  void aDamagedSpecIsNamedWithItsFolderAndAWayOut() throws Exception {
    Path spec = run().path().resolve("spec.yaml");
    Files.writeString(spec, "");
    BadInput e = assertThrows(BadInput.class, this::run);
    assertTrue(e.getMessage().startsWith(spec + ": is empty"), e.getMessage());
    assertTrue(e.getMessage().endsWith("name=…"), e.getMessage());
  }

  private static Study study(String file, String sha256) {
    Map<String, String> sums = new TreeMap<>(Map.of("data: a.csv", "ab"));
    sums.put(file, sha256);
    return new Study(
        "small",
        "",
        "recall",
        "log-loss",
        List.of(),
        Map.of(),
        List.of(),
        "",
        List.of(),
        Map.of("near", sums));
  }

  @ParameterizedTest
  @CsvSource({"stand-in: b.csv", "encoder: model.onnx", "learner net: weights"})
  void everyFileCounts(String file) {
    BadInput e =
        assertThrows(
            BadInput.class,
            () -> SpecChange.checkFiles(study(file, "12"), study(file, "34"), "results/small"));
    assertTrue(
        e.getMessage().contains("variant near, sha256 of " + file + " was 12, is 34."),
        e.getMessage());
  }

  @Test
  void aLearnerMayComeButNoOtherFileMay() {
    Study before = study("data: a.csv", "ab");
    assertDoesNotThrow(
        () -> SpecChange.checkFiles(before, study("learner net: weights", "12"), ""));
    assertThrows(
        BadInput.class, () -> SpecChange.checkFiles(before, study("data: b.csv", "12"), ""));
  }

  @Test
  void aStudyFromBeforeFilesWereKeptIsNotHeldAgainstThem() {
    Study before = new Study("small", "", "recall", "log-loss", List.of(), Map.of(), List.of());
    assertDoesNotThrow(() -> SpecChange.checkFiles(before, study("data: a.csv", "ab"), ""));
  }
}
