package org.lethe.results;

import java.util.Optional;

/**
 * A whole curve in two numbers.
 *
 * @param area area under the metric's curve over the budget, by trapezoids, divided by the span of
 *     budgets (so a constant curve has its own value as area, in the metric's unit); over the seeds
 *     that have the curve's first and last budget; empty for fewer than two budgets
 * @param largestLoss where the metric is worst on the way; only for retained splits and metrics
 *     with a direction, and where budget 0 is there to compare with
 */
public record CurveFact(
    CurveKey curve,
    String metric,
    String split,
    Optional<Estimate> area,
    Optional<LargestLoss> largestLoss,
    String unit,
    Direction direction) {

  /**
   * The largest loss against the untouched original.
   *
   * @param budget where the mean curve is worst
   * @param loss how much worse than at budget 0, paired by seed, in the metric's unit; never
   *     negative in the mean, 0 where nothing is lost
   */
  public record LargestLoss(double budget, Estimate loss) {}
}
