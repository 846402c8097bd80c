package org.lethe.results;

/** The readings of "halved"; all are reported. The first crossing counts, linearly interpolated. */
public enum CrossingDefinition {
  /** The value falls to half of its value at budget 0. For falling metrics. */
  HALF_OF_START("half-of-start"),
  /** The value passes midway between its values at budget 0 and budget 1. */
  HALFWAY("halfway"),
  /** The value rises to half of its value at budget 1: KL against κ/2. For rising metrics. */
  HALF_OF_FULL("half-of-full");

  private final String word;

  CrossingDefinition(String word) {
    this.word = word;
  }

  /** As written in {@code crossings.csv}. */
  public String word() {
    return word;
  }
}
