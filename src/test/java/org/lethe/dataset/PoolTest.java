package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards against divisions that are right on average only: every seed must give every label and
 * side its share, rare labels included, and twins must not be on both sides of a division.
 */
class PoolTest {

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 8, 9, 10, 11, 23, 100})
  void everySeedGivesEachSideItsFifths(int size) {
    Pool pool = pool(2 * size, i -> row(i, i < size, i < size ? 1 : 0, null), 0);
    for (int seed = 0; seed < 50; seed++) {
      ExampleSet set = pool.draw(new Seed(seed));
      for (Side side : Side.values()) {
        assertEquals(0.2 * size, set.rows(side, Part.TEST).length, 1 - 1e-9);
        assertEquals(0.2 * size, set.rows(side, Part.VALIDATION).length, 1 - 1e-9);
        assertEquals(0.6 * size, set.rows(side, Part.TRAIN).length, 1 - 1e-9);
      }
    }
  }

  @Test
  void labelsTooRareForAllPartsComeToEachOfThemInTurn() {
    // Label 2 has one example on the forget side, besides nine of label 1.
    Pool pool = pool(20, i -> row(i, i < 10, i == 4 ? 2 : i < 10 ? 1 : 0, null), 0);
    Set<Part> seen = new TreeSet<>();
    for (int seed = 0; seed < 50; seed++) {
      seen.add(pool.draw(new Seed(seed)).parts()[4]);
    }
    assertEquals(Set.of(Part.values()), seen);
  }

  @Test
  void everyExampleComesToEveryPartAtItsRate() {
    Pool pool = pool(20, i -> row(i, i < 10, i < 10 ? 1 : 0, null), 0);
    TreeMap<Integer, Integer> tested = new TreeMap<>();
    int seeds = 2000;
    for (int seed = 0; seed < seeds; seed++) {
      for (int row : pool.draw(new Seed(seed)).rows(Part.TEST)) {
        tested.merge(row, 1, Integer::sum);
      }
    }
    // Binomial: 400 expected, standard deviation √(2000·0.2·0.8) = 17.9; five of them.
    tested.forEach((row, count) -> assertEquals(400, count, 90, "row " + row));
    assertEquals(20, tested.size());
  }

  @Test
  void givenPartsAreKept() {
    Part[] given = {Part.TRAIN, Part.VALIDATION, Part.TEST};
    Pool pool = pool(30, i -> row(i, i % 2 == 0, i % 2, given[i % 3]), 0);
    ExampleSet set = pool.draw(new Seed(1));
    for (int i = 0; i < 30; i++) {
      assertEquals(given[i % 3], set.parts()[i]);
    }
  }

  @Test
  void partsThatLackASideAreRefused() {
    refused(
        () -> pool(30, i -> row(i, i < 10, i % 2, i < 20 ? Part.TRAIN : Part.TEST), 0),
        "the given test part has no example of the forget side");
    refused(
        () -> pool(30, i -> row(i, i % 2 == 0, i % 2, i < 20 ? Part.TRAIN : Part.VALIDATION), 0),
        "a validation part is given but no test part");
    refused(
        () -> pool(30, i -> row(i, i < 10, i % 2, null), 0.2),
        "2 examples on the retain side; to divide them takes at least 5");
  }

  @Test
  void twinsOfATestExampleLeaveTraining() {
    List<Pool.Row> rows = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(row(i, i % 2 == 0, i % 2, i >= 30 ? Part.TEST : Part.TRAIN));
      // 0 and 1 are twins of each other, 2 of a test example, 38 and 39 twins within the test.
      texts.add(i == 1 ? "t0" : i == 2 ? "t35" : i == 39 ? "t38" : "t" + i);
    }
    Pool pool = new Pool(provenance(), rows, new Content.Texts(texts), CLASSES, Duplicates.DROP, 0);
    List<String> left = pool.draw(new Seed(1)).ids();
    assertEquals(38, left.size());
    assertFalse(left.contains("1") || left.contains("2"), left.toString());
    assertTrue(left.containsAll(List.of("0", "35", "38", "39")), left.toString());
  }

  @Test
  void theRetainSideIsCutAnewByEachSeed() {
    Pool pool = pool(200, i -> row(i, i < 20, i < 20 ? 1 : 0, null), 2);
    Set<String> seen = new TreeSet<>();
    for (int seed = 0; seed < 20; seed++) {
      ExampleSet set = pool.draw(new Seed(seed));
      assertEquals(40, Arrays.stream(set.sides()).filter(side -> side == Side.RETAIN).count());
      assertEquals(20, Arrays.stream(set.sides()).filter(side -> side == Side.FORGET).count());
      seen.addAll(set.ids());
    }
    assertTrue(seen.size() > 150, "nearly all are drawn by some seed: " + seen.size());
  }

  @Test
  void aCutThatEmptiesAGivenPartIsRefused() {
    // 3 of 297 retain examples, of which 6 are validation: a fresh seed may well take none of them
    Part[] given = {Part.VALIDATION, Part.TEST, Part.TRAIN};
    Pool pool = pool(300, i -> row(i, i < 3, i < 3 ? 1 : 0, given[i < 9 ? i % 3 : 2]), 1);
    refused(
        () -> pool.draw(new Seed(1)),
        "retain-ratio 1.0 leaves nothing of the retain side in the given validation part");
  }

  private static final List<String> CLASSES = List.of("a", "b", "c");

  private static Pool.Row row(int i, boolean forget, int label, @Nullable Part part) {
    return new Pool.Row("" + i, forget ? Side.FORGET : Side.RETAIN, label, part);
  }

  private static Pool pool(int n, IntFunction<Pool.Row> row, double retainRatio) {
    List<String> texts =
        IntStream.range(0, n).mapToObj(i -> "text " + i).collect(Collectors.toList());
    return new Pool(
        provenance(),
        IntStream.range(0, n).mapToObj(row).toList(),
        new Content.Texts(texts),
        CLASSES,
        Duplicates.KEEP,
        retainRatio);
  }

  private static DataProvenance provenance() {
    return new DataProvenance("made", "none", "", true, new TreeMap<>());
  }

  private static void refused(Runnable making, String expected) {
    String message = Refused.message(BadInput.class, making::run);
    assertTrue(message.contains(expected), message);
  }
}
