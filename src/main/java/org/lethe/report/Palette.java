package org.lethe.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.results.Summary;

/**
 * One {@link Style} a rule. Rules that Lethe ships have a fixed slot, so that they look the same in
 * every report; others take the slots behind them in alphabetical order.
 *
 * <p>The colours are those of Okabe and Ito, darkened for white paper and lightened for a dark page
 * until each has a contrast of 3:1 (WCAG 1.4.11). Six colours do not make fifteen rules, so that
 * dash and marker change as well, with periods of their own.
 */
final class Palette {

  /** Six to a colour cycle: what is often compared differs in colour, an anti-rule only in dash. */
  private static final List<String> KNOWN =
      List.of(
          Summary.RANDOM,
          "lr-cos",
          "distance",
          "cos-mu2",
          "maha-mu2",
          "coreset",
          "knn-ratio",
          "k-center",
          "density-ratio",
          "lr-maha-squared",
          "tfidf-norm",
          "vmf",
          "lr-maha",
          "anti-lr-cos",
          "anti-distance",
          "herding",
          "margin",
          "loss",
          "l2-norm");

  private static final int[] LIGHT = {0x0072B2, 0xC94F00, 0x00805E, 0xA8478A, 0x9A6A00, 0x2F88B8};
  private static final int[] DARK = {0x4FA8E0, 0xF0833A, 0x2FBF95, 0xE08CC4, 0xE6B035, 0x8FD0F5};
  private static final int RANDOM_LIGHT = 0x444444;
  private static final int RANDOM_DARK = 0xD0D0D0;

  private static final List<List<Double>> DASHES =
      List.of(List.of(), List.of(7.0, 3.0), List.of(2.0, 2.5), List.of(9.0, 3.0, 2.0, 3.0));

  private static final List<Marker> MARKERS =
      List.of(
          Marker.CIRCLE,
          Marker.SQUARE,
          Marker.TRIANGLE,
          Marker.DIAMOND,
          Marker.TRIANGLE_DOWN,
          Marker.CROSS,
          Marker.PLUS);

  private final SortedMap<String, Style> styles;

  private Palette(SortedMap<String, Style> styles) {
    this.styles = Collections.unmodifiableSortedMap(styles);
  }

  /** Styles for the given rules. */
  static Palette of(Collection<String> rules) {
    SortedMap<String, Style> styles = new TreeMap<>();
    int next = KNOWN.size();
    for (String rule : new TreeSet<>(rules)) {
      int known = KNOWN.indexOf(rule);
      styles.put(rule, style(known >= 0 ? known : next++));
    }
    return new Palette(styles);
  }

  /**
   * These styles, and others for the names that have none: places of their own behind them, but
   * looks from the first one on, since they are drawn in other figures.
   */
  Palette with(Collection<String> others) {
    SortedMap<String, Style> all = new TreeMap<>(styles);
    int behind = 1 + styles.values().stream().mapToInt(Style::slot).max().orElse(KNOWN.size());
    int turn = 0;
    for (String name : others) {
      if (!all.containsKey(name)) {
        all.put(name, style(behind + turn, turn));
        turn++;
      }
    }
    return new Palette(all);
  }

  /** Styles in the given order: the first six other than random differ in colour. */
  static Palette inOrder(List<String> names) {
    SortedMap<String, Style> styles = new TreeMap<>();
    int next = 1;
    for (String name : names) {
      if (!styles.containsKey(name)) {
        styles.put(name, style(name.equals(Summary.RANDOM) ? 0 : next++));
      }
    }
    return new Palette(styles);
  }

  /**
   * @throws IllegalArgumentException if the rule was not given when the palette was made
   */
  Style of(String rule) {
    Style style = styles.get(rule);
    if (style == null) {
      throw new IllegalArgumentException("no style for rule " + rule);
    }
    return style;
  }

  /** The rules in the order of their slots: random first. */
  List<String> rules() {
    List<String> rules = new ArrayList<>(styles.keySet());
    rules.sort((a, b) -> Integer.compare(of(a).slot(), of(b).slot()));
    return rules;
  }

  /** All styles by rule. */
  SortedMap<String, Style> styles() {
    return styles;
  }

  private static Style style(int slot) {
    if (slot == 0) {
      return new Style(0, RANDOM_LIGHT, RANDOM_DARK, List.of(5.0, 4.0), Marker.CIRCLE);
    }
    return style(slot, slot - 1);
  }

  // 6 colours × 4 dashes; the marker's period of 7 shares no factor with them
  private static Style style(int slot, int turn) {
    return new Style(
        slot,
        LIGHT[turn % LIGHT.length],
        DARK[turn % DARK.length],
        DASHES.get(turn / LIGHT.length % DASHES.size()),
        MARKERS.get(turn % MARKERS.size()));
  }
}
