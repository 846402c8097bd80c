package org.lethe.report;

import org.lethe.results.Direction;

/**
 * One metric on one split.
 *
 * @param unit as records write it
 */
record Measure(String metric, String split, String unit, Direction direction) {

  Form form() {
    return Form.of(unit);
  }

  boolean onForgetSide() {
    return split.startsWith("forget");
  }

  /** For example {@code recall on forget-test}. */
  String words() {
    return metric + " on " + split;
  }

  /** For an axis: with unit, and with what is good. */
  String title() {
    String unitWords = form() == Form.PERCENT || unit.isBlank() ? "" : ", " + unit;
    String good = onForgetSide() ? "more forgotten" : "better kept";
    return words()
        + unitWords
        + switch (direction) {
          case LOWER_IS_BETTER -> " (lower = " + good + ")";
          case HIGHER_IS_BETTER -> " (higher = " + good + ")";
          case NEITHER -> "";
        };
  }
}
