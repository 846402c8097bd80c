package org.lethe.dataset;

/** Which of the two distributions an example comes from. */
public enum Side {
  /** p1, what must go. */
  FORGET,
  /** p2, what must stay. */
  RETAIN
}
