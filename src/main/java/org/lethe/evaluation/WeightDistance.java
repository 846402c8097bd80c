package org.lethe.evaluation;

/**
 * How far two models are apart in weights, relative to the first: √(Σ(θ − θ')² / Σθ²). Of learnable
 * weights only: running statistics of batch norm are no weights. Says little by itself, since equal
 * functions can have very different weights.
 */
public final class WeightDistance {
  private WeightDistance() {}

  /**
   * The distance, from sums that were made where the weights are.
   *
   * @param squaredDifferences Σ(θ − θ')²
   * @param squares Σθ², above 0
   */
  public static double relative(double squaredDifferences, double squares) {
    if (!(squares > 0)) {
      throw new IllegalArgumentException(
          "the reference's weights have the squared norm " + squares);
    }
    return Math.sqrt(squaredDifferences / squares);
  }
}
