package org.lethe.embedding;

/** Foreign text in messages: one line, short, without control characters. */
final class Quoted {
  private static final int LENGTH = 60;

  private Quoted() {}

  static String text(String text) {
    String start = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
    return '"' + start.replaceAll("\\p{Cntrl}", " ") + '"';
  }
}
