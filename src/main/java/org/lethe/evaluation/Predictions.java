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

  /** As scikit-learn 1.2 clips for float64. */
  private static final double SMALLEST_PROBABILITY = 1e-15;

  /** How many of the smallest may be multiplied without leaving the normal numbers. */
  private static final int FACTORS = 16;

  /** n. */
  public int size() {
    return labels.length;
  }

  /** The most probable class of an example; of equals the first. */
  public int predicted(int example) {
    int from = example * classes;
    if (classes == 2) { // no branch that a coin decides
      return probabilities[from + 1] > probabilities[from] ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (probabilities[from + c] > probabilities[from + best]) {
        best = c;
      }
    }
    return best;
  }

  /** Share of examples whose most probable class is the true one. There must be some. */
  double accuracy() {
    int right = 0;
    for (int i = 0; i < size(); i++) {
      right += predicted(i) == labels[i] ? 1 : 0;
    }
    return (double) right / size();
  }

  /** −ln p(true class) of each example, p at least 1e-15, {@code [n]}. */
  public double[] losses() {
    double[] losses = new double[size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = -Math.log(ofTruth(i));
    }
    return losses;
  }

  /**
   * The mean of {@link #losses}. Of {@value #FACTORS} probabilities at a time the logarithm of
   * their product is taken, which is at least 1e-240: a logarithm costs as much as twenty products.
   * There must be examples.
   */
  double meanLoss() {
    double sum = 0;
    double product = 1;
    for (int i = 0; i < size(); i++) {
      product *= ofTruth(i);
      if (i % FACTORS == FACTORS - 1) {
        sum -= Math.log(product);
        product = 1;
      }
    }
    return (sum - Math.log(product)) / size();
  }

  /** p(true class) of an example, not below the smallest. */
  private double ofTruth(int example) {
    return Math.max(probabilities[example * classes + labels[example]], SMALLEST_PROBABILITY);
  }

  /** Some of the examples, copied, in the given order. */
  Predictions select(int[] rows) {
    int[] chosenLabels = new int[rows.length];
    double[] chosen = new double[rows.length * classes];
    for (int i = 0; i < rows.length; i++) {
      chosenLabels[i] = labels[rows[i]];
      System.arraycopy(probabilities, rows[i] * classes, chosen, i * classes, classes);
    }
    return new Predictions(side, chosenLabels, chosen, classes, sideClasses);
  }
}
