package org.lethe.curation.select;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lethe.nd.Seed;

/** A part of many rows, drawn at random. */
final class Draw {

  private Draw() {}

  /** All n rows, or as many as may be of them, ascending. */
  static int[] some(int n, int most, Seed seed) {
    return n <= most
        ? IntStream.range(0, n).toArray()
        : Arrays.stream(seed.permutation(n), 0, most).sorted().toArray();
  }
}
