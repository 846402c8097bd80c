package org.lethe.curation.select;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.theory.CrossingSample;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.DeletionSimulation;
import org.lethe.theory.Divergences;
import org.lethe.theory.SampleSizes;

/**
 * What theory expects of a rule for two Gaussians with one covariance that are as far from each
 * other, in as many dimensions and with as many samples as the user's own: simulated, not the
 * large-sample limit.
 *
 * @param rule the deletion rule whose law it is
 * @param sizes what was simulated; the ratio of the user's own numbers
 * @param budgets shares of p1, {@code [k]}
 * @param alpha mean KL(p1‖p) after each, nats, {@code [k]}
 * @param epsilon mean KL(p2‖p) after each, nats, {@code [k]}
 * @param halfway where α is midway between its values at no and full removal
 */
record Prediction(
    DeletionRule rule,
    SampleSizes sizes,
    double[] budgets,
    double[] alpha,
    double[] epsilon,
    CrossingSample halfway) {
  static final int RUNS = 20;
  private static final int MOST_SAMPLES = 4000;
  private static final int STEPS = 20;

  /** Which law describes a rule, where one does. */
  private static final Map<String, DeletionRule> LAWS =
      Map.ofEntries(
          Map.entry("random", DeletionRule.RANDOM),
          Map.entry("distance", DeletionRule.DISTANCE),
          Map.entry("maha-mu2", DeletionRule.DISTANCE),
          Map.entry("cos-mu2", DeletionRule.DISTANCE),
          Map.entry("lr-cos", DeletionRule.LIKELIHOOD_RATIO),
          Map.entry("lr-maha", DeletionRule.LIKELIHOOD_RATIO),
          Map.entry("lr-maha-squared", DeletionRule.LIKELIHOOD_RATIO),
          Map.entry("density-ratio", DeletionRule.LIKELIHOOD_RATIO),
          Map.entry("vmf", DeletionRule.LIKELIHOOD_RATIO),
          Map.entry("coreset", DeletionRule.CORESET));

  /** The law that a scorer comes nearest to. */
  static Optional<DeletionRule> law(String scorer) {
    return Optional.ofNullable(LAWS.get(scorer));
  }

  /**
   * Simulates.
   *
   * @param kappa κ, above 0
   */
  static Prediction of(DeletionRule rule, double kappa, int dimension, int n1, int n2, Seed seed) {
    double shrink = Math.min(1, (double) MOST_SAMPLES / n1);
    SampleSizes sizes =
        new SampleSizes(
            Math.max(2, (int) Math.round(n1 * shrink)), Math.max(2, (int) Math.round(n2 * shrink)));
    DeletionSimulation simulation = new DeletionSimulation(rule, kappa, dimension, sizes);
    int[] deleted =
        IntStream.rangeClosed(0, STEPS)
            .map(k -> (int) Math.round((double) sizes.forget() * k / STEPS))
            .distinct()
            .toArray();
    List<Divergences[]> runs =
        Parallel.map(RUNS, run -> simulation.run(seed.derive("curve", run), deleted));
    double[] alpha = new double[deleted.length];
    double[] epsilon = new double[deleted.length];
    for (Divergences[] run : runs) {
      for (int k = 0; k < deleted.length; k++) {
        alpha[k] += run[k].alpha() / RUNS;
        epsilon[k] += run[k].epsilon() / RUNS;
      }
    }
    double[] budgets =
        Arrays.stream(deleted).mapToDouble(f -> (double) f / sizes.forget()).toArray();
    return new Prediction(
        rule,
        sizes,
        budgets,
        alpha,
        epsilon,
        simulation.crossings(RUNS, seed.derive("crossings")).halfway());
  }
}
