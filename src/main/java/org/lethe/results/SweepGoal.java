package org.lethe.results;

/**
 * What a sweep wants to be small or large.
 *
 * @param label the formula, as tables show it
 * @param direction {@link Direction#LOWER_IS_BETTER} or {@link Direction#HIGHER_IS_BETTER}
 */
public record SweepGoal(String label, Direction direction) {
  public SweepGoal {
    if (direction == Direction.NEITHER) {
      throw new IllegalArgumentException("goal " + label + " has no direction");
    }
  }

  /** Turned so that lower is better. */
  public double cost(double value) {
    return direction == Direction.LOWER_IS_BETTER ? value : -value;
  }
}
