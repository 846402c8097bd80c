package org.lethe.report;

import java.util.List;

/**
 * How one rule looks, in every figure: colour, dash and marker, no two rules alike.
 *
 * @param slot position in the palette; the page's class is {@code r} with this number
 * @param light colour on white, 0xRRGGBB
 * @param dark colour on the dark page
 * @param dash lengths of strokes and gaps; empty for a full line
 */
record Style(int slot, int light, int dark, List<Double> dash, Marker marker) {
  Style {
    dash = List.copyOf(dash);
  }

  /** The class of what is drawn in this style. */
  String css() {
    return "r" + slot;
  }
}
