package org.lethe.results;

/**
 * The readings of "halved"; all are reported. The first crossing counts, linearly interpolated
 * between the budgets around it.
 *
 * <p>Whether a metric falls or rises when p1 is forgotten is said by its {@link Direction} and not
 * read off the values, so that noise on a flat curve cannot turn the question round: on the forget
 * side, lower is better for what falls (recall) and higher is better for what rises (KL, log-loss).
 * Every definition needs the seed's value at budget 0: before the first measured budget nothing is
 * known.
 */
public enum CrossingDefinition {
  /** The value falls to half of its value at budget 0. For falling metrics. */
  HALF_OF_START("half-of-start") {
    @Override
    boolean applies(Direction direction, boolean fullIsKnown) {
      return direction == Direction.LOWER_IS_BETTER;
    }

    @Override
    double level(double start, double full) {
      return start / 2;
    }
  },
  /** The value passes midway between its values at budget 0 and budget 1. */
  HALFWAY("halfway") {
    @Override
    boolean applies(Direction direction, boolean fullIsKnown) {
      return fullIsKnown;
    }

    @Override
    double level(double start, double full) {
      return start + (full - start) / 2;
    }
  },
  /** The value rises to half of its value at budget 1: KL against κ/2. For rising metrics. */
  HALF_OF_FULL("half-of-full") {
    @Override
    boolean applies(Direction direction, boolean fullIsKnown) {
      return fullIsKnown && direction == Direction.HIGHER_IS_BETTER;
    }

    @Override
    double level(double start, double full) {
      return full / 2;
    }
  };

  private final String word;

  CrossingDefinition(String word) {
    this.word = word;
  }

  /** As written in {@code crossings.csv}. */
  public String word() {
    return word;
  }

  /** Whether the question can be asked of a seed whose value at budget 0 is known. */
  abstract boolean applies(Direction direction, boolean fullIsKnown);

  /**
   * The value to be passed.
   *
   * @param start at budget 0
   * @param full at budget 1; anything where it is not known, then it is not read
   */
  abstract double level(double start, double full);
}
