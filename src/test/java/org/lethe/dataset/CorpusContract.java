package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * What every data source promises. Guards against the mistakes that make unlearning results
 * worthless without an error: a test example that was trained on, a seed that does not decide
 * everything, a side that is missing from a part, ids that mean another example tomorrow.
 */
abstract class CorpusContract {

  /** How the test part comes about. */
  enum TestPart {
    DIVIDED,
    OFFICIAL,
    DRAWN
  }

  /** The corpus, opened; called once a test. */
  abstract Corpus open();

  abstract TestPart testPart();

  /** Which share of what is not an official test set becomes validation. */
  double validationShare() {
    return 0.2;
  }

  @Test
  void equalSeedsGiveEqualSets() {
    Corpus corpus = open();
    assertEquals(fingerprint(corpus.draw(new Seed(7))), fingerprint(corpus.draw(new Seed(7))));
  }

  @Test
  void openingAgainGivesTheSameSets() {
    assertEquals(fingerprint(open().draw(new Seed(7))), fingerprint(open().draw(new Seed(7))));
  }

  @Test
  void drawsDoNotDependOnTheirOrderOrThread() {
    Corpus corpus = open();
    List<Long> seeds = List.of(1L, 2L, 3L, 4L);
    Map<Long, String> alone = new TreeMap<>();
    for (long seed : List.of(4L, 3L, 2L, 1L)) {
      alone.put(seed, fingerprint(corpus.draw(new Seed(seed))));
    }
    List<String> together =
        seeds.parallelStream().map(seed -> fingerprint(corpus.draw(new Seed(seed)))).toList();
    assertEquals(List.copyOf(alone.values()), together);
  }

  @Test
  void anotherSeedGivesAnotherSetUnlessTheDataSayEverything() {
    Corpus corpus = open();
    String one = fingerprint(corpus.draw(new Seed(1)));
    String two = fingerprint(corpus.draw(new Seed(2)));
    if (corpus.differsBySeed()) {
      assertNotEquals(one, two);
    } else {
      assertEquals(one, two);
    }
  }

  @Test
  void idsAreDistinct() {
    ExampleSet set = open().draw(new Seed(3));
    assertEquals(set.size(), new HashSet<>(set.ids()).size());
  }

  @Test
  void bothSidesAreInEveryPart() {
    ExampleSet set = open().draw(new Seed(3));
    for (Side side : Side.values()) {
      for (Part part : Part.values()) {
        assertTrue(set.rows(side, part).length > 0, side + " has nothing in " + part);
      }
    }
  }

  @Test
  void labelsAreClassesAndThereAreAtLeastTwo() {
    ExampleSet set = open().draw(new Seed(3));
    assertTrue(Arrays.stream(set.labels()).allMatch(i -> i >= 0 && i < set.classes().size()));
    assertTrue(Arrays.stream(set.labels()).distinct().count() >= 2);
    assertEquals(set.classes().size(), new HashSet<>(set.classes()).size());
  }

  @Test
  void labelsAreDividedEvenlyOverTheParts() {
    assumeFalse(testPart() == TestPart.DRAWN, "its parts are drawn, each of its own");
    ExampleSet set = open().draw(new Seed(3));
    for (Side side : Side.values()) {
      for (int label = 0; label < set.classes().size(); label++) {
        Map<Part, Integer> counts = new EnumMap<>(Part.class);
        int divided = 0;
        for (int i = 0; i < set.size(); i++) {
          if (set.sides()[i] == side && set.labels()[i] == label) {
            counts.merge(set.parts()[i], 1, Integer::sum);
            divided += testPart() == TestPart.OFFICIAL && set.parts()[i] == Part.TEST ? 0 : 1;
          }
        }
        String what = side + ", " + set.classes().get(label) + ": " + counts;
        boolean official = testPart() == TestPart.OFFICIAL;
        double training = 1 - validationShare() - (official ? 0 : 0.2);
        near(training * divided, counts.getOrDefault(Part.TRAIN, 0), what);
        near(validationShare() * divided, counts.getOrDefault(Part.VALIDATION, 0), what);
        if (!official) {
          near(0.2 * divided, counts.getOrDefault(Part.TEST, 0), what);
        }
      }
    }
  }

  private static void near(double expected, int found, String what) {
    // Shares of a fifth are not exact in binary.
    assertTrue(Math.abs(expected - found) <= 1 + 1e-9, () -> expected + " ± 1 expected: " + what);
  }

  @Test
  void anOfficialTestSetIsTheSameForEverySeed() {
    assumeTrue(testPart() == TestPart.OFFICIAL, "it has no official test set");
    Corpus corpus = open();
    ExampleSet one = corpus.draw(new Seed(1));
    ExampleSet two = corpus.draw(new Seed(2));
    assertEquals(idsOf(one, one.rows(Part.TEST)), idsOf(two, two.rows(Part.TEST)));
  }

  @Test
  void anIdIsTheSameExampleWhateverTheSeed() {
    assumeFalse(testPart() == TestPart.DRAWN, "every seed draws examples of its own");
    Corpus corpus = open();
    ExampleSet one = corpus.draw(new Seed(1));
    ExampleSet two = corpus.draw(new Seed(2));
    Map<String, String> first = new TreeMap<>();
    for (int i = 0; i < one.size(); i++) {
      first.put(one.ids().get(i), example(one, i));
    }
    int common = 0;
    for (int i = 0; i < two.size(); i++) {
      String known = first.get(two.ids().get(i));
      if (known != null) {
        assertEquals(known, example(two, i));
        common++;
      }
    }
    assertTrue(common > 0);
  }

  @Test
  void provenanceNamesTheSourceAndRealChecksums() {
    Corpus corpus = open();
    assertEquals(corpus.draw(new Seed(1)).source(), corpus.provenance().source());
    corpus
        .provenance()
        .sha256()
        .forEach((member, sha256) -> assertTrue(sha256.matches("[0-9a-f]{64}"), member));
    assertEquals(testPart() == TestPart.DRAWN, corpus.provenance().sha256().isEmpty());
  }

  @Test
  void featureRowsAreAlignedWithIds() {
    ExampleSet set = open().draw(new Seed(3));
    assertEquals(set.size(), set.content().size());
    int[] all = IntStream.range(0, set.size()).toArray();
    List<Integer> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      Arrays.stream(set.rows(part)).forEach(rows::add);
    }
    assertArrayEquals(all, rows.stream().mapToInt(i -> i).sorted().toArray());
  }

  private static List<String> idsOf(ExampleSet set, int[] rows) {
    return Arrays.stream(rows).mapToObj(set.ids()::get).toList();
  }

  /** All that is known of an example but its part. */
  private static String example(ExampleSet set, int i) {
    Object content =
        set.content() instanceof Content.Pictures pictures
            ? Checksums.sha256(pictures.pixels()[i])
            : set.content().value(i);
    return set.sides()[i] + " " + set.labels()[i] + " " + content;
  }

  private static String fingerprint(ExampleSet set) {
    StringBuilder all = new StringBuilder(set.source() + set.classes());
    for (int i = 0; i < set.size(); i++) {
      all.append(set.ids().get(i)).append(set.parts()[i]).append(example(set, i)).append('\n');
    }
    return Checksums.sha256(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
