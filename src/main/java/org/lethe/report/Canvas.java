package org.lethe.report;

import java.util.List;

/**
 * What figures are painted on; the origin is at the upper left, y grows downwards. Everything is
 * painted in the colour of the innermost open group.
 */
interface Canvas {

  /** Where a text stands against its point. */
  enum Anchor {
    START("start", 0),
    MIDDLE("middle", 0.5),
    END("end", 1);

    private final String word;
    private final double share;

    Anchor(String word, double share) {
      this.word = word;
      this.share = share;
    }

    String word() {
      return word;
    }

    /** The part of the text's width that lies left of the point. */
    double share() {
      return share;
    }
  }

  /**
   * Opens a group.
   *
   * @param css classes, separated by spaces, for the page's style sheet and script
   * @param rgb 0xRRGGBB
   * @param opacity 0 to 1
   */
  void open(String css, int rgb, double opacity);

  void close();

  /** Strokes a path. */
  void stroke(String css, Outline path, double width, List<Double> dash);

  /** Fills a path. */
  void fill(String css, Outline path, double opacity);

  /**
   * Writes one line of text.
   *
   * @param y of the base line
   * @param size of the letters
   */
  void text(String css, double x, double y, String text, Anchor anchor, double size);
}
