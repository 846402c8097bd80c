package org.lethe.theory;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.lethe.nd.Parallel;
import org.lethe.nd.Ranking;
import org.lethe.nd.Seed;

/**
 * Deletion from drawn Gaussian samples, with everything estimated that a real run estimates: what a
 * rule is expected to do at a given κ, dimension and number of samples. Equal seeds give equal
 * results, whatever the number of threads.
 *
 * @param rule what is deleted first
 * @param kappa κ = KL(p1‖p2), nats
 * @param dimension d
 * @param sizes n1 and n2
 */
public record DeletionSimulation(
    DeletionRule rule, double kappa, int dimension, SampleSizes sizes) {

  // The grid of the shipped Gaussian experiments, so that both interpolate alike.
  private static final int STEPS = 100;

  /** Crossings of many runs under both readings of "halved". */
  public record PredictedCrossings(CrossingSample halfway, CrossingSample halfOfFull) {}

  public DeletionSimulation {
    Check.divergence("kappa", kappa);
    Check.dimension(dimension);
  }

  /**
   * One draw of both samples, and the fit after each of the given deletions.
   *
   * @param deleted numbers of deleted forget samples, each 0 to n1, ascending, {@code [k]}
   * @return α and ε after each, {@code [k]}
   */
  public Divergences[] run(Seed seed, int[] deleted) {
    UniformRandomProvider random = seed.random();
    double separation = Math.sqrt(2 * kappa);
    double[] mean2 = meanOfRetain(random, separation);
    Points points = Points.draw(random, sizes.forget(), dimension);
    double[] scores = new double[sizes.forget()];
    rule.score(points, points.mean(), mean2, scores);
    int[] order = Ranking.largestFirst(scores, inTurn());

    Divergences[] result = new Divergences[deleted.length];
    double[] sum = new double[dimension];
    int position = sizes.forget();
    for (int k = deleted.length - 1; k >= 0; k--) {
      long left = sizes.left(deleted[k]);
      if (k + 1 < deleted.length && deleted[k] > deleted[k + 1]) {
        throw new IllegalArgumentException(
            "deletions are not ascending: " + Arrays.toString(deleted));
      }
      while (position > deleted[k]) {
        points.addTo(sum, order[--position]);
      }
      double toForget = 0;
      double toRetain = 0;
      for (int j = 0; j < dimension; j++) {
        double mean = (sum[j] + sizes.retain() * mean2[j]) / left;
        double gap = mean - (j == 0 ? separation : 0);
        toForget += mean * mean;
        toRetain += gap * gap;
      }
      result[k] = new Divergences(0.5 * toForget, 0.5 * toRetain);
    }
    return result;
  }

  /**
   * The budgets at which α is halved, over many runs, on a grid of 1 % with linear interpolation.
   *
   * @param runs at least 1
   */
  public PredictedCrossings crossings(int runs, Seed seed) {
    if (runs < 1) {
      throw new IllegalArgumentException("runs=" + runs + "; at least 1");
    }
    int[] deleted =
        IntStream.rangeClosed(0, STEPS)
            .map(i -> (int) Math.round((double) sizes.forget() * i / STEPS))
            .distinct()
            .toArray();
    double[] budgets = Arrays.stream(deleted).mapToDouble(f -> 1 - sizes.keptShare(f)).toArray();
    List<Crossings> crossings =
        Parallel.map(
            runs,
            i -> {
              Divergences[] curve = run(seed.derive("run", i), deleted);
              return Crossings.of(
                  budgets, Arrays.stream(curve).mapToDouble(Divergences::alpha).toArray());
            });
    return new PredictedCrossings(
        CrossingSample.of(crossings.stream().map(Crossings::halfway).toList()),
        CrossingSample.of(crossings.stream().map(Crossings::halfOfFull).toList()));
  }

  // Only the mean of the retain samples is ever looked at, and its law is known: N(δe₁, I/n2).
  private double[] meanOfRetain(UniformRandomProvider random, double separation) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[] mean = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      mean[j] = gaussian.sample() / Math.sqrt(sizes.retain());
    }
    mean[0] += separation;
    return mean;
  }

  // Points are drawn independently, so that ties, if there are any, need no shuffle.
  private int[] inTurn() {
    return IntStream.range(0, sizes.forget()).toArray();
  }
}
