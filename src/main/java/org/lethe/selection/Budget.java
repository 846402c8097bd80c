package org.lethe.selection;

/**
 * How much of S1 is removed. Its printed form is part of a trial's id: {@code 0.25} for a share,
 * {@code count 500} for a count.
 */
public sealed interface Budget {

  /**
   * How many of n1 forget samples are removed.
   *
   * @throws IllegalArgumentException if there are fewer than are to be removed
   */
  int count(int n1);

  /** The same as a fraction of n1, in [0, 1]. */
  double share(int n1);

  /**
   * A fraction of S1; the count is rounded to the nearest whole number, halves up.
   *
   * @param value in [0, 1]
   */
  record Share(double value) implements Budget {
    public Share {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(
            "budget is " + value + "; allowed: a share in [0, 1] or {count: …}");
      }
      value += 0.0; // a negative zero would print as another budget
    }

    @Override
    public int count(int n1) {
      return (int) Math.round(value * n1);
    }

    @Override
    public double share(int n1) {
      return value;
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /**
   * A number of samples.
   *
   * @param samples 0 or more
   */
  record Count(int samples) implements Budget {
    public Count {
      if (samples < 0) {
        throw new IllegalArgumentException("count is " + samples + "; allowed: 0 or more");
      }
    }

    @Override
    public int count(int n1) {
      if (samples > n1) {
        throw new IllegalArgumentException(
            "count is " + samples + "; there are only " + n1 + " forget samples to remove");
      }
      return samples;
    }

    @Override
    public double share(int n1) {
      return n1 == 0 ? 0 : (double) count(n1) / n1;
    }

    @Override
    public String toString() {
      return "count " + samples;
    }
  }
}
