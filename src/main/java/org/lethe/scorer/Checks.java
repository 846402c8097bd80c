package org.lethe.scorer;

/** Ranges that several rules check. */
final class Checks {

  private Checks() {}

  static void ridge(double ridge) {
    if (!(ridge >= 0) || Double.isInfinite(ridge)) {
      throw new IllegalArgumentException("ridge is " + ridge + "; allowed: 0 or more");
    }
  }

  static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " is " + value + "; allowed: " + least + " or more");
    }
  }
}
