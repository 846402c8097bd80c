package org.lethe.curation.identify;

import org.lethe.settings.Setting;

/**
 * When more labels would change little: the decisions of consecutive rounds agree (Bloodgood,
 * Vijay-Shanker, A Method for Stopping Active Learning Based on Stabilizing Predictions, 2009) and
 * the audit's precision and recall stand still.
 */
public record Stability(
    @Setting(value = "consecutive rounds that must agree, at least 1", or = "3") int rounds,
    @Setting(
            value = "least agreement of the decisions of two rounds, Cohen's kappa up to 1",
            or = "0.99")
        double agreement,
    @Setting(value = "most that precision and recall on the audit may move, fraction", or = "0.02")
        double tolerance) {
  public Stability {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds is " + rounds + "; allowed: 1 or more");
    }
    if (!(agreement > 0 && agreement <= 1)) {
      throw new IllegalArgumentException(
          "agreement is " + agreement + "; allowed: above 0 and up to 1");
    }
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new IllegalArgumentException("tolerance is " + tolerance + "; allowed: 0 to 1");
    }
  }

  /**
   * Cohen's κ of two decisions about the same samples: (observed − expected)/(1 − expected)
   * agreement; 1 where both say the same of every sample.
   */
  static double kappa(boolean[] first, boolean[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException("first=" + first.length + ", second=" + second.length);
    }
    double n = first.length;
    int same = 0;
    int inFirst = 0;
    int inSecond = 0;
    for (int i = 0; i < first.length; i++) {
      same += first[i] == second[i] ? 1 : 0;
      inFirst += first[i] ? 1 : 0;
      inSecond += second[i] ? 1 : 0;
    }
    if (same == first.length) {
      return 1;
    }
    double expected = inFirst / n * (inSecond / n) + (n - inFirst) / n * ((n - inSecond) / n);
    return (same / n - expected) / (1 - expected);
  }

  /** Whether two estimates are both known and differ by at most the tolerance. */
  boolean still(ExactProportion before, ExactProportion after) {
    return before.of() > 0
        && after.of() > 0
        && Math.abs(before.share().orElseThrow() - after.share().orElseThrow())
            <= tolerance + 1e-12;
  }

  /**
   * Whether two consecutive rounds agree.
   *
   * @param audited whether there is an audit; without one the decisions alone count
   */
  boolean agree(double kappa, Quality before, Quality after, boolean audited) {
    return kappa >= agreement
        && (!audited
            || (still(before.precision(), after.precision())
                && still(before.recall(), after.recall())));
  }
}
