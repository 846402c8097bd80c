package org.lethe.scorer;

import java.util.Map;

/**
 * How much each forget sample deserves to be removed: <b>higher = remove first</b>. An
 * implementation is a record whose components are its hyperparameters.
 */
public interface Scorer {

  /** The name in an experiment file: {@code lr-cos}. */
  String name();

  /**
   * One finite score a forget sample. Depends on nothing but the candidates (and their seed): not
   * on the order of calls or the number of threads; permuting the forget rows permutes the scores,
   * unless the rule draws at random.
   *
   * @throws IllegalArgumentException if the candidates cannot be scored by this rule; the message
   *     says why
   */
  RemovalScores score(Candidates candidates);

  /**
   * Whether the rule compares with retained samples; without, it works on the forget side alone.
   */
  default boolean needsRetain() {
    return true;
  }

  /** Whether the rule must know which class each retained sample is of. */
  default boolean needsRetainClasses() {
    return false;
  }

  /** Whether the rule asks the model that was trained on everything. */
  default boolean needsOriginal() {
    return false;
  }

  /**
   * What a score is made of, where it is a sum: terms by name, each {@code [n1]} and with its sign,
   * that add up to the score. Empty where the score is no sum of simpler numbers.
   */
  default Map<String, double[]> parts(Candidates candidates) {
    return Map.of();
  }
}
