package org.lethe.results;

import java.util.Comparator;

/**
 * What distinguishes one trial of an experiment from another: the columns of every table. The names
 * are labels as the experiment file gives them. Ordered as the columns are: by curve, seed, budget.
 *
 * @param budget share of p1's training samples that was removed, in [0, 1]; trials of one budget
 *     are found by equality, so every seed must write the same number
 * @param removed the same as a count
 */
public record TrialKey(
    String dataset,
    String variant,
    String encoder,
    String scorer,
    String learner,
    String unlearner,
    String engine,
    double budget,
    int removed,
    long seed)
    implements Comparable<TrialKey> {

  private static final Comparator<TrialKey> ORDER =
      Comparator.comparing(CurveKey::of)
          .thenComparingLong(TrialKey::seed)
          .thenComparingDouble(TrialKey::budget)
          .thenComparingInt(TrialKey::removed);

  public TrialKey {
    if (!(budget >= 0 && budget <= 1)) {
      throw new IllegalArgumentException("budget is " + budget + ", allowed: 0 to 1");
    }
    // −0.0 would be another budget than 0.0
    budget = Math.abs(budget);
  }

  @Override
  public int compareTo(TrialKey other) {
    return ORDER.compare(this, other);
  }
}
