package org.lethe.nd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Guards against an ascending order, and against equal values that leave the order of visits. */
class RankingTest {

  @Test
  void theLargestIsFirstAndEqualsFollowTheVisits() {
    double[] values = {1, 3, -2, 3, 1};
    assertArrayEquals(
        new int[] {1, 3, 0, 4, 2}, Ranking.largestFirst(values, new int[] {0, 1, 2, 3, 4}));
    assertArrayEquals(
        new int[] {3, 1, 4, 0, 2}, Ranking.largestFirst(values, new int[] {4, 3, 2, 1, 0}));
  }

  @Test
  void infinitiesAndZerosOfEitherSignHaveTheirPlace() {
    double[] values = {0.0, Double.NEGATIVE_INFINITY, -0.0, Double.POSITIVE_INFINITY};
    assertArrayEquals(new int[] {3, 2, 0, 1}, Ranking.largestFirst(values, new int[] {2, 0, 1, 3}));
  }

  @Test
  void ofNothingThereIsNothing() {
    assertArrayEquals(new int[0], Ranking.largestFirst(new double[0], new int[0]));
  }

  @Test
  void whatIsBelowIsCountedUpToTheFirstOfItsEquals() {
    double[] sorted = {Double.NEGATIVE_INFINITY, -1, 2, 2, 2, 2, 2, 5};
    double[] values = {Double.NEGATIVE_INFINITY, -2, -1, 0, 2, Math.nextUp(2.0), 5, 6};
    int[] below = {0, 1, 1, 2, 2, 7, 7, 8};
    for (int i = 0; i < values.length; i++) {
      assertEquals(below[i], Ranking.countBelow(sorted, values[i]), "below " + values[i]);
    }
    assertEquals(0, Ranking.countBelow(new double[0], 1));
  }

  /** The same the plain way: a stable sort of boxes. */
  @Test
  void agreesWithAStableSort() {
    double[] values = new SplittableRandom(3).ints(500, 0, 40).asDoubleStream().toArray();
    int[] natural = IntStream.range(0, 500).toArray();
    int[] expected =
        IntStream.range(0, 500)
            .boxed()
            .sorted((a, b) -> Double.compare(values[b], values[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    assertArrayEquals(expected, Ranking.largestFirst(values, natural));
  }
}
