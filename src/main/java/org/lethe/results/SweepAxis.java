package org.lethe.results;

/**
 * One setting that a sweep varies.
 *
 * @param key the dotted key of the experiment
 * @param kind how its values are compared and drawn
 */
public record SweepAxis(String key, Kind kind) {

  /** What the values of an axis are. */
  public enum Kind {
    /** Numbers that are evenly spread. */
    NUMBER,
    /** Numbers that are spread evenly in their logarithm. */
    LOG,
    /** Anything else, in the order of the file. */
    CATEGORY
  }
}
