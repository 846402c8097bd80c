package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.testing.Refused;

/** Holds every strategy to the contract, and each to what its name says, on lines of points. */
class QueryStrategiesTest {
  private static final Probe PROBE = new Probe(10);

  @Nested
  class RandomIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new RandomQuery();
    }
  }

  @Nested
  class UncertaintyIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new Uncertainty();
    }
  }

  @Nested
  class MostLikelyIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new MostLikely();
    }
  }

  @Nested
  class DensityRatioIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new DensityRatio(1);
    }
  }

  @Nested
  class KCenterIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new KCenter();
    }
  }

  @Nested
  class KMeansPlusPlusIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new KMeansPlusPlus();
    }
  }

  @Nested
  class DiverseIsAStrategy extends QueryStrategyContract {
    @Override
    QueryStrategy strategy() {
      return new Diverse(new Uncertainty(), 4);
    }
  }

  @Test
  void everyStrategyIsHeldToTheContract() {
    Set<String> held = new TreeSet<>();
    for (Class<?> nested : QueryStrategiesTest.class.getDeclaredClasses()) {
      held.add(nested.getSimpleName().replace("IsAStrategy", ""));
    }
    Set<String> named = new TreeSet<>();
    QueryStrategies.FAMILY
        .members()
        .values()
        .forEach(type -> named.add(type.getSimpleName().replace("Query", "")));
    assertEquals(named, held);
  }

  /** Points on a line; p1 is right of p2. */
  private static Round line(String answers, float... places) {
    Answer[] known = new Answer[places.length];
    for (int i = 0; i < known.length; i++) {
      known[i] =
          answers.charAt(i) == 'f'
              ? Answer.FORGET
              : answers.charAt(i) == 'r' ? Answer.RETAIN : Answer.UNKNOWN;
    }
    return Round.of(
        new DenseFeatures(places, places.length, 1),
        Round.keys(
            java.util.stream.IntStream.range(0, places.length).mapToObj(i -> "p" + i).toList(),
            new Seed(1)),
        known,
        new boolean[places.length],
        PROBE);
  }

  private static List<Integer> rows(QueryStrategy strategy, Round round, int count) {
    return strategy.propose(round, count).stream().map(Proposal::row).toList();
  }

  @Test
  void uncertaintyAsksInTheMiddleAndMostLikelyAtTheEnd() {
    // The probe's boundary between the labelled 0 and 10 is at 5, by symmetry.
    Round round = line("r????f", 0, 2, 4.9f, 7, 12, 10);
    assertEquals(List.of(2, 3, 1), rows(new Uncertainty(), round, 3));
    assertEquals(List.of(4, 3, 2), rows(new MostLikely(), round, 3));
    assertEquals(0, new Uncertainty().propose(line("r?f", 0, 5, 10), 1).get(0).score(), 1e-3);
  }

  @Test
  void densityRatioNeedsNoMemberOfP2() {
    Round round = line("????????ff", 0, 1, 0, 1, 0, 1, 9, 10, 10, 11);
    assertEquals(Set.of(6, 7), Set.copyOf(rows(new DensityRatio(1), round, 2)));
    assertEquals(Set.of(6, 7), Set.copyOf(rows(new MostLikely(), round, 2)));
  }

  @Test
  void kCenterTakesTheFarthestAndThenTheFarthestFromThatToo() {
    // From 0: 10 is farthest (10); then of 4 and 9 it is 4, at 4 from 0; 9 is 1 from 10.
    Round round = line("r???", 0, 4, 9, 10);
    List<Proposal> asked = new KCenter().propose(round, 3);
    assertEquals(List.of(3, 1, 2), asked.stream().map(Proposal::row).toList());
    assertEquals(List.of(10.0, 4.0, 1.0), asked.stream().map(Proposal::score).toList());
  }

  @Test
  void kMeansPlusPlusDrawsInProportionToSquaredDistance() {
    // Distances 1 and 2 from the labelled point: drawn first with 1/5 and 4/5.
    int far = 0;
    int runs = 4000;
    for (int run = 0; run < runs; run++) {
      Round round =
          Round.of(
              new DenseFeatures(new float[] {0, 1, -2}, 3, 1),
              Round.keys(List.of("a", "b", "c"), new Seed(run)),
              new Answer[] {Answer.RETAIN, Answer.UNKNOWN, Answer.UNKNOWN},
              new boolean[3],
              PROBE);
      far += new KMeansPlusPlus().propose(round, 1).get(0).row() == 2 ? 1 : 0;
    }
    // 0.8 with a standard deviation of 0.0063
    assertEquals(0.8, (double) far / runs, 0.026);
  }

  @Test
  void diverseLeavesCopiesOfItsFirstOut() {
    // 5, 5.01 and 5.02 are equally doubtful copies; 6 is less doubtful and another sample.
    Round round = line("r????f", 0, 5, 5.01f, 5.02f, 6, 10);
    List<Integer> asked = rows(new Diverse(new Uncertainty(), 2), round, 2);
    assertTrue(asked.contains(4), asked::toString);
    assertEquals(2, Set.copyOf(asked).size());
  }

  @Test
  void withoutAMemberOfP1TheProbeSaysNothing() {
    Round round = line("r???", 0, 4, 9, 10);
    assertTrue(round.logits().isEmpty());
    assertTrue(new Uncertainty().propose(round, 1).get(0).why().contains("no member of p1"));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertTrue(
        Refused.message(IllegalArgumentException.class, () -> new Diverse(new KCenter(), 0))
            .startsWith("factor is 0"));
    assertTrue(
        Refused.message(IllegalArgumentException.class, () -> new DensityRatio(0))
            .startsWith("c is 0"));
  }

  @Test
  void aProbeThatLeavesSamplesOutHasNotSeenThem() {
    // One labelled sample lies on the wrong side; out of fold its log-odds must say so.
    float[] places = new float[22];
    Answer[] answers = new Answer[22];
    for (int i = 0; i < 22; i++) {
      answers[i] = i < 11 ? Answer.FORGET : Answer.RETAIN;
      places[i] = i < 11 ? 5 + i * 0.1f : -5 - i * 0.1f;
    }
    places[0] = -5;
    Round round =
        Round.of(
            new DenseFeatures(places, 22, 1),
            Round.keys(
                java.util.stream.IntStream.range(0, 22).mapToObj(i -> "q" + i).toList(),
                new Seed(1)),
            answers,
            new boolean[22],
            PROBE);
    double[] logits = PROBE.outOfFold(round, 5).orElseThrow();
    long wrong = Arrays.stream(logits, 0, 11).filter(z -> z < 0).count();
    assertEquals(1, wrong);
    assertEquals(0, Arrays.stream(logits, 11, 22).filter(z -> z > 0).count());
  }
}
