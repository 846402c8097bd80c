package org.lethe.nd;

import java.util.Arrays;

/** A growing list of ints without boxes. */
public final class IntList {
  private int[] values = new int[16];
  private int size;

  /** Adds one at the end. */
  public void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** A copy of what was added, in order. */
  public int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
