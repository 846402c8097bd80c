package org.lethe.evaluation;

import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.lethe.dataset.Side;
import org.lethe.results.Direction;

/**
 * The metrics of a classifier. On p1 a high accuracy means that p1 is still known; on p2 it means
 * that p2 was kept.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum ClassifierMetric implements Metric {

  /**
   * Share of p1's examples that a two-class model recognises as p1: the forgetting metric of the
   * paper on text. Equal to the accuracy on these examples.
   */
  RECALL(
      "recall",
      "fraction",
      Direction.LOWER_IS_BETTER,
      p -> p.classes() == 2 && p.side() == Side.FORGET && p.sideClasses().length == 1,
      Predictions::accuracy),

  /** Share of the examples whose most probable class is the true one. */
  ACCURACY(
      "accuracy",
      "fraction",
      Direction.HIGHER_IS_BETTER,
      p -> p.classes() > 2 || p.side() == Side.RETAIN || p.sideClasses().length > 1,
      Predictions::accuracy),

  /** Share of p2's examples that a two-class model takes for p1: 1 − accuracy on p2. */
  FALSE_ALARM_RATE(
      "false-alarm-rate",
      "fraction",
      Direction.LOWER_IS_BETTER,
      p -> p.classes() == 2 && p.side() == Side.RETAIN && p.sideClasses().length == 1,
      p -> 1 - p.accuracy()),

  /**
   * Mean over the side's classes of the harmonic mean of precision and recall, on this side's
   * examples alone; a class that is neither there nor predicted counts as 0. Only where the side
   * has two or more classes.
   */
  MACRO_F1(
      "macro-f1",
      "fraction",
      Direction.HIGHER_IS_BETTER,
      p -> p.sideClasses().length > 1,
      ClassifierMetric::macroF1),

  /** Mean of −ln p(true class), with p at least 1e-15, as scikit-learn clips it for float64. */
  LOG_LOSS("log-loss", "nats", Direction.LOWER_IS_BETTER, p -> true, Predictions::meanLoss);

  private final String metric;
  private final String unit;
  private final Direction onRetain;
  private final Predicate<Predictions> applies;
  private final ToDoubleFunction<Predictions> formula;

  ClassifierMetric(
      String metric,
      String unit,
      Direction onRetain,
      Predicate<Predictions> applies,
      ToDoubleFunction<Predictions> formula) {
    this.metric = metric;
    this.unit = unit;
    this.onRetain = onRetain;
    this.applies = applies;
    this.formula = formula;
  }

  @Override
  public String metric() {
    return metric;
  }

  @Override
  public String unit() {
    return unit;
  }

  @Override
  public Direction direction(Side side) {
    if (this == RECALL || side == Side.RETAIN) {
      return onRetain;
    }
    return onRetain == Direction.HIGHER_IS_BETTER
        ? Direction.LOWER_IS_BETTER
        : Direction.HIGHER_IS_BETTER;
  }

  @Override
  public OptionalDouble of(Predictions predictions) {
    return predictions.size() > 0 && applies.test(predictions)
        ? OptionalDouble.of(formula.applyAsDouble(predictions))
        : OptionalDouble.empty();
  }

  private static double macroF1(Predictions p) {
    int[] hits = new int[p.classes()];
    int[] predicted = new int[p.classes()];
    int[] there = new int[p.classes()];
    for (int i = 0; i < p.size(); i++) {
      int guess = p.predicted(i);
      int truth = p.labels()[i];
      predicted[guess]++;
      there[truth]++;
      if (guess == truth) {
        hits[truth]++;
      }
    }
    double sum = 0;
    for (int c : p.sideClasses()) {
      // 2·precision·recall / (precision + recall) = 2·hits / (predicted + there)
      sum += hits[c] == 0 ? 0 : 2.0 * hits[c] / (predicted[c] + there[c]);
    }
    return sum / p.sideClasses().length;
  }
}
