package org.lethe.evaluation;

/** Which samples a membership attack learns from, equally many members and non-members. */
public enum AttackMembers {
  /** The first ones in the order of the data set: SalUn's. */
  FIRST,
  /** A random choice. */
  RANDOM
}
