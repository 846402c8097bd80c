package org.lethe.learner;

import org.lethe.nd.Features;

/** A model that gives each class a probability. */
public non-sealed interface Classifier extends Model {

  /** c, as in {@link org.lethe.dataset.ExampleSet#classes()}, also those it was not trained on. */
  int classes();

  /** Probabilities of each class for each row, row-major {@code [n·c]}; rows sum to 1. */
  double[] probabilities(Features rows);

  /**
   * The same for some of the rows, {@code [n·c]} for n chosen ones. A model that is asked about the
   * same features again and again may read them where they lie.
   *
   * @param chosen positions in {@code features}
   */
  default double[] probabilities(Features features, int[] chosen) {
    return probabilities(features.select(chosen));
  }

  /**
   * Decision values of each class, row-major {@code [n·c]}: logits for softmax, one-vs-rest
   * log-odds for one-vs-rest, (−z, z)/2 for two classes.
   */
  double[] decisions(Features rows);
}
