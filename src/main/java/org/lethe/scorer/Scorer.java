package org.lethe.scorer;

/**
 * How much each forget sample deserves to be removed: <b>higher = remove first</b>. An
 * implementation is a record whose components are its hyperparameters.
 */
public interface Scorer {

  /** The name in an experiment file: {@code lr-cos}. */
  String name();

  /**
   * One finite score a forget sample. Depends on nothing but the candidates (and their seed): not
   * on the order of calls or the number of threads; permuting the forget rows permutes the scores.
   *
   * @throws IllegalArgumentException if the candidates cannot be scored by this rule; the message
   *     says why
   */
  RemovalScores score(Candidates candidates);
}
