package org.lethe.theory;

import java.util.OptionalDouble;

/**
 * The budgets (shares of p1, 0 to 1) at which α = KL(p1‖p) first counts as halved. α rises with
 * deletion, so that two of the three readings of "halved" have a meaning; half of the start is for
 * metrics that fall.
 *
 * @param halfway α is midway between its values at budget 0 and budget 1
 * @param halfOfFull α is half of its value at budget 1; 0 where it already is at budget 0
 */
public record Crossings(OptionalDouble halfway, OptionalDouble halfOfFull) {

  /**
   * The crossings of a measured curve, linearly interpolated. A curve that ends where it began, or
   * below, has no midway, and one that ends at 0 no half: empty, as for measured metrics.
   *
   * @param budgets ascending from 0 to 1, {@code [k]}
   * @param alphas α at each, {@code [k]}
   */
  static Crossings of(double[] budgets, double[] alphas) {
    double start = alphas[0];
    double full = alphas[alphas.length - 1];
    return new Crossings(
        full > start ? first(budgets, alphas, (start + full) / 2) : OptionalDouble.empty(),
        full > 0 ? first(budgets, alphas, full / 2) : OptionalDouble.empty());
  }

  private static OptionalDouble first(double[] budgets, double[] alphas, double level) {
    if (alphas[0] >= level) {
      return OptionalDouble.of(budgets[0]);
    }
    for (int i = 1; i < budgets.length; i++) {
      if (alphas[i] >= level) {
        double part = (level - alphas[i - 1]) / (alphas[i] - alphas[i - 1]);
        return OptionalDouble.of(budgets[i - 1] + part * (budgets[i] - budgets[i - 1]));
      }
    }
    return OptionalDouble.empty();
  }
}
