package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;

/**
 * Guards a folder against curves that do not belong together, and a user against being refused for
 * more seeds.
 */
class SpecChangeTest {
  private static final SettingsFile BEFORE =
      SettingsFile.parse(
          """
          name: small
          data: {name: gaussians, n1: 50, n2: 100, mean2: 2.5}
          scorers: [random, {name: knn-ratio, k: 5}]
          learners: [gaussian-mean]
          seeds: 2
          budgets: [0.5]
          """,
          "before.yaml");

  private static void check(String change) {
    SpecChange.check(
        ExperimentFile.of(BEFORE), ExperimentFile.of(BEFORE.with(change, "test")), "results/small");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seeds=7",
        "budgets=[0.1, 0.5]",
        "scorers=[random, distance, {name: knn-ratio, k: 5}]",
        "scorers=[random]",
        "title=Another",
        "variants={other: {data.mean2: 5}}"
      })
  void listsMayGrowAndShrink(String change) {
    assertDoesNotThrow(() -> check(change));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.n1=60|data",
        "retain-view.keep=0.5|retain-view",
        "scorers=[random, {name: knn-ratio, k: 6}]|knn-ratio"
      })
  void aSharedSettingMayNot(String change, String named) {
    BadInput e = assertThrows(BadInput.class, () -> check(change));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertTrue(e.getMessage().contains("name="), e.getMessage());
    assertTrue(e.getMessage().startsWith("results/small"), e.getMessage());
  }

  private static void check(String before, String after) {
    SettingsFile file = BEFORE.with("learners=[logistic-regression]", "test");
    SpecChange.check(
        ExperimentFile.of(file.with(before, "test")),
        ExperimentFile.of(file.with(after, "test")),
        "results/small");
  }

  /** That a file is the same, ids of trials see by its checksum. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "learners=[{name: network, architecture: {name: mlp}, weights: %s/w.pt}]",
        "encoder={name: network-layer, architecture: {name: mlp}, weights: %s/w.pt}",
        "encoder={name: onnx-text, model: %s/minilm}",
        "encoder={name: onnx-image, model: %s/dinov2}"
      })
  void whereAFileLiesMayChangeButNotItsName(String setting) {
    String here = setting.formatted("/data/mine");
    assertDoesNotThrow(() -> check(here, setting.formatted("/mnt/other")));
    String renamed = here.replace("/w.pt", "/v.pt").replace("/minilm", "/e5").replace("v2}", "v3}");
    assertThrows(BadInput.class, () -> check(here, renamed));
  }

  @Test
  void aFolderThatWasRenamedIsToldInOneLineWhateverItsVariants() {
    BadInput e = assertThrows(BadInput.class, () -> check("name=other"));
    assertTrue(
        e.getMessage().startsWith("results/small holds the experiment small, not other."),
        e.getMessage());
  }

  @Test
  void theDifferenceIsShown() {
    BadInput e = assertThrows(BadInput.class, () -> check("data.n1=60"));
    assertTrue(e.getMessage().contains("50") && e.getMessage().contains("60"), e.getMessage());
  }
}
