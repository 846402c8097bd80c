package org.lethe.theory;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Exactly where a deletion rule stands at each budget when samples are many: Gaussians with one
 * known covariance, the mean refitted to what is left. For random deletion, and in one dimension
 * for the distance rule, these are the laws of {@code docs/theory.md}; the distance rule in d
 * dimensions follows from the noncentral χ² (see {@link DistanceLaw}).
 *
 * @param rule what is deleted first
 * @param kappa κ = KL(p1‖p2), nats
 * @param ratio r = n1/n2
 * @param dimension d; matters for the distance rules only, whose score the other directions blur
 */
public record PopulationLaw(DeletionRule rule, double kappa, double ratio, int dimension) {

  // Fine enough to separate two crossings of one level where a curve is not monotone.
  private static final int CELLS = 200;

  public PopulationLaw {
    Check.divergence("kappa", kappa);
    Check.positive("ratio", ratio);
    Check.dimension(dimension);
  }

  /**
   * The point of the (α, ε) plane at a budget.
   *
   * @param budget share of p1 that is deleted, 0 to 1
   */
  public Divergences at(double budget) {
    double separation = Math.sqrt(2 * kappa);
    double gap = gap(budget);
    double moved = separation - gap;
    return new Divergences(0.5 * moved * moved, 0.5 * gap * gap);
  }

  /** The curve, {@code [k]} points for {@code [k]} budgets. */
  public Divergences[] at(double[] budgets) {
    Divergences[] curve = new Divergences[budgets.length];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = at(budgets[i]);
    }
    return curve;
  }

  /**
   * The first budget at which α reaches a level; empty if it never does.
   *
   * @param alpha nats
   */
  public OptionalDouble budgetWhere(double alpha) {
    Check.divergence("alpha", alpha);
    if (at(0).alpha() >= alpha) {
      return OptionalDouble.of(0);
    }
    for (int cell = 1; cell <= CELLS; cell++) {
      double high = (double) cell / CELLS;
      if (at(high).alpha() >= alpha) {
        double low = (cell - 1.0) / CELLS;
        return OptionalDouble.of(Root.between(b -> at(b).alpha() - alpha, low, high));
      }
    }
    return OptionalDouble.empty();
  }

  /** The budgets at which α counts as halved; none where the laws are equal. */
  public Crossings crossings() {
    if (kappa == 0) {
      return new Crossings(OptionalDouble.empty(), OptionalDouble.empty());
    }
    double start = at(0).alpha();
    double full = at(1).alpha();
    return new Crossings(budgetWhere((start + full) / 2), budgetWhere(full / 2));
  }

  /**
   * The budget from which on the fitted mean lies beyond μ2, so that α > κ and ε rises again: the
   * right arm of the frontier, which only the likelihood ratio can reach by deletion. The kept
   * points beyond z have mean φ(z)/(1 − Φ(z)), which passes δ at a z that does not depend on r.
   */
  public OptionalDouble overshootBudget() {
    if (rule != DeletionRule.LIKELIHOOD_RATIO || kappa == 0) {
      return OptionalDouble.empty();
    }
    NormalDistribution standard = NormalDistribution.of(0, 1);
    double separation = Math.sqrt(2 * kappa);
    // Birnbaum 1942: z < φ(z)/(1 − Φ(z)) < (z + √(z² + 4))/2
    double z =
        Root.between(
            x -> standard.density(x) - separation * standard.survivalProbability(x),
            separation - 1 / separation,
            separation);
    return OptionalDouble.of(standard.cumulativeProbability(z));
  }

  // δ − μ̂ on the axis, without the cancellation of taking that difference near full deletion
  private double gap(double budget) {
    double kept = 1 - Check.share("budget", budget);
    double separation = Math.sqrt(2 * kappa);
    double shortfall = rule.keptShortfall(kept, new DistanceLaw(kappa, dimension), separation);
    return ratio * shortfall / (1 + ratio * kept);
  }
}
