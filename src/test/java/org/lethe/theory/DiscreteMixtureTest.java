package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * T16. Guards against an edited law without its retained part, and a lemma with wrong constants.
 */
class DiscreteMixtureTest {

  private static final int CELLS = 8;
  private static final double[] UNIFORM = new double[CELLS];

  static {
    Arrays.fill(UNIFORM, 1.0 / CELLS);
  }

  @Test
  void removesAsWorkedByHand() {
    // p1 = (½, ½), p2 = (¼, ¾), π1 = ½, S = {0}: Z = ¾, p₋S = (⅛, ⅝)/¾ = (1/6, 5/6)
    DiscreteMixture mixture =
        new DiscreteMixture(new double[] {0.5, 0.5}, new double[] {0.25, 0.75}, 0.5);
    boolean[] first = {true, false};
    assertArrayEquals(new double[] {1.0 / 6, 5.0 / 6}, mixture.without(first), 1e-15);
    Divergences point = mixture.divergences(first);
    assertEquals(0.5 * Math.log(3) + 0.5 * Math.log(0.6), point.alpha(), 1e-15);
    assertEquals(0.25 * Math.log(1.5) + 0.75 * Math.log(0.9), point.epsilon(), 1e-15);
  }

  @Test
  void likelihoodRatioIsBestAndItsReverseWorstAmongAllSetsOfEqualMass() {
    for (int draw = 0; draw < 3; draw++) {
      DiscreteMixture mixture = new DiscreteMixture(UNIFORM, law(new Seed(draw), CELLS), 0.3);
      double[] ratio = mixture.logRatio();
      int[] order =
          IntStream.range(0, CELLS)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -ratio[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int size : new int[] {2, 4, 6}) {
        boolean[] top = new boolean[CELLS];
        boolean[] bottom = new boolean[CELLS];
        for (int i = 0; i < size; i++) {
          top[order[i]] = true;
          bottom[order[CELLS - 1 - i]] = true;
        }
        Divergences best = mixture.divergences(top);
        Divergences worst = mixture.divergences(bottom);
        for (int bits = 0; bits < 1 << CELLS; bits++) {
          if (Integer.bitCount(bits) == size) {
            Divergences other = mixture.divergences(set(bits, CELLS));
            assertTrue(other.alpha() <= best.alpha() + 1e-14);
            assertTrue(other.epsilon() >= best.epsilon() - 1e-14);
            assertTrue(other.alpha() >= worst.alpha() - 1e-14);
            assertTrue(other.epsilon() <= worst.epsilon() + 1e-14);
          }
        }
      }
    }
  }

  @Test
  void lemmaHoldsForEverySet() {
    double[] p1 = law(new Seed(21), CELLS);
    double[] p2 = law(new Seed(22), CELLS);
    DiscreteMixture mixture = new DiscreteMixture(p1, p2, 0.3);
    for (int bits = 0; bits < 1 << CELLS; bits++) {
      boolean[] removed = set(bits, CELLS);
      double mass = 0;
      for (int i = 0; i < CELLS; i++) {
        mass += removed[i] ? p1[i] : 0;
      }
      DiscreteMixture.Constants constants = mixture.constants(Math.min(1, mass));
      Divergences gains = mixture.gains(removed);
      Divergences point = mixture.divergences(removed);
      assertEquals(point.alpha(), constants.removal() + gains.alpha(), 1e-12);
      assertEquals(point.epsilon(), constants.preservation() + gains.epsilon(), 1e-12);
    }
  }

  @Test
  void partialRemovalCanForgetMoreThanFullRemoval() {
    // T16: deleting all of p1 leaves p2, α = κ; the best half can leave more. The two laws
    // agree on half of p1, so that losing the other half tilts what is left past p2.
    DiscreteMixture mixture =
        new DiscreteMixture(new double[] {0.5, 0.5}, new double[] {0.05, 0.95}, 0.7);
    double full = mixture.divergences(new boolean[] {true, true}).alpha();
    double half = mixture.divergences(new boolean[] {true, false}).alpha();
    assertTrue(half > full, half + " against " + full);
  }

  @Test
  void handlesCellsThatOneLawLacks() {
    DiscreteMixture mixture =
        new DiscreteMixture(new double[] {0.5, 0.5, 0}, new double[] {0, 0.5, 0.5}, 0.5);
    boolean[] removed = {true, false, false};
    assertEquals(Double.POSITIVE_INFINITY, mixture.divergences(removed).alpha());
    assertEquals(Double.POSITIVE_INFINITY, mixture.gains(removed).alpha());
    assertEquals(
        mixture.divergences(removed).epsilon(),
        mixture.constants(0.5).preservation() + mixture.gains(removed).epsilon(),
        1e-15);
  }

  @Test
  void refusesWhatIsNoLaw() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new DiscreteMixture(new double[] {0.5, 0.4}, new double[] {0.5, 0.5}, 0.5));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DiscreteMixture(new double[] {1}, new double[] {0.5, 0.5}, 0.5));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DiscreteMixture(new double[] {1.5, -0.5}, new double[] {0.5, 0.5}, 0.5));
  }

  static double[] law(Seed seed, int cells) {
    UniformRandomProvider random = seed.random();
    double[] law = random.doubles(cells, 0.05, 1).toArray();
    double sum = Arrays.stream(law).sum();
    return Arrays.stream(law).map(p -> p / sum).toArray();
  }

  private static boolean[] set(int bits, int cells) {
    boolean[] set = new boolean[cells];
    for (int i = 0; i < cells; i++) {
      set[i] = (bits >> i & 1) == 1;
    }
    return set;
  }
}
