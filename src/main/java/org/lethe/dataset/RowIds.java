package org.lethe.dataset;

/** Ids for examples that have none but their place. */
final class RowIds {
  private static final int DIGITS = 5;

  private RowIds() {}

  /**
   * {@code row-00042}. With the digits 0 to 9 whatever the locale, which a format would ask: ids
   * are published and must be the same on every machine.
   *
   * @param number 0 or more; beyond five digits it takes more
   */
  static String of(String kind, long number) {
    String digits = Long.toString(number);
    return kind + "-" + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
  }
}
