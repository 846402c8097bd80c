package org.lethe.dataset;

/** Foreign text in messages: one line, short, without control characters. */
final class Shown {
  private static final int LENGTH = 60;

  private Shown() {}

  /** In quotes, cut after {@value #LENGTH} characters. */
  static String text(String text) {
    String start = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
    return '"' + start.replaceAll("\\p{Cntrl}", " ") + '"';
  }
}
