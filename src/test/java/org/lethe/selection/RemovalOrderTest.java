package org.lethe.selection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;
import org.lethe.scorer.RemovalScores;

/** Guards against ties that fall in the order of the rows, and against an ascending sort. */
class RemovalOrderTest {

  @Test
  void highestScoreGoesFirst() {
    assertArrayEquals(
        new int[] {2, 0, 3, 1},
        RemovalOrder.of(new RemovalScores(new double[] {1.5, -2, 7, 0}), new Seed(1)));
  }

  @Test
  void tiesFollowTheSeededShuffle() {
    Seed seed = new Seed(42);
    assertArrayEquals(
        seed.permutation(50), RemovalOrder.of(new RemovalScores(new double[50]), seed));
  }

  @Test
  void zerosOfEitherSignAreOneScore() {
    double[] scores = new double[40];
    for (int i = 0; i < 40; i += 2) {
      scores[i] = -0.0;
    }
    Seed seed = new Seed(7);
    assertArrayEquals(seed.permutation(40), RemovalOrder.of(new RemovalScores(scores), seed));
  }

  /** The same rule the plain way: shuffle, then a stable sort of boxed rows. */
  @Test
  void agreesWithAShuffleAndAStableSort() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 20; round++) {
      double[] scores = random.ints(200, 0, 30).asDoubleStream().toArray();
      Seed seed = new Seed(round);
      int[] expected =
          Arrays.stream(seed.permutation(200))
              .boxed()
              .sorted((a, b) -> Double.compare(scores[b], scores[a]))
              .mapToInt(Integer::intValue)
              .toArray();
      assertArrayEquals(expected, RemovalOrder.of(new RemovalScores(scores), seed));
    }
  }

  @Test
  void everySampleIsNamedOnceAmongManyTies() {
    double[] scores = IntStream.range(0, 100_000).mapToDouble(i -> i % 3).toArray();
    int[] order = RemovalOrder.of(new RemovalScores(scores), new Seed(1));
    assertEquals(100_000, Arrays.stream(order).distinct().count());
    assertTrue(
        IntStream.range(1, order.length).allMatch(i -> scores[order[i - 1]] >= scores[order[i]]));
  }
}
