package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards against overlaps of the wrong samples (positions instead of places, seeds that do not
 * belong together) and against a chance level that is only about right.
 */
class RankingAgreementTest {
  private static final double EXACT = 1e-12;

  @TempDir private Path folder;

  private static RankingRecord ranking(
      String variant, String scorer, long seed, String samples, Integer... order) {
    return new RankingRecord(
        "sms-spam", variant, "tfidf", scorer, "", seed, samples, List.of(order));
  }

  /** 0 1 2 3 against 1 0 3 2: two of six pairs are turned round, τ = 1 − 4·2/12. */
  @Test
  void kendallCountsThePairsThatAreTurnedRound() {
    List<Integer> order = List.of(0, 1, 2, 3);
    assertEquals(1.0 / 3, RankingAgreement.kendall(order, List.of(1, 0, 3, 2)), EXACT);
    assertEquals(1, RankingAgreement.kendall(order, order), EXACT);
    assertEquals(-1, RankingAgreement.kendall(order, List.of(3, 2, 1, 0)), EXACT);
    assertEquals(1, RankingAgreement.kendall(List.of(0), List.of(0)), EXACT);
  }

  @Test
  void kendallIsThatOfAllPairs() {
    List<Integer> first = new ArrayList<>(IntStream.range(0, 101).boxed().toList());
    List<Integer> second = new ArrayList<>(first);
    Collections.shuffle(first, new Random(1));
    Collections.shuffle(second, new Random(2));
    int sum = 0;
    for (int a = 0; a < 101; a++) {
      for (int b = a + 1; b < 101; b++) {
        sum +=
            Integer.signum(first.indexOf(a) - first.indexOf(b))
                * Integer.signum(second.indexOf(a) - second.indexOf(b));
      }
    }
    assertEquals(sum / (101 * 100 / 2.0), RankingAgreement.kendall(first, second), EXACT);
  }

  /** The first three: {0, 1, 2} and {1, 0, 3} have two in common, of four. */
  @Test
  void jaccardIsOfTheFirstOfBoth() {
    List<Integer> first = List.of(0, 1, 2, 3);
    List<Integer> second = List.of(1, 0, 3, 2);
    assertEquals(0, RankingAgreement.jaccard(first, second, 1), EXACT);
    assertEquals(1, RankingAgreement.jaccard(first, second, 2), EXACT);
    assertEquals(0.5, RankingAgreement.jaccard(first, second, 3), EXACT);
    assertEquals(1, RankingAgreement.jaccard(first, second, 4), EXACT);
  }

  /** Two of four: none in common 1/6, one 4/6 (a third of the union), both 1/6: 4/18 + 1/6. */
  @Test
  void chanceIsTheMeanOverRandomSets() {
    assertEquals(7.0 / 18, RankingAgreement.chance(4, 2), EXACT);
    assertEquals(1, RankingAgreement.chance(4, 4), EXACT);
    assertEquals(0.25, RankingAgreement.chance(4, 1), EXACT);
    double large = RankingAgreement.chance(4500, 2250);
    assertEquals(1.0 / 3, large, 1e-3); // 1125 of 3375
  }

  @Test
  void pairsVariantsBySeedAndLeavesRandomOut() {
    List<RankingAgreement> all =
        RankingAgreement.of(
            List.of(
                ranking("words", "lr-cos", 1, "a", 0, 1, 2, 3),
                ranking("words", "lr-cos", 2, "b", 0, 1, 2, 3),
                ranking("words", "lr-cos", 3, "c", 0, 1, 2, 3),
                ranking("model", "lr-cos", 1, "a", 1, 0, 3, 2),
                ranking("model", "lr-cos", 2, "b", 3, 2, 1, 0),
                ranking("model", "lr-cos", 3, "other samples", 0, 1, 2, 3),
                ranking("model", "distance", 1, "a", 0, 1, 2, 3),
                ranking("words", Summary.RANDOM, 1, "a", 0, 1, 2, 3),
                ranking("model", Summary.RANDOM, 1, "a", 0, 1, 2, 3)));
    assertEquals(1, all.size());
    RankingAgreement only = all.get(0);
    assertEquals("model", only.first());
    assertEquals("words", only.second());
    assertEquals(2, only.kendall().n());
    assertEquals((1.0 / 3 - 1) / 2, only.kendall().mean(), EXACT);
    RankingAgreement.Overlap half = only.overlaps().get(9);
    assertEquals(0.5, half.budget(), EXACT);
    assertEquals(0.5, half.jaccard().mean(), EXACT); // 1 and 0
    assertEquals(7.0 / 18, half.chance(), EXACT);
  }

  @Test
  void isKeptInTheFolderAndWrittenAsATable() throws Exception {
    ResultFolder results = ResultFolder.open(folder.resolve("results"));
    RankingRecord one = ranking("words", "lr-cos", 1, "a", 1, 0);
    RankingRecord two = ranking("model", "lr-cos", 1, "a", 0, 1);
    results.recordRanking(one);
    results.recordRanking(two);
    results.recordRanking(one);
    List<RankingRecord> read = results.read().rankings();
    assertEquals(2, read.size());
    assertTrue(read.containsAll(List.of(one, two)));
    results.writeTables(Summary.of(Trials.STUDY, results.read()));
    List<String> lines =
        new String(
                Files.readAllBytes(results.path().resolve("agreement.csv")), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(
        "experiment,dataset,scorer,learner,first,second,measure,budget,mean,sd,ci_low,ci_high,n,"
            + "chance",
        lines.get(0));
    assertEquals("toy-study,sms-spam,lr-cos,,model,words,kendall,,-1,,,,1,0", lines.get(1));
    assertEquals(22, lines.size());
  }

  @Test
  void anOrderNamesEachPositionOnce() {
    assertThrows(IllegalArgumentException.class, () -> ranking("words", "x", 1, "a", 0, 0));
    assertThrows(IllegalArgumentException.class, () -> ranking("words", "x", 1, "a", 0, 2));
  }
}
