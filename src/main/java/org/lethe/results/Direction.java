package org.lethe.results;

import com.fasterxml.jackson.annotation.JsonValue;

/** Which way a measured number is good, seen by somebody who wants p1 forgotten and p2 kept. */
public enum Direction {
  HIGHER_IS_BETTER("higher"),
  LOWER_IS_BETTER("lower"),
  NEITHER("none");

  private final String word;

  Direction(String word) {
    this.word = word;
  }

  /** As written in records and tables. */
  @JsonValue
  public String word() {
    return word;
  }
}
