package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.SettingsFile;
import org.lethe.testing.Refused;

/**
 * Guards against a stand-in that is not the one that was asked for: rows of another class, side or
 * part, or of another source in the place of the experiment's own examples, which must stay where
 * they are; and against results that do not say that scorers saw one.
 */
class ProxyRetainTest {
  private static final Side[] SIDES = {
    Side.FORGET, Side.RETAIN, Side.RETAIN, Side.RETAIN, Side.RETAIN
  };

  // 0 is to be forgotten, 4 is a test example; the rest are retained training samples
  private static ExampleSet texts(String source) {
    return new ExampleSet(
        source,
        List.of("a", "b", "c", "d", "e"),
        new Content.Texts(List.of(source + 0, source + 1, source + 2, source + 3, source + 4)),
        SIDES,
        new int[] {2, 0, 1, 3, 0},
        List.of("rec.autos", "rec.sport", "talk.guns", "sci.med"),
        new Part[] {Part.TRAIN, Part.TRAIN, Part.TRAIN, Part.TRAIN, Part.TEST},
        Optional.empty());
  }

  private static ProxyRetain classes(String... classes) {
    return new ProxyRetain(Optional.empty(), List.of(classes));
  }

  @Test
  void classesAreNamedOrBegunWithAStar() {
    assertArrayEquals(new int[] {1}, classes("rec.autos").rows(texts("x")));
    assertArrayEquals(new int[] {1, 2}, classes("rec.*").rows(texts("x")));
    assertArrayEquals(new int[] {1, 2, 3}, classes("sci.med", "rec.*").rows(texts("x")));
  }

  @Test
  void aClassOfTheForgetSideIsNoneOfTheRetainedSide() {
    BadInput e = assertThrows(BadInput.class, () -> classes("talk.guns").rows(texts("x")));
    assertEquals(
        "retain-view.proxy.classes: the retained side of x has no class talk.guns. Allowed:"
            + " rec.autos, rec.sport, sci.med",
        e.getMessage());
  }

  @Test
  void itsOwnSamplesStayWhereTheyAre() {
    RetainPool pool = RetainPool.of(Optional.of(classes("rec.*")), texts("x"), Optional.empty());
    assertEquals(5, pool.encoded().size());
    assertArrayEquals(new int[] {1, 2}, pool.rows());
    assertArrayEquals(new int[] {0, 1}, pool.classes());
  }

  @Test
  void samplesOfAnotherSourceComeBehindTheExamples() {
    RetainPool pool =
        RetainPool.of(Optional.of(classes("sci.*")), texts("x"), Optional.of(texts("y")));
    assertEquals(
        List.of("x0", "x1", "x2", "x3", "x4", "y3"),
        ((Content.Texts) pool.encoded().content()).texts());
    assertEquals("y/d", pool.encoded().ids().get(5));
    assertArrayEquals(new int[] {5}, pool.rows());
    assertArrayEquals(new int[] {3}, pool.classes());
  }

  @Test
  void sourcesOfDifferentKindsAreRefused() {
    ExampleSet numbers =
        new ExampleSet(
            "numbers",
            List.of("a", "b", "c", "d", "e"),
            new Content.Numbers(new DenseFeatures(new float[10], 5, 2)),
            SIDES,
            new int[5],
            List.of("one"),
            texts("x").parts(),
            Optional.empty());
    BadInput e =
        assertThrows(
            BadInput.class,
            () -> RetainPool.of(Optional.of(classes("one")), texts("x"), Optional.of(numbers)));
    assertEquals(
        "retain-view.proxy.from: numbers has rows of 2 numbers, but x has texts; the proxy needs"
            + " the same",
        e.getMessage());
  }

  @Test
  void aProxyOfNothingIsRefused() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> classes());
    assertTrue(String.valueOf(e.getMessage()).contains("allowed"), e::toString);
  }

  private static final String GAUSSIANS =
      """
      name: stand-in
      data: {name: gaussians, dimension: 2, mean2: 4, n1: 20, n2: 30, validation: 5, test: 5}
      scorers: [distance]
      learners: [gaussian-mean]
      budgets: [0.5]
      seeds: 1
      variants:
        own: {}
        other:
          retain-view:
            proxy: {from: {name: gaussians, dimension: 2, mean2: [0, 4], n1: 2, n2: 7}}
        none:
          scorers: [coreset]
          retain-view.keep: 0
      """;

  private static Experiment open(String yaml) {
    return Experiment.open(
        ExperimentFile.of(SettingsFile.parse(yaml, "stand-in.yaml")), DataHome.fromEnvironment());
  }

  @Test
  void thePageSaysWhatScorersSaw() {
    Experiment experiment = open(GAUSSIANS);
    assertEquals(
        List.of(
            "Scorers of variant other saw a stand-in for the retained side, 7 samples (gaussians)"
                + " in the place of its 30 training samples; models were trained and measured with"
                + " the true retained side.",
            "Scorers of variant none saw no retained sample (forget-only). What they saw is still"
                + " encoded with what the encoder learned from the whole training part."),
        experiment.study().notes());
    Map<String, Map<String, Double>> facts = experiment.study().facts();
    assertEquals(7.0, facts.getOrDefault("other", Map.of()).get(Studies.SEEN));
    assertEquals(0.0, facts.getOrDefault("none", Map.of()).get(Studies.SEEN));
  }

  @Test
  void scorersSeeTheStandInAndNothingElseDoes() {
    Experiment experiment = open(GAUSSIANS);
    // p1 is at the origin; far from (4, 0) and far from (0, 4) are different samples
    assertNotEquals(
        experiment.manifest("own", "distance", new Budget.Count(10), 1).removed(),
        experiment.manifest("other", "distance", new Budget.Count(10), 1).removed());
  }

  @Test
  void rulesThatCompareAreRefusedInForgetOnlyMode() {
    String message =
        Refused.message(
            BadInput.class,
            () -> open(GAUSSIANS.replace("scorers: [coreset]", "scorers: [lr-cos]")));
    assertTrue(
        message.contains(
            "scorers has lr-cos, which compares with retained samples, but retain-view.keep is 0;"
                + " allowed: random, tfidf-norm"),
        message);
  }
}
