package org.lethe.theory;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The law of the distance score ‖x − μ2‖ (in the norm of Σ⁻¹) when x comes from p1: a noncentral χ
 * with d degrees of freedom and noncentrality δ = √(2κ). In one dimension it is a folded normal and
 * its distribution function is the paper's g(u; κ) = Φ(u − δ) + Φ(u + δ) − 1.
 *
 * <p>Computed in every dimension as the mixture Σ_j Poisson(j; κ) P(d/2 + j, u²/2) of central
 * distribution functions: all terms are positive, so that the result keeps its digits also where it
 * is tiny and the difference of two Φ would have none left. Cost O(κ + 50) a value.
 */
public final class DistanceLaw {
  /**
   * The largest κ, nats: two means 447 standard deviations apart, which no sample confuses. The
   * cost of a value grows with κ.
   */
  public static final double LARGEST_KAPPA = 1e5;

  private final double kappa;
  private final int dimension;

  /**
   * @param kappa κ = KL(p1‖p2), nats, at most {@link #LARGEST_KAPPA}
   * @param dimension d
   */
  public DistanceLaw(double kappa, int dimension) {
    this.kappa = Check.divergence("kappa", kappa);
    if (kappa > LARGEST_KAPPA) {
      throw new IllegalArgumentException(
          "kappa=" + kappa + "; the law of distances is known up to " + LARGEST_KAPPA + " nats");
    }
    this.dimension = Check.dimension(dimension);
  }

  /** g: the share of p1 within distance u ≥ 0 of μ2, in standard deviations. */
  public double within(double u) {
    return within(u, dimension);
  }

  /** 1 − g, without the cancellation. */
  public double beyond(double u) {
    return u > 0 && 0.5 * u * u > 0 ? beyond(u, dimension) : 1 - within(u);
  }

  /**
   * g⁻¹: the distance within which the given share of p1 lies; infinite for 1.
   *
   * @param share 0 to 1
   */
  public double inverse(double share) {
    Check.share("share", share);
    if (share == 0) {
      return 0;
    }
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    DoubleUnaryOperator excess =
        share <= 0.5 ? u -> within(u) - share : u -> (1 - share) - beyond(u);
    double high = Math.sqrt(2 * kappa) + Math.sqrt(dimension);
    while (excess.applyAsDouble(high) < 0) {
      high *= 1.5;
    }
    return Root.between(excess, 0, high);
  }

  /**
   * E[δ − x₁ ; ‖x − μ2‖ ≤ u], how far short of μ2 the points within u fall on the axis from μ1 to
   * μ2, summed over them (divide by {@link #within(double)} for their mean).
   *
   * <p>By Stein's lemma E[x₁ ; ‖x − δe‖ ≤ u] = −∂F_d/∂δ, and for the noncentral χ² F_d(u²; δ²) the
   * derivative in the noncentrality is ½(F_{d+2} − F_d); what remains is δ·F_{d+2}(u²; δ²). For d =
   * 1 this is δg(u) − φ(δ − u) + φ(δ + u), the selective law of {@code docs/theory.md}.
   */
  double shortfallWithin(double u) {
    return Math.sqrt(2 * kappa) * within(u, dimension + 2);
  }

  private double within(double u, int degrees) {
    if (!(u >= 0)) {
      throw new IllegalArgumentException("distance=" + u + "; at least 0");
    }
    double y = 0.5 * u * u;
    if (y == 0 || y == Double.POSITIVE_INFINITY) {
      return y == 0 ? 0 : 1;
    }
    double shape = 0.5 * degrees;
    int last = lastTerm();
    double[] weights = poisson(kappa, 0, last);
    // P(a, y) − P(a + 1, y) = y^a e^{−y}/Γ(a + 1): downwards in a it only ever adds
    double[] steps = poisson(y, shape, last);
    double central = RegularizedGamma.P.value(shape + last, y);
    double sum = weights[last] * central;
    for (int j = last - 1; j >= 0; j--) {
      central += steps[j];
      sum += weights[j] * central;
    }
    return Math.min(1, sum);
  }

  // The same with Q = 1 − P, upwards.
  private double beyond(double u, int degrees) {
    double y = 0.5 * u * u;
    if (y == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double shape = 0.5 * degrees;
    int last = lastTerm();
    double[] weights = poisson(kappa, 0, last);
    double[] steps = poisson(y, shape, last);
    double central = RegularizedGamma.Q.value(shape, y);
    double sum = weights[0] * central;
    for (int j = 1; j <= last; j++) {
      central += steps[j - 1];
      sum += weights[j] * central;
    }
    return Math.min(1, sum);
  }

  // Bennett: beyond this a Poisson law of mean κ has less than 10⁻²⁶ left, which is nothing against
  // the smallest 1 − share that a double can ask for.
  private int lastTerm() {
    return kappa == 0 ? 0 : (int) Math.ceil(kappa + 12 * Math.sqrt(kappa)) + 50;
  }

  /**
   * mean^(j+shape) e^(−mean)/Γ(j + shape + 1) for j = 0…last, by recurrence from the largest term,
   * so that errors stay those of a few products; what underflows could not have counted.
   */
  private static double[] poisson(double mean, double shape, int last) {
    double[] terms = new double[last + 1];
    int mode = (int) Math.min(last, Math.max(0, Math.floor(mean - shape)));
    terms[mode] = mean == 0 ? 1 : RegularizedGamma.P.derivative(mode + shape + 1, mean);
    for (int j = mode + 1; j <= last; j++) {
      terms[j] = terms[j - 1] * (mean / (j + shape));
    }
    for (int j = mode - 1; j >= 0; j--) {
      terms[j] = terms[j + 1] * ((j + 1 + shape) / mean);
    }
    return terms;
  }
}
