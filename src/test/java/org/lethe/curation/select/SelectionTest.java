package org.lethe.curation.select;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.OwnSamples.Material;
import org.lethe.encoder.KeptRows;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.nd.Stack;
import org.lethe.scorer.Distance;
import org.lethe.scorer.RandomScore;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.Labelled;
import org.lethe.testing.Refused;

/** The choice itself: the right samples in the right order, and everything said of it true. */
class SelectionTest {
  private static final Labelled<Scorer> DISTANCE = new Labelled<>("distance", new Distance());
  private static final Labelled<Scorer> RANDOM = new Labelled<>("random", new RandomScore());

  private static OwnSamples side(String name, DenseFeatures rows) {
    return new OwnSamples(
        name,
        IntStream.range(0, rows.rows()).mapToObj(i -> name + i).toList(),
        new Material.Numbers(rows),
        new TreeMap<>());
  }

  private static SelectionRequest request(
      DenseFeatures forget, DenseFeatures retain, Optional<Budget> budget) {
    return new SelectionRequest(
        side("f", forget),
        side("r", retain),
        Optional.empty(),
        List.of(DISTANCE, RANDOM),
        false,
        budget,
        new Seed(1));
  }

  private static SelectionResult select(SelectionRequest request) {
    return Selection.of(request, KeptRows.none(), step -> {});
  }

  private static DenseFeatures cloud(int n, double mean, long seed) {
    return GeometryTest.gaussian(n, 4, mean, 1, new Seed(seed));
  }

  @Test
  void theFarthestFromTheRetainedMeanGoFirst() {
    DenseFeatures forget = cloud(60, 2, 1);
    DenseFeatures retain = cloud(200, 0, 2);
    SelectionResult result = select(request(forget, retain, Optional.of(new Budget.Count(7))));
    double[] mean = new double[4];
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 4; j++) {
        mean[j] += retain.values()[4 * i + j] / 200.0;
      }
    }
    double[] distance = new double[60];
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < 4; j++) {
        distance[i] += Math.pow(forget.values()[4 * i + j] - mean[j], 2);
      }
    }
    int[] expected =
        IntStream.range(0, 60)
            .boxed()
            .sorted((a, b) -> Double.compare(distance[b], distance[a]))
            .mapToInt(i -> i)
            .toArray();
    assertArrayEquals(expected, result.ranking());
    assertEquals(7, result.removed());
    assertEquals(
        Arrays.stream(expected, 0, 7).mapToObj(i -> "f" + i).toList(), result.manifest().removed());
  }

  @Test
  void theAutomaticBudgetHalvesWhatTheProbeFinds() {
    SelectionResult result = select(request(cloud(300, 2, 1), cloud(600, 0, 2), Optional.empty()));
    ProbeCurve probe = result.probe().orElseThrow();
    assertTrue(result.automatic());
    assertEquals(Math.ceil(probe.halved().orElseThrow() * 300), result.removed(), 1e-9);
    double start = probe.recallAt(0).mean();
    assertEquals(start / 2, probe.recallAt(result.share()), 0.02 * start);
    assertTrue(result.removed() > 0 && result.removed() < 300, () -> "" + result.removed());
  }

  @Test
  void retainedSamplesScoreLowerThanTheForgetSamplesTheyAreMixedWith() {
    SelectionResult result =
        select(request(cloud(300, 3, 1), cloud(600, 0, 2), Optional.of(new Budget.Share(0.5))));
    assertTrue(result.retainScores().length >= 100, () -> "" + result.retainScores().length);
    assertTrue(
        Arrays.stream(result.retainScores()).average().orElseThrow()
            < Arrays.stream(result.scores()).average().orElseThrow());
  }

  @Test
  void aRuleOverlapsWithItselfWhollyAndWithRandomAsChanceHasIt() {
    SelectionResult result =
        select(request(cloud(1000, 2, 1), cloud(600, 0, 2), Optional.of(new Budget.Share(0.5))));
    assertEquals(1, result.rules().get(0).jaccard());
    // half of each chosen independently: E|A∩B| = 250 of 750
    assertEquals(1 / 3.0, result.rules().get(1).jaccard(), 0.06);
  }

  @Test
  void theSameSeedGivesTheSameChoice() {
    SelectionRequest request = request(cloud(100, 2, 1), cloud(300, 0, 2), Optional.empty());
    SelectionResult one = select(request);
    SelectionResult two = select(request);
    assertArrayEquals(one.ranking(), two.ranking());
    assertArrayEquals(one.retainScores(), two.retainScores());
    assertEquals(one.manifest().sha256(), two.manifest().sha256());
  }

  @Test
  void whatIsOnBothSidesIsCountedAndWarnedOf() {
    DenseFeatures forget = cloud(50, 2, 1);
    DenseFeatures retain =
        (DenseFeatures) Stack.of(cloud(200, 0, 2), forget.select(new int[] {3, 7, 7}));
    assertEquals(3, Selection.duplicates(forget, retain));
    SelectionResult result = select(request(forget, retain, Optional.of(new Budget.Share(0.1))));
    assertTrue(
        result.warnings().get(0).startsWith("3 of the 203 retained samples"),
        result.warnings()::toString);
  }

  @Test
  void theNearestRetainedSamplesAreTheNearest() {
    DenseFeatures forget = cloud(20, 2, 1);
    DenseFeatures retain = cloud(50, 0, 2);
    SelectionResult result = select(request(forget, retain, Optional.of(new Budget.Count(4))));
    assertEquals(4, result.neighbours().size());
    for (SelectionResult.Neighbour each : result.neighbours()) {
      assertEquals(result.ranking()[each.place() - 1], each.row());
      double[] all = retain.squaredDistances(forget.row(each.row()));
      double nearest = Math.sqrt(Arrays.stream(all).min().orElseThrow());
      assertEquals(nearest, each.distances()[0], 1e-9);
      assertEquals(nearest, Math.sqrt(all[each.retained()[0]]), 1e-9);
    }
  }

  @Test
  void sidesThatCannotBeToldApartAreSaidToBe() {
    SelectionResult result =
        select(request(cloud(200, 0, 1), cloud(200, 0, 2), Optional.of(new Budget.Share(0.5))));
    assertTrue(
        result.warnings().stream().anyMatch(w -> w.contains("hardly be told apart")),
        result.warnings()::toString);
    assertFalse(
        select(request(cloud(200, 2, 1), cloud(200, 0, 2), Optional.of(new Budget.Share(0.5))))
            .warnings()
            .stream()
            .anyMatch(w -> w.contains("hardly be told apart")));
  }

  @Test
  void sidesOfDifferentDimensionAreRefusedWithBothNames() {
    DenseFeatures three = GeometryTest.gaussian(30, 3, 0, 1, new Seed(4));
    String message =
        Refused.message(
            BadInput.class, () -> select(request(three, cloud(30, 0, 2), Optional.empty())));
    assertTrue(message.contains("f has 3 numbers a sample, r has 4"), message);
  }

  @Test
  void tooFewSamplesForAProbeAreRefusedOnlyWhereOneIsNeeded() {
    DenseFeatures three = cloud(3, 2, 1);
    String message =
        Refused.message(
            BadInput.class, () -> select(request(three, cloud(30, 0, 2), Optional.empty())));
    assertTrue(message.contains("--budget auto") && message.contains("at least 5"), message);
    SelectionResult given =
        select(request(three, cloud(30, 0, 2), Optional.of(new Budget.Count(1))));
    assertTrue(given.probe().isEmpty());
    assertEquals(1, given.removed());
  }
}
