package org.lethe.experiment;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;

/**
 * The training rows of one seed. A removal set is {@code [n1]}: which of the forget rows are gone.
 * Arrays are shared, do not write to them.
 *
 * @param all ascending
 * @param forget those of p1, ascending, {@code [n1]}
 * @param retain those of p2, ascending, {@code [n2]}
 */
record TrainingRows(int[] all, int[] forget, int[] retain) {

  static TrainingRows of(ExampleSet examples) {
    return new TrainingRows(
        examples.rows(Part.TRAIN),
        examples.rows(Side.FORGET, Part.TRAIN),
        examples.rows(Side.RETAIN, Part.TRAIN));
  }

  /** No sample removed. */
  boolean[] none() {
    return new boolean[forget.length];
  }

  /** Every sample removed. */
  boolean[] everything() {
    boolean[] everything = new boolean[forget.length];
    Arrays.fill(everything, true);
    return everything;
  }

  static boolean isNone(boolean[] removed) {
    for (boolean gone : removed) {
      if (gone) {
        return false;
      }
    }
    return true;
  }

  /** The rows that are gone, ascending. */
  int[] gone(boolean[] removed) {
    return IntStream.range(0, forget.length).filter(i -> removed[i]).map(i -> forget[i]).toArray();
  }

  /** The rows that are left, ascending. Linear: it is called for every trial. */
  int[] left(boolean[] removed) {
    int count = all.length;
    for (boolean gone : removed) {
      count -= gone ? 1 : 0;
    }
    int[] left = new int[count];
    int nextForget = 0; // forget is ascending too, so one walk meets each of its rows in turn
    int at = 0;
    for (int row : all) {
      boolean isForget = nextForget < forget.length && forget[nextForget] == row;
      if (!isForget || !removed[nextForget]) {
        left[at++] = row;
      }
      nextForget += isForget ? 1 : 0;
    }
    return left;
  }
}
