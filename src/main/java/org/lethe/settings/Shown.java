package org.lethe.settings;

import java.util.regex.Pattern;

/**
 * Foreign text that is shown to people, in messages, tables and figures: of a file, a data set, a
 * settings file of a stranger. It is one line, and nothing in it may speak to the terminal that
 * shows it.
 */
public final class Shown {
  private static final int LENGTH = 60;

  /**
   * Control characters, ends of lines beyond ASCII, and marks that turn the direction of writing.
   */
  private static final Pattern CONTROLS =
      Pattern.compile(
          "[\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");

  private Shown() {}

  /** In quotes, cut after {@value #LENGTH} characters, between letters. */
  public static String text(String text) {
    return '"' + plain(text) + '"';
  }

  /** As {@link #text}, without the quotes. */
  public static String plain(String text) {
    if (text.length() <= LENGTH) {
      return line(text);
    }
    // half of a letter beyond Unicode's first 65,536 is none
    int end = Character.isHighSurrogate(text.charAt(LENGTH - 1)) ? LENGTH - 1 : LENGTH;
    return line(text.substring(0, end) + "…");
  }

  /** Whole, as one line: a blank for each character that is not to be shown. */
  public static String line(String text) {
    return CONTROLS.matcher(text).replaceAll(" ");
  }
}
