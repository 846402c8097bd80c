package org.lethe.theory;

import java.util.Optional;

/**
 * What deletion and refitting the mean guarantee with finite samples, for Gaussians with one known
 * covariance and μ2 estimated by the mean of the retain samples. Elementary tail bounds, so that
 * they can be checked by hand; measured coverage is well above 1 − η.
 *
 * <p>Derivations: {@code docs/theory.md}, which follows Proposition 3 and Theorem 1 of the paper in
 * shape; the constants are ours.
 *
 * @param kappa κ = KL(p1‖p2), nats
 * @param dimension d
 * @param sizes n1 and n2
 * @param failure η, the probability with which a bound may fail, above 0 and below 1
 */
public record DeletionBounds(double kappa, int dimension, SampleSizes sizes, double failure) {

  /**
   * A deletion that is guaranteed to be enough.
   *
   * @param deleted f, the smallest number of forget samples whose bound holds
   * @param guaranteed α at least and ε at most, with probability 1 − η
   * @param frontierAlpha the most α that any edited law could have at the demanded ε
   */
  public record Guarantee(int deleted, Divergences guaranteed, double frontierAlpha) {}

  public DeletionBounds {
    Check.divergence("kappa", kappa);
    Check.dimension(dimension);
    Check.probability("failure", failure);
  }

  /**
   * The expected divergences of random deletion, exactly: the fitted mean is N(μ2 + w(μ1 − μ2),
   * Σ/N), so that E α = (1 − w)²κ + d/(2N) and E ε = w²κ + d/(2N).
   *
   * @param deleted f, 0 to n1
   */
  public static Divergences expectedRandom(
      double kappa, int dimension, SampleSizes sizes, int deleted) {
    Check.divergence("kappa", kappa);
    double w = sizes.forgetWeight(deleted);
    double noise = Check.dimension(dimension) / (2.0 * sizes.left(deleted));
    return new Divergences((1 - w) * (1 - w) * kappa + noise, w * w * kappa + noise);
  }

  /**
   * Random deletion: with probability 1 − η, √α ≥ (1 − w)√κ − R/√(2N) and √ε ≤ w√κ + R/√(2N), where
   * R bounds the length of a standard normal vector.
   */
  public Divergences random(int deleted) {
    double w = sizes.forgetWeight(deleted);
    double noise = radius(failure) / Math.sqrt(2.0 * sizes.left(deleted));
    double rootAlpha = Math.max(0, (1 - w) * Math.sqrt(kappa) - noise);
    double rootEpsilon = w * Math.sqrt(kappa) + noise;
    return new Divergences(rootAlpha * rootAlpha, rootEpsilon * rootEpsilon);
  }

  /**
   * Deletion by distance to μ̂2: every kept point is within the (n1 − f)-th smallest score of μ̂2,
   * so with probability 1 − η, √(2ε) ≤ w·g⁻¹(q + c; κ) + (1 + w)b, with c from
   * Dvoretzky–Kiefer–Wolfowitz on the scores and b for the error of μ̂2 (η/2 each); √α ≥ √κ − √ε by
   * the triangle inequality. Says nothing (ε infinite, α 0) while q + c ≥ 1.
   */
  public Divergences distance(int deleted) {
    double w = sizes.forgetWeight(deleted);
    double c = Math.sqrt(Math.log(4 / failure) / (2.0 * sizes.forget()));
    double b = radius(failure / 2) / Math.sqrt(sizes.retain());
    double share = sizes.keptShare(deleted) + c;
    if (w > 0 && share >= 1) {
      return new Divergences(0, Double.POSITIVE_INFINITY);
    }
    double reach = w > 0 ? w * new DistanceLaw(kappa, dimension).inverse(share) : 0;
    double epsilon = 0.5 * (reach + (1 + w) * b) * (reach + (1 + w) * b);
    double rootAlpha = Math.max(0, Math.sqrt(kappa) - Math.sqrt(epsilon));
    return new Divergences(rootAlpha * rootAlpha, epsilon);
  }

  /**
   * The bound of a rule.
   *
   * @throws IllegalArgumentException for a rule without a bound
   */
  public Divergences bound(DeletionRule rule, int deleted) {
    return switch (rule) {
      case RANDOM -> random(deleted);
      case DISTANCE -> distance(deleted);
      case LIKELIHOOD_RATIO, CORESET, ANTI_DISTANCE ->
          throw new IllegalArgumentException(
              "no bound is known for rule " + rule.word() + "; allowed: random, distance");
    };
  }

  /**
   * The smallest deletion whose bound guarantees KL(p2‖p) ≤ ε; empty if none does, because the
   * samples are too few.
   *
   * @param rule random or distance
   * @param epsilon the rise of log-loss on the retain side that one tolerates, nats
   */
  public Optional<Guarantee> budgetForEpsilon(DeletionRule rule, double epsilon) {
    Check.divergence("epsilon", epsilon);
    // The distance bound falls in f. The root of the random one is a concave quadratic in 1/√N,
    // which rises with f: where the laws are close it may rise, too, since every deletion leaves
    // fewer samples. Where it is too high is an interval of f, so if f = 0 is in it, it ends once.
    int enough = 0;
    int tooFew = -1;
    if (bound(rule, 0).epsilon() > epsilon) {
      enough = sizes.forget();
      tooFew = 0;
      if (bound(rule, enough).epsilon() > epsilon) {
        return Optional.empty();
      }
    }
    while (enough - tooFew > 1) {
      int middle = (enough + tooFew) >>> 1;
      if (bound(rule, middle).epsilon() <= epsilon) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return Optional.of(
        new Guarantee(
            enough, bound(rule, enough), new GaussianFrontier(kappa).maximalAlpha(epsilon)));
  }

  // P(‖Z‖ > R) ≤ p for Z ~ N(0, I_d): 2e^{−R²/2} in one dimension, Laurent and Massart (Annals of
  // Statistics 28, 2000, lemma 1) in more.
  private double radius(double p) {
    if (dimension == 1) {
      return Math.sqrt(2 * Math.log(2 / p));
    }
    double t = -Math.log(p);
    return Math.sqrt(dimension + 2 * Math.sqrt(dimension * t) + 2 * t);
  }
}
