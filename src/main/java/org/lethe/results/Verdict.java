package org.lethe.results;

import java.util.Optional;

/**
 * A printed number held against what was measured. The rule is fixed beforehand: the mean must lie
 * within the tolerance of the printed value, and of a crossing every seed must cross.
 *
 * @param curve what was compared; empty where no curve answers to the expectation
 * @param measured over the seeds that judge; empty where none has a number
 * @param n seeds that judge
 * @param reached how many of them have one
 * @param reason one plain sentence
 */
public record Verdict(
    Expectation expectation,
    Optional<CurveKey> curve,
    Outcome outcome,
    Optional<Estimate> measured,
    int n,
    int reached,
    String reason) {

  /** How a comparison came out; in the order in which a reader should see them. */
  public enum Outcome {
    NOT_REPRODUCED("not reproduced"),
    /** A part of the data, another network, or nothing measured. */
    NOT_COMPARABLE("not comparable"),
    /** Inside the tolerance with settings that were tuned on other seeds. */
    CALIBRATED("calibrated"),
    /** Inside the tolerance with default settings. */
    REPRODUCED("reproduced");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** As written on pages and in tables. */
    public String word() {
      return word;
    }
  }
}
