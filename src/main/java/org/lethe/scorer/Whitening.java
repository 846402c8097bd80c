package org.lethe.scorer;

import org.lethe.nd.Features;
import org.lethe.nd.Scatter;

/**
 * Mahalanobis distances of the forget samples to both means. The covariance is the pooled
 * within-domain one, one shared Σ̂ as the theory has it, plus a ridge of λ·tr(Σ̂)/d on its diagonal
 * (the paper does not say how it regularised; λ is in the record). Factored by Cholesky, once for
 * all rules with the same settings.
 *
 * @param ridge λ, 0 or more
 */
record Whitening(Covariance covariance, double ridge)
    implements Candidates.Statistic<Whitening.Distances> {

  /**
   * Squared Mahalanobis distances, {@code [n1]} each, shared.
   *
   * @param toRetain to μ̂2
   * @param toForget to μ̂1
   */
  record Distances(double[] toRetain, double[] toForget) {}

  @Override
  public Distances of(Candidates candidates) {
    candidates.requireRetain();
    double[][] squared =
        covariance == Covariance.DIAGONAL ? diagonal(candidates) : full(candidates);
    return new Distances(squared[0], squared[1]);
  }

  private double[][] full(Candidates candidates) {
    Features forget = candidates.forget();
    int d = forget.columns();
    FullCovariance.requireWithinReach(forget, "covariance: diagonal");
    double[] sigma = candidates.get(new PooledScatter()).clone();
    int n = forget.rows() + candidates.retain().rows();
    for (int at = 0; at < sigma.length; at++) {
      sigma[at] /= n;
    }
    if (covariance == Covariance.LEDOIT_WOLF) {
      shrink(sigma, d, candidates);
    }
    double amount = ridge * FullCovariance.meanVariance(sigma, d, "each side");
    return FullCovariance.factor(sigma, d, amount, n, ridge, "covariance: ledoit-wolf")
        .squaredDistances(forget, candidates.retainMean(), candidates.forgetMean());
  }

  /** (x−μ)ᵀD⁻¹(x−μ): weighted squares, for sparse rows over their entries only. */
  private double[][] diagonal(Candidates candidates) {
    double[] variances = candidates.get(new PooledVariances()).clone();
    double trace = 0;
    for (double variance : variances) {
      trace += variance;
    }
    requireSpread(trace);
    int d = variances.length;
    for (int j = 0; j < d; j++) {
      variances[j] += ridge * trace / d;
      if (!(variances[j] > 0)) {
        throw new IllegalArgumentException(
            "feature " + j + " is constant within both sides; use a ridge above 0");
      }
    }
    return new double[][] {
      Moments.squaredDistances(candidates.forget(), candidates.retainMean(), variances),
      Moments.squaredDistances(candidates.forget(), candidates.forgetMean(), variances)
    };
  }

  /**
   * Σ̂ ← (1−ρ)Σ̂ + ρ·tr(Σ̂)/d·I with ρ = min(β, δ)/δ, where δ = ‖Σ̂ − tr(Σ̂)/d·I‖²/d and β =
   * (Σ‖x‖⁴/n − ‖Σ̂‖²)/(n·d) for rows x about their side's mean (Ledoit and Wolf, J. Multivariate
   * Analysis 88, 2004, 3.2; the constants of scikit-learn's {@code ledoit_wolf}).
   */
  private static void shrink(double[] sigma, int d, Candidates candidates) {
    double n = candidates.forget().rows() + candidates.retain().rows();
    double trace = 0;
    double square = 0;
    for (int i = 0; i < d; i++) {
      trace += sigma[i * d + i];
      for (int j = 0; j < d; j++) {
        square += sigma[i * d + j] * sigma[i * d + j];
      }
    }
    double mean = trace / d;
    double fourth =
        fourthPowers(candidates.forget(), candidates.forgetMean())
            + fourthPowers(candidates.retain(), candidates.retainMean());
    double delta = (square - d * mean * mean) / d;
    double beta = Math.min(delta, (fourth / n - square) / (n * d));
    double weight = delta > 0 ? beta / delta : 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        sigma[i * d + j] *= 1 - weight;
      }
      sigma[i * d + i] += weight * mean;
    }
  }

  private static double fourthPowers(Features rows, double[] mean) {
    double sum = 0;
    for (double squared : rows.squaredDistances(mean)) {
      sum += squared * squared;
    }
    return sum;
  }

  private static void requireSpread(double trace) {
    if (!(trace > 0)) {
      throw new IllegalArgumentException(
          "every feature is constant within each side, so there is no covariance to measure by");
    }
  }

  private record PooledScatter() implements Candidates.Statistic<double[]> {
    @Override
    public double[] of(Candidates candidates) {
      double[] sum = Scatter.about(candidates.forgetMean(), candidates.forget());
      double[] other = Scatter.about(candidates.retainMean(), candidates.retain());
      for (int at = 0; at < sum.length; at++) {
        sum[at] += other[at];
      }
      return sum;
    }
  }

  private record PooledVariances() implements Candidates.Statistic<double[]> {
    @Override
    public double[] of(Candidates candidates) {
      double[] sum = Moments.squaredDeviations(candidates.forget(), candidates.forgetMean());
      double[] other = Moments.squaredDeviations(candidates.retain(), candidates.retainMean());
      int n = candidates.forget().rows() + candidates.retain().rows();
      for (int j = 0; j < sum.length; j++) {
        sum[j] = (sum[j] + other[j]) / n;
      }
      return sum;
    }
  }
}
