package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;

/**
 * Guards the reading of experiment files: a default that is not the documented one, a budget that
 * is off by rounding, a variant that leaks into another, a mistake that is only found after heavy
 * work.
 */
class ExperimentFileTest {
  private static final String SMALL =
      """
      name: small
      data: {name: gaussians, n1: 50, n2: 100, mean2: 2.5}
      scorers: [random, distance]
      learners: [gaussian-mean]
      """;

  private static ExperimentFile read(String yaml) {
    return ExperimentFile.of(SettingsFile.parse(yaml, "test.yaml"));
  }

  private static ExperimentSpec only(String yaml) {
    return variant(read(yaml), ExperimentFile.ONLY_VARIANT);
  }

  private static ExperimentSpec variant(ExperimentFile file, String name) {
    return Objects.requireNonNull(file.variants().get(name), name);
  }

  @Test
  void whatIsNotWrittenHasItsDefault() {
    ExperimentSpec spec = only(SMALL);
    assertEquals("raw", spec.encoder().label());
    assertEquals(RetainView.CLEAN, spec.retainView());
    assertEquals(RefitFeatures.NEVER, spec.refitFeatures());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), spec.seeds().values());
    assertEquals(21, spec.budgets().values().size());
  }

  @Test
  void aRangeOfBudgetsIsDecimalAndReachesItsEnd() {
    List<Budget> budgets =
        only(SMALL + "budgets: {from: 0, to: 1, step: 0.01}\n").budgets().values();
    assertEquals(101, budgets.size());
    assertEquals(
        new Budget.Share(0.07), budgets.get(7)); // 7 × 0.01 in binary is 0.07000000000000001
    assertEquals(new Budget.Share(1), budgets.get(100));
  }

  @Test
  void sharesCountsAndRangesMayBeMixedAndAreNotRepeated() {
    assertEquals(
        List.of(
            new Budget.Share(0.3),
            new Budget.Count(20),
            new Budget.Share(0.1),
            new Budget.Share(0.2)),
        only(SMALL + "budgets: [0.3, {count: 20}, {from: 0.1, to: 0.3, step: 0.1}]\n")
            .budgets()
            .values());
  }

  @Test
  void seedsAreACountOrAList() {
    assertEquals(List.of(1L, 2L, 3L), only(SMALL + "seeds: 3\n").seeds().values());
    assertEquals(List.of(7L, 2L), only(SMALL + "seeds: [7, 2]\n").seeds().values());
  }

  @Test
  void aVariantChangesItsOwnSettingsAndNoOthers() {
    ExperimentFile file = read(SMALL + "variants:\n  far: {data.mean2: 5, seeds: 2}\n  near: {}\n");
    assertEquals(List.of("far", "near"), List.copyOf(file.variants().keySet()));
    assertEquals(2, variant(file, "far").seeds().values().size());
    assertEquals(5, variant(file, "near").seeds().values().size());
    assertEquals(only(SMALL).data(), variant(file, "near").data());
  }

  @Test
  void whatIsWrittenDownIsReadBackEqual() {
    ExperimentFile file =
        read(SMALL + "variants:\n  far: {data.mean2: 5}\n  noisy: {retain-view.noise: 0.5}\n");
    assertEquals(file.variants(), ExperimentFile.recorded(file.yaml()).variants());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(SMALL + "scorrers: [random]\n", List.of("test.yaml:5", "scorrers", "scorers")),
        Arguments.of(
            SMALL.replace("distance", "distanse"), List.of("test.yaml:3", "distanse", "distance")),
        Arguments.of(SMALL + "budgets: [1.5]\n", List.of("test.yaml:5", "1.5", "[0, 1]")),
        Arguments.of(
            SMALL + "budgets: {from: 1, to: 0, step: 0.1}\n", List.of("test.yaml:5", "from")),
        Arguments.of(SMALL + "seeds: 0\n", List.of("test.yaml:5", "0", "1 to 1000000")),
        Arguments.of(SMALL + "seeds: [1, 1]\n", List.of("test.yaml:5", "twice")),
        Arguments.of(SMALL + "retain-view: {keep: 2}\n", List.of("test.yaml:5", "keep", "0 to 1")),
        Arguments.of(
            SMALL + "retain-view: {keep: 0}\n",
            List.of("scorers has distance", "retain-view.keep", "random, tfidf-norm")),
        Arguments.of(
            SMALL + "retain-view: {keep: 0, noise: 1}\n", List.of("test.yaml:5", "keep", "noise")),
        Arguments.of(
            SMALL + "retain-view: {proxy: {}}\n", List.of("test.yaml:5", "from", "classes")),
        Arguments.of(
            SMALL + "retain-view: {proxy: {from: gausians}}\n",
            List.of("test.yaml:5", "gausians", "gaussians")),
        Arguments.of(SMALL.replace("name: small", "name: a/../b"), List.of("test.yaml:1", "name")),
        Arguments.of(
            SMALL.replace("[random, distance]", "[random, random]"), List.of("random", "label")),
        Arguments.of(SMALL.replace("n1: 50", "n1: many"), List.of("test.yaml:2", "n1", "many")),
        Arguments.of(
            SMALL + "variants:\n  a: {name: other}\n",
            List.of("test.yaml:6", "variants.a", "name")),
        Arguments.of(
            SMALL + "variants:\n  a: {data.mean3: 1}\n", List.of("test.yaml:6", "mean3", "mean2")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsOneLineThatSaysWhereAndWhat(String yaml, List<String> said) {
    BadInput e = assertThrows(BadInput.class, () -> read(yaml));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    said.forEach(part -> assertTrue(e.getMessage().contains(part), part + " in " + e.getMessage()));
  }
}
