package org.lethe.theory;

import java.util.Arrays;

/**
 * The exact trade-off between removal and preservation for Gaussians that share their covariance,
 * in any dimension (Proposition 1 of the paper).
 *
 * <p>With one Σ, KL(p_i‖p) = ½‖μ_i − μ‖² in the norm of Σ⁻¹, so √(2α) is the distance of the edited
 * mean to μ1, √(2ε) its distance to μ2 and √(2κ) the distance of μ1 to μ2. The triangle inequality
 * is √α ≤ √ε + √κ, with equality exactly on the ray that starts at μ2 and leads away from μ1. The ½
 * cancels; the formula with ½ that circulates as well is wrong ({@code
 * docs/decisions/frontier-formula.md}).
 *
 * @param kappa κ = KL(p1‖p2), nats
 */
public record GaussianFrontier(double kappa) implements Frontier {
  public GaussianFrontier {
    Check.divergence("kappa", kappa);
  }

  /** (max(0, √α − √κ))². */
  @Override
  public double minimalEpsilon(double alpha) {
    double excess = Math.sqrt(Check.divergence("alpha", alpha)) - Math.sqrt(kappa);
    return excess <= 0 ? 0 : excess * excess;
  }

  /** {@link #minimalEpsilon(double)} of each, {@code [k]} to {@code [k]}. */
  public double[] minimalEpsilon(double[] alphas) {
    return Arrays.stream(alphas).map(this::minimalEpsilon).toArray();
  }

  /** (√κ + √ε)². */
  @Override
  public double maximalAlpha(double epsilon) {
    double root = Math.sqrt(kappa) + Math.sqrt(Check.divergence("epsilon", epsilon));
    return root * root;
  }

  /** {@link #maximalAlpha(double)} of each, {@code [k]} to {@code [k]}. */
  public double[] maximalAlpha(double[] epsilons) {
    return Arrays.stream(epsilons).map(this::maximalAlpha).toArray();
  }

  /**
   * The left arm, ε = (√κ − √α)² for α ≤ κ: the path that deletion walks from μ1 to μ2. It is not
   * Pareto-optimal (there ε = 0 can be had), it is where every deletion rule is in one dimension as
   * long as the fitted mean lies between the two.
   */
  public double deletionEpsilon(double alpha) {
    double gap = Math.sqrt(kappa) - Math.sqrt(Check.divergence("alpha", alpha));
    if (gap < 0) {
      throw new IllegalArgumentException("alpha=" + alpha + "; the left arm ends at κ=" + kappa);
    }
    return gap * gap;
  }

  /** α = (1+s)²κ, ε = s²κ. */
  @Override
  public Divergences at(double shift) {
    if (!(shift >= -1 && shift < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("shift=" + shift + "; finite and at least -1");
    }
    return new Divergences((1 + shift) * (1 + shift) * kappa, shift * shift * kappa);
  }
}
