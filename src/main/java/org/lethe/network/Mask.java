package org.lethe.network;

import java.util.BitSet;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.nd.Seed;

/**
 * One bit for each learnable parameter: may it move? Kept as bits, {@code p/8} bytes.
 *
 * @param bits set where a parameter is kept trainable; shared, do not write to it
 * @param length p
 */
public record Mask(BitSet bits, int length) {

  /**
   * The ⌊share·p⌋ largest, of equals those with the smaller index.
   *
   * @param salience not negative, in the order of {@link Blueprint#segments}, {@code [p]}
   * @param share ρ, the share that is kept trainable, in [0, 1]
   * @throws IllegalArgumentException if the share is outside [0, 1] or a number is negative or NaN
   */
  public static Mask top(float[] salience, double share) {
    int p = salience.length;
    int count = count(p, share);
    BitSet bits = new BitSet(p);
    if (count == 0) {
      return new Mask(bits, p);
    }
    float threshold = Ranking.largest(salience, count);
    int above = 0;
    for (int i = 0; i < p; i++) {
      if (salience[i] > threshold) {
        bits.set(i);
        above++;
      }
    }
    for (int i = 0; above < count; i++) {
      if (salience[i] == threshold) {
        bits.set(i);
        above++;
      }
    }
    return new Mask(bits, p);
  }

  /**
   * ⌊share·p⌋ of them, all such choices equally likely.
   *
   * @param share ρ, the share that is kept trainable, in [0, 1]
   */
  public static Mask random(int length, double share, Seed seed) {
    int count = count(length, share);
    BitSet bits = new BitSet(length);
    UniformRandomProvider random = seed.random();
    // Selection sampling: each takes one of the places left with the chance that keeps the count.
    for (int i = 0; count > 0; i++) {
      if (random.nextInt(length - i) < count) {
        bits.set(i);
        count--;
      }
    }
    return new Mask(bits, length);
  }

  private static int count(int length, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the share of a mask is " + share + "; allowed: [0, 1]");
    }
    return (int) Math.floor(share * length);
  }

  /** How many parameters may move. */
  public int count() {
    return bits.cardinality();
  }

  /** Zeros and ones, {@code [p]}. */
  public float[] toArray() {
    float[] values = new float[length];
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      values[i] = 1;
    }
    return values;
  }
}
