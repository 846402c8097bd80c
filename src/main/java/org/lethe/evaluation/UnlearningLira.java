package org.lethe.evaluation;

import org.lethe.settings.Setting;

/**
 * U-LiRA (Hayes et al., Inexact Unlearning Needs More Careful Evaluations, 2024): for each target
 * sample, can one tell a model that was trained on it and then unlearned it from one that never saw
 * it? Scores φ ({@link Margins}) of both kinds of model are taken for Gaussian, and a model is
 * judged by the likelihood ratio
 *
 * <pre>N(φ; μ_u, σ_u²) / (N(φ; μ_u, σ_u²) + N(φ; μ_n, σ_n²)) &gt; ½</pre>
 *
 * <p>One pair of models (the i-th of both kinds) is left out and judged by the Gaussians of all
 * others. Leaving out a pair and not one model matters: without its own score a model's own kind
 * moves away from it and the other kind does not, so that two equal kinds would be told apart with
 * less than half right. A tie counts one half.
 */
public record UnlearningLira(
    @Setting(
            value =
                "smallest variance of a Gaussian, in squared margins, above 0: scores may be"
                    + " constant",
            or = "1e-6")
        double varianceFloor,
    @Setting(value = "the share of wrong alarms at which true-positive-rate is read", or = "0.01")
        double falsePositiveRate) {

  public static final UnlearningLira DEFAULT = new UnlearningLira(1e-6, 0.01);

  /** Models of each kind that are needed: two for a variance and one to judge. */
  static final int FEWEST_MODELS = 3;

  public UnlearningLira {
    if (!(varianceFloor > 0) || Double.isInfinite(varianceFloor)) {
      throw new IllegalArgumentException(
          "variance-floor is " + varianceFloor + "; allowed: a number above 0");
    }
    if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
      throw new IllegalArgumentException(
          "false-positive-rate is " + falsePositiveRate + "; allowed: 0 to 1");
    }
  }

  /**
   * Over all targets and left-out pairs; ½, ½ and the rate asked for are ideal.
   *
   * @param accuracy share of models that are judged rightly, equally many of both kinds
   * @param area of the ROC curve of the log-ratio, targets pooled
   * @param truePositiveRate at the false-positive rate asked for
   */
  public record Outcome(double accuracy, double area, double truePositiveRate) {}

  /** What is known of one kind of model. */
  public record Gaussian(double mean, double variance) {
    double logDensity(double x) {
      return -(Math.log(2 * Math.PI * variance) + (x - mean) * (x - mean) / variance) / 2;
    }
  }

  /** The probability that a score is of an unlearned model, both kinds being equally likely. */
  public static double probability(double score, Gaussian unlearned, Gaussian never) {
    return 1 / (1 + Math.exp(never.logDensity(score) - unlearned.logDensity(score)));
  }

  /**
   * Judges every pair of models on every target.
   *
   * @param unlearned scores under models that were trained on the target and unlearned it, {@code
   *     [targets][models]}, at least 3 models a target
   * @param never scores under models that never saw it, {@code [targets][models]}; the numbers of
   *     models may differ, the pairs are as many as the fewer
   */
  public Outcome attack(double[][] unlearned, double[][] never) {
    if (unlearned.length != never.length || unlearned.length == 0) {
      throw new IllegalArgumentException(
          unlearned.length + " targets of unlearned models and " + never.length + " of others");
    }
    int pairs = 0;
    for (int target = 0; target < unlearned.length; target++) {
      int fewer = Math.min(unlearned[target].length, never[target].length);
      if (fewer < FEWEST_MODELS) {
        throw new IllegalArgumentException(
            "target " + target + " has scores of " + fewer + " models; needed: 3 of each kind");
      }
      pairs += fewer;
    }
    double[] positives = new double[pairs];
    double[] negatives = new double[pairs];
    int at = 0;
    for (int target = 0; target < unlearned.length; target++) {
      int fewer = Math.min(unlearned[target].length, never[target].length);
      for (int left = 0; left < fewer; left++) {
        Gaussian u = without(unlearned[target], left);
        Gaussian n = without(never[target], left);
        positives[at] = evidence(unlearned[target][left], u, n);
        negatives[at] = evidence(never[target][left], u, n);
        at++;
      }
    }
    double right = 0;
    for (int i = 0; i < pairs; i++) {
      right += (1 + Math.signum(positives[i])) / 2 + (1 - Math.signum(negatives[i])) / 2;
    }
    return new Outcome(
        right / (2.0 * pairs),
        Roc.area(positives, negatives),
        Roc.truePositiveRate(positives, negatives, falsePositiveRate));
  }

  private static double evidence(double score, Gaussian unlearned, Gaussian never) {
    return unlearned.logDensity(score) - never.logDensity(score);
  }

  private Gaussian without(double[] scores, int left) {
    double mean = 0;
    for (int i = 0; i < scores.length; i++) {
      mean += i == left ? 0 : scores[i];
    }
    mean /= scores.length - 1;
    double squares = 0;
    for (int i = 0; i < scores.length; i++) {
      squares += i == left ? 0 : (scores[i] - mean) * (scores[i] - mean);
    }
    return new Gaussian(mean, Math.max(varianceFloor, squares / (scores.length - 2)));
  }

  /** Scores of all targets under one kind of model, when they come model by model. */
  public static double[][] byTarget(double[][] byModel) {
    double[][] result = new double[byModel.length == 0 ? 0 : byModel[0].length][byModel.length];
    for (int model = 0; model < byModel.length; model++) {
      for (int target = 0; target < result.length; target++) {
        result[target][model] = byModel[model][target];
      }
    }
    return result;
  }
}
