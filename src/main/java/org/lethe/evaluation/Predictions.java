package org.lethe.evaluation;

import org.lethe.dataset.Side;

/**
 * What a classifier says of the examples of one split. Arrays are shared, do not write to them.
 *
 * @param side which of the two distributions the examples come from
 * @param labels the true class of each example, {@code [n]}
 * @param probabilities of each class, row-major {@code [n·c]}
 * @param classes c
 * @param sideClasses the classes that occur on this side, ascending
 */
public record Predictions(
    Side side, int[] labels, double[] probabilities, int classes, int[] sideClasses) {

  public Predictions {
    if (probabilities.length != labels.length * classes) {
      throw new IllegalArgumentException(
          "probabilities.length="
              + probabilities.length
              + ", labels.length="
              + labels.length
              + ", classes="
              + classes);
    }
  }

  /** n. */
  public int size() {
    return labels.length;
  }

  /** The most probable class of an example; of equals the first. */
  public int predicted(int example) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (probabilities[example * classes + c] > probabilities[example * classes + best]) {
        best = c;
      }
    }
    return best;
  }
}
