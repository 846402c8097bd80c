package org.lethe.selection;

import org.lethe.settings.Setting;

/**
 * A budget that is to be found: the smallest one at which forgetting reaches a level while the
 * retained side holds a floor. Both are read on the validation part.
 */
public record Target(
    @Setting("what is to be forgotten: the name of a metric, read on forget-validation")
        String metric,
    @Setting("the level that it must reach, in the metric's unit or as reading says") double level,
    @Setting(
            value =
                "absolute (the level itself), of-start (times the value at budget 0) or halfway"
                    + " (the share of the way from budget 0 to 1)",
            or = "of-start")
        Reading reading,
    @Setting("what must be kept: the name of a metric, read on retain-validation")
        String retainedMetric,
    @Setting("how much worse than at budget 0 it may get, in its unit, 0 or more") double tolerated,
    @Setting(value = "steps of the first pass over [0, 1], 1 or more", or = "20") int steps) {

  /** What the level is held against. */
  public enum Reading {
    /** The level itself. */
    ABSOLUTE,
    /** The level times the value at budget 0. */
    OF_START,
    /** The level as a share of the way from the value at budget 0 to that at budget 1. */
    HALFWAY
  }

  public Target {
    if (metric.isBlank() || retainedMetric.isBlank()) {
      throw new IllegalArgumentException("metric and retained-metric must be named");
    }
    if (!Double.isFinite(level)) {
      throw new IllegalArgumentException("level is " + level + "; allowed: a finite number");
    }
    if (reading == Reading.HALFWAY && !(level >= 0 && level <= 1)) {
      throw new IllegalArgumentException(
          "level is " + level + "; allowed with reading halfway: [0, 1]");
    }
    if (!(tolerated >= 0)) {
      throw new IllegalArgumentException("tolerated is " + tolerated + "; allowed: 0 or more");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + "; allowed: 1 or more");
    }
  }

  /** The level in the metric's unit, given its values at budgets 0 and 1. */
  double absolute(double start, double full) {
    return switch (reading) {
      case ABSOLUTE -> level;
      case OF_START -> level * start;
      case HALFWAY -> start + level * (full - start);
    };
  }
}
