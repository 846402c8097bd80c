package org.lethe.scorer;

import org.lethe.nd.Features;

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

  /** Refuses to ask for more of a side's samples than it has. */
  static void atMostRows(String key, int value, String side, Features rows) {
    if (value > rows.rows()) {
      throw new IllegalArgumentException(
          key
              + " is "
              + value
              + ", but there are "
              + rows.rows()
              + " "
              + side
              + " samples; allowed: 1 to "
              + rows.rows());
    }
  }
}
