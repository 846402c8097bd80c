package org.lethe.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.settings.SettingsFile;

/**
 * Guards what is drawn: the same seed the same candidates, however often and whenever; a grid that
 * is whole and ends; a genetic search that learns, and is replayed by telling it the same again.
 */
class SamplerTest {
  @TempDir private Path folder;

  private static Space space(String yaml) {
    return Space.fromSettings(SettingsFile.parse(yaml, "space.yaml").root());
  }

  private static List<Map<String, String>> draw(Search search, Space space, long seed, int count) {
    Sampler sampler = search.sampler(space, new Seed(seed));
    List<Map<String, String>> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sampler.next().ifPresent(draw -> drawn.add(draw.point().texts()));
    }
    return drawn;
  }

  private static final String WIDE =
      """
      a: {from: 0.001, to: 10, log: true}
      b: {from: 1, to: 9, integer: true}
      c: [x, y, z]
      """;

  @Test
  void equalSeedsDrawEqualCandidatesAndOthersOthers() {
    Space space = space(WIDE);
    assertEquals(
        draw(new RandomSearch(), space, 1, 50), draw(new RandomSearch(), space(WIDE), 1, 50));
    assertNotEquals(draw(new RandomSearch(), space, 1, 50), draw(new RandomSearch(), space, 2, 50));
  }

  @Test
  void drawnNumbersStayInTheirRangeAndHaveFewDigits() {
    for (Map<String, String> each : draw(new RandomSearch(), space(WIDE), 3, 500)) {
      double a = Double.parseDouble(String.valueOf(each.get("a")));
      assertTrue(a >= 0.001 && a <= 10, each::toString);
      int b = Integer.parseInt(String.valueOf(each.get("b")));
      assertTrue(b >= 1 && b <= 9, each::toString);
      assertTrue(String.valueOf(each.get("a")).replaceAll("e.*|[.0]", "").length() <= 6);
    }
  }

  @Test
  void halfOfALogarithmicRangeLiesBelowItsGeometricMean() {
    // from 0.001 to 10 it is 0.1; of 1,000 draws 500 ± 3·√250 ≈ 48 lie below
    long below =
        draw(new RandomSearch(), space(WIDE), 4, 1000).stream()
            .filter(each -> Double.parseDouble(String.valueOf(each.get("a"))) < 0.1)
            .count();
    assertTrue(Math.abs(below - 500) < 48, () -> below + " below");
  }

  @Test
  void aGridIsEveryCombinationOnceAndEnds() {
    // 3 values, both ends and the middle of each range: 3 · 3 · 3
    GridSearch grid = new GridSearch(3, GridSearch.Order.SEQUENTIAL);
    List<Map<String, String>> drawn = draw(grid, space(WIDE), 1, 1000);
    assertEquals(27, drawn.size());
    assertEquals(27, new HashSet<>(drawn).size());
    assertEquals(Map.of("a", "0.001", "b", "1", "c", "x"), drawn.get(0));
    assertEquals("0.1", drawn.get(1).get("a"));
    assertEquals(Map.of("a", "10", "b", "9", "c", "z"), drawn.get(26));
    assertEquals(27, grid.candidates(space(WIDE)));
  }

  @Test
  void aShuffledGridIsTheSameSetInAnOrderOfItsSeed() {
    GridSearch grid = new GridSearch(3, GridSearch.Order.SHUFFLED);
    List<Map<String, String>> one = draw(grid, space(WIDE), 1, 1000);
    assertEquals(one, draw(grid, space(WIDE), 1, 1000));
    assertNotEquals(one, draw(grid, space(WIDE), 2, 1000));
    assertEquals(new HashSet<>(one), new HashSet<>(draw(grid, space(WIDE), 2, 1000)));
  }

  @Test
  void aKeyWithOneValueDoesNotShiftTheOthers() {
    // Arbiter's grid numbers such a key, but leaves it out of the coordinates
    List<Map<String, String>> drawn =
        draw(
            new GridSearch(2, GridSearch.Order.SEQUENTIAL),
            space("a: [only]\nb: [1, 2]\nc: [x, y]\n"),
            1,
            100);
    assertEquals(
        List.of(
            Map.of("a", "only", "b", "1", "c", "x"),
            Map.of("a", "only", "b", "2", "c", "x"),
            Map.of("a", "only", "b", "1", "c", "y"),
            Map.of("a", "only", "b", "2", "c", "y")),
        drawn);
  }

  @Test
  void aKeyWhoseConditionFailsIsLeftOutAndEqualCombinationsAreOne() {
    // x with k 1, 2 or 3, and y: four, not six
    List<Map<String, String>> drawn =
        draw(
            new GridSearch(3, GridSearch.Order.SEQUENTIAL),
            space("m: [x, y]\nk: {choices: [1, 2, 3], when: {m: x}}\n"),
            1,
            100);
    assertEquals(4, drawn.size());
    assertTrue(drawn.contains(Map.of("m", "y")));
    assertTrue(drawn.contains(Map.of("m", "x", "k", "3")));
  }

  /** Draws generations and tells each what its points cost: the square of a. */
  private static List<Map<String, String>> breed(GeneticSearch search, int count, long seed) {
    Space space = space("a: {from: -1, to: 1}\nb: {from: -1, to: 1}\n");
    Sampler sampler = search.sampler(space, new Seed(seed));
    List<Map<String, String>> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      List<Sampler.Draw> generation = new ArrayList<>();
      for (int i = 0; i < search.generation(); i++) {
        Optional<Sampler.Draw> draw = sampler.next();
        draw.ifPresent(generation::add);
      }
      for (Sampler.Draw draw : generation) {
        drawn.add(draw.point().texts());
        double a = Double.parseDouble(String.valueOf(draw.point().texts().get("a")));
        double b = Double.parseDouble(String.valueOf(draw.point().texts().get("b")));
        draw.report().accept(a * a + b * b);
      }
    }
    return drawn;
  }

  @Test
  void aGeneticSearchIsReplayedByTellingItTheSame() {
    GeneticSearch search = new GeneticSearch(12, 6, 0.85, 0.1);
    assertEquals(breed(search, 60, 1), breed(search, 60, 1));
    assertNotEquals(breed(search, 60, 1), breed(search, 60, 2));
  }

  @Test
  void aGeneticSearchComesNearerThanItsFirstGenerations() {
    List<Map<String, String>> drawn = breed(new GeneticSearch(12, 6, 0.85, 0.1), 180, 5);
    double early = cost(drawn.subList(0, 30));
    double late = cost(drawn.subList(150, 180));
    assertTrue(late < 0.7 * early, () -> late + " after " + early);
  }

  private static double cost(List<Map<String, String>> points) {
    return points.stream()
        .flatMap(each -> each.values().stream())
        .mapToDouble(Double::parseDouble)
        .map(value -> value * value)
        .average()
        .orElseThrow();
  }

  @Test
  void equalSettingsAreOneCandidateHoweverTheyAreWritten() throws IOException {
    SweepFile file = Toys.read(folder, Toys.SPACE, Toys.JUDGED);
    Candidate one = file.candidate(file.sampler().next().orElseThrow().point());
    Candidate other = file.candidate(file.sampler().next().orElseThrow().point());
    assertEquals(one.id(), other.id());
    assertEquals(one.id(), one.experiment().name());
    assertTrue(one.id().matches("[0-9a-f]{16}"), one.id());
  }
}
