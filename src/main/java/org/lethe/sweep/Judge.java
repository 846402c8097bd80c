package org.lethe.sweep;

import org.lethe.results.Estimate;
import org.lethe.results.SweepGoal;

/** What of a candidate's interval over seeds counts when candidates are compared. */
public enum Judge {
  /** The mean. */
  MEAN,
  /** The worse end of the 95 % interval: who is good by luck on few seeds gets no reward. */
  CAUTIOUS;

  /** Lower is better. */
  double cost(SweepGoal goal, Estimate estimate) {
    double low = goal.cost(estimate.low());
    double high = goal.cost(estimate.high());
    return this == MEAN || Double.isNaN(low) ? goal.cost(estimate.mean()) : Math.max(low, high);
  }
}
