package org.lethe.theory;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The deletion rules whose law is known for Gaussians with one covariance. Space is whitened and
 * turned so that μ1 = 0 and μ2 = δe₁: what is kept of p1 matters only through its mean on that
 * axis, off it the mean is 0 by symmetry.
 */
public enum DeletionRule {
  /** Uniformly, without looking. */
  RANDOM("random") {
    @Override
    double keptShortfall(double kept, DistanceLaw law, double separation) {
      return separation * kept;
    }

    @Override
    void score(Points points, double[] mean1, double[] mean2, double[] scores) {
      // the points are drawn independently, so that any fixed order is a random one
      for (int i = 0; i < scores.length; i++) {
        scores[i] = -i;
      }
    }
  },
  /** Largest ‖x − μ2‖ first (Euclidean after whitening, that is Mahalanobis). */
  DISTANCE("distance") {
    @Override
    double keptShortfall(double kept, DistanceLaw law, double separation) {
      return law.shortfallWithin(law.inverse(kept));
    }

    @Override
    void score(Points points, double[] mean1, double[] mean2, double[] scores) {
      points.squaredDistances(mean2, 1, scores);
    }
  },
  /** Largest p1(x)/p2(x) first: smallest projection on the axis. */
  LIKELIHOOD_RATIO("likelihood-ratio") {
    @Override
    double keptShortfall(double kept, DistanceLaw law, double separation) {
      if (kept == 0 || kept == 1) {
        return separation * kept;
      }
      double z = STANDARD.inverseSurvivalProbability(kept);
      return separation * kept - STANDARD.density(z);
    }

    @Override
    void score(Points points, double[] mean1, double[] mean2, double[] scores) {
      points.projections(mean1, mean2, scores);
    }
  },
  /** Nearest to μ1 first. Keeps a shell around μ1 whose mean is μ1: no better than random. */
  CORESET("coreset") {
    @Override
    double keptShortfall(double kept, DistanceLaw law, double separation) {
      return separation * kept;
    }

    @Override
    void score(Points points, double[] mean1, double[] mean2, double[] scores) {
      points.squaredDistances(mean1, -1, scores);
    }
  },
  /** Nearest to μ2 first, the wrong way round: a sanity check, worse than random. */
  ANTI_DISTANCE("anti-distance") {
    @Override
    double keptShortfall(double kept, DistanceLaw law, double separation) {
      return separation - law.shortfallWithin(law.inverse(1 - kept));
    }

    @Override
    void score(Points points, double[] mean1, double[] mean2, double[] scores) {
      points.squaredDistances(mean2, -1, scores);
    }
  };

  private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

  private final String word;

  DeletionRule(String word) {
    this.word = word;
  }

  /** As tables and experiment files write it. */
  public String word() {
    return word;
  }

  /**
   * E[δ − x₁ ; x kept], in the large-sample limit.
   *
   * @param kept q, the share of p1 that is kept
   * @param law the law of the distance score
   * @param separation δ
   */
  abstract double keptShortfall(double kept, DistanceLaw law, double separation);

  /**
   * Scores drawn points, higher = delete first.
   *
   * @param mean1 the mean of the drawn p1 points, {@code [d]}
   * @param mean2 the mean of the drawn p2 points, {@code [d]}
   */
  abstract void score(Points points, double[] mean1, double[] mean2, double[] scores);
}
