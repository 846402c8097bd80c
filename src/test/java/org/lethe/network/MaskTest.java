package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards against masks that keep the least salient, count wrongly, or depend on how a sort breaks
 * ties.
 */
class MaskTest {
  private static final int RESNET18 = 11_173_962;

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    Arrays.stream(set).forEach(bits::set);
    return bits;
  }

  @Test
  void theLargestAreKept() {
    assertEquals(bits(1, 3), Mask.top(new float[] {0.1f, 5, 0.2f, 3}, 0.5).bits());
    assertEquals(bits(1), Mask.top(new float[] {0.47f, 1.26f}, 0.5).bits());
  }

  @Test
  void ofEqualsThoseWithTheSmallerIndexAreKept() {
    assertEquals(bits(0, 1, 3), Mask.top(new float[] {2, 2, 1, 7, 2, 2}, 0.5).bits());
    assertEquals(bits(0, 1), Mask.top(new float[5], 0.4).bits());
    assertEquals(bits(0, 1), Mask.top(new float[] {-0f, 0, -0f, 0}, 0.5).bits(), "−0 is 0");
  }

  /** floor: 0.5 of 3 is 1, 0.99 of 3 is 2; the usual 5,586,981 of ResNet-18 too. */
  @Test
  void asManyAreKeptAsTheShareSaysRoundedDown() {
    UniformRandomProvider random = new Seed(1).random();
    for (int p : new int[] {1, 2, 3, 10, 101, 4096}) {
      float[] salience = new float[p];
      for (int i = 0; i < p; i++) {
        salience[i] = random.nextInt(7); // many ties
      }
      for (int tenth = 0; tenth <= 10; tenth++) {
        double share = tenth / 10.0;
        int count = (int) Math.floor(share * p);
        assertEquals(count, Mask.top(salience, share).count(), p + " " + share);
        assertEquals(count, Mask.random(p, share, new Seed(p)).count(), p + " " + share);
      }
    }
    assertEquals(5_586_981, Mask.random(RESNET18, 0.5, new Seed(1)).count());
  }

  @Test
  void agreesWithAStableSortOfNumbersOfAllSizes() {
    UniformRandomProvider random = new Seed(2).random();
    for (int trial = 0; trial < 50; trial++) {
      int p = 1 + random.nextInt(300);
      float[] salience = new float[p];
      for (int i = 0; i < p; i++) {
        // Bit patterns from 0 to infinity, one in four of them taken twice.
        salience[i] =
            i > 0 && random.nextInt(4) == 0
                ? salience[i - 1]
                : Float.intBitsToFloat(random.nextInt(0x7F800001));
      }
      double share = random.nextDouble();
      int[] expected =
          IntStream.range(0, p)
              .boxed()
              .sorted((a, b) -> Float.compare(salience[b], salience[a]))
              .limit((long) Math.floor(share * p))
              .mapToInt(i -> i)
              .toArray();
      assertEquals(bits(expected), Mask.top(salience, share).bits());
    }
  }

  @Test
  void whatCannotBeRankedIsRefused() {
    for (float bad : new float[] {Float.NaN, -1}) {
      float[] salience = {1, bad, 2};
      assertThrows(IllegalArgumentException.class, () -> Mask.top(salience, 0.5));
    }
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Mask.top(new float[3], share));
      assertThrows(IllegalArgumentException.class, () -> Mask.random(3, share, new Seed(1)));
    }
  }

  /** 2 of 4: six choices, each drawn 1000 times of 6000, ± 4.5 standard deviations of 29. */
  @Test
  void everyRandomMaskOfOneSizeIsAsLikely() {
    int[] drawn = new int[16];
    for (int i = 0; i < 6000; i++) {
      drawn[(int) Mask.random(4, 0.5, new Seed(i)).bits().toLongArray()[0]]++;
    }
    int choices = 0;
    for (int i = 0; i < 16; i++) {
      if (Integer.bitCount(i) == 2) {
        assertEquals(1000, drawn[i], 130, Integer.toBinaryString(i));
        choices += drawn[i];
      }
    }
    assertEquals(6000, choices);
    assertEquals(Mask.random(99, 0.3, new Seed(5)), Mask.random(99, 0.3, new Seed(5)));
    assertNotEquals(Mask.random(99, 0.3, new Seed(5)), Mask.random(99, 0.3, new Seed(6)));
  }

  @Test
  void isZerosAndOnesForEngines() {
    Mask mask = Mask.top(new float[] {9, 0, 0, 8, 0, 0, 0, 0, 7}, 1 / 3.0);
    assertArrayEquals(new float[] {1, 0, 0, 1, 0, 0, 0, 0, 1}, mask.toArray());
    assertArrayEquals(new float[9], Mask.top(new float[9], 0).toArray());
  }

  /** As many as there are in ResNet-18; {@link MaskBenchmark} says how long it takes. */
  @Test
  void millionsAreRanked() {
    float[] salience = new float[RESNET18];
    UniformRandomProvider random = new Seed(3).random();
    for (int i = 0; i < salience.length; i++) {
      salience[i] = random.nextFloat() * random.nextFloat();
    }
    Mask mask = Mask.top(salience, 0.5);
    assertEquals(5_586_981, mask.count());
    assertTrue(mask.bits().size() < RESNET18 + 64, "bits take more than a bit each");
    float least = Float.POSITIVE_INFINITY;
    float most = 0;
    for (int i = 0; i < salience.length; i++) {
      if (mask.bits().get(i)) {
        least = Math.min(least, salience[i]);
      } else {
        most = Math.max(most, salience[i]);
      }
    }
    assertTrue(most <= least, most + " is left out, " + least + " is kept");
  }
}
