package org.lethe.evaluation;

import java.util.OptionalDouble;
import org.lethe.dataset.Side;
import org.lethe.results.Direction;

/** Mean squared distance between the probabilities and the truth: 0 is perfect, 2 is worst. */
public record BrierScore() implements Metric {

  @Override
  public String metric() {
    return "brier";
  }

  @Override
  public String unit() {
    return "squared probability";
  }

  @Override
  public Direction direction(Side side) {
    return side == Side.RETAIN ? Direction.LOWER_IS_BETTER : Direction.HIGHER_IS_BETTER;
  }

  @Override
  public OptionalDouble of(Predictions p) {
    if (p.size() == 0) {
      return OptionalDouble.empty(); // never a number without examples
    }
    double sum = 0;
    for (int i = 0; i < p.size(); i++) {
      for (int c = 0; c < p.classes(); c++) {
        double truth = p.labels()[i] == c ? 1 : 0;
        double off = p.probabilities()[i * p.classes() + c] - truth;
        sum += off * off;
      }
    }
    return OptionalDouble.of(sum / p.size());
  }
}
