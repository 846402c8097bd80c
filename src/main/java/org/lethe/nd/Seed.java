package org.lethe.nd;

import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A seed is a value that is passed in. Each purpose derives its own stream from it, so that no
 * result depends on how often something else was drawn before.
 *
 * @param value any 64 bits
 */
public record Seed(long value) {

  /** A seed of its own for one purpose; equal purposes give equal seeds. */
  public Seed derive(String purpose) {
    long hash = value ^ 0x9E3779B97F4A7C15L;
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash + (b & 0xFF) + 1);
    }
    return new Seed(mix(hash));
  }

  /** A seed of its own for the index-th of several equal things. */
  public Seed derive(String purpose, long index) {
    return new Seed(mix(derive(purpose).value + mix(index + 0x9E3779B97F4A7C15L)));
  }

  /** A fresh generator: xoshiro256++, the same stream on every platform and JDK. */
  public UniformRandomProvider random() {
    return RandomSource.XO_SHI_RO_256_PP.create(value);
  }

  /** A random order of 0…n−1. */
  public int[] permutation(int n) {
    int[] order = PermutationSampler.natural(n);
    PermutationSampler.shuffle(random(), order);
    return order;
  }

  // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit.
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
