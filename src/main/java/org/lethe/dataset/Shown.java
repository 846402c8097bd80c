package org.lethe.dataset;

import java.util.regex.Pattern;

/** Foreign text in messages: one line, short, without what would control a terminal. */
final class Shown {
  private static final int LENGTH = 60;

  /** Those beyond ASCII too, marks that turn the direction of writing, and other ends of lines. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private Shown() {}

  /** In quotes, cut after {@value #LENGTH} characters. */
  static String text(String text) {
    String start = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
    return '"' + CONTROLS.matcher(start).replaceAll(" ") + '"';
  }
}
