package org.lethe.evaluation;

import org.lethe.dataset.Part;
import org.lethe.dataset.Side;

/** The sets of examples that numbers are about, with the names that records and tables use. */
public enum Split {
  /** Training samples of p1 that were removed. */
  FORGET_DELETED("forget-deleted", Side.FORGET, Part.TRAIN),
  /** Training samples of p1 that were left in. */
  FORGET_KEPT("forget-kept", Side.FORGET, Part.TRAIN),
  /** Held-out samples of p1 for everything that is searched or chosen. */
  FORGET_VALIDATION("forget-validation", Side.FORGET, Part.VALIDATION),
  /** Held-out samples of p1 that are only reported. */
  FORGET_TEST("forget-test", Side.FORGET, Part.TEST),
  /** Training samples of p2. */
  RETAIN_TRAIN("retain-train", Side.RETAIN, Part.TRAIN),
  /** Held-out samples of p2 for everything that is searched or chosen. */
  RETAIN_VALIDATION("retain-validation", Side.RETAIN, Part.VALIDATION),
  /** Held-out samples of p2 that are only reported. */
  RETAIN_TEST("retain-test", Side.RETAIN, Part.TEST);

  private final String word;
  private final Side side;
  private final Part part;

  Split(String word, Side side, Part part) {
    this.word = word;
    this.side = side;
    this.part = part;
  }

  /** As written in records and tables: {@code forget-test}. */
  public String word() {
    return word;
  }

  public Side side() {
    return side;
  }

  public Part part() {
    return part;
  }
}
