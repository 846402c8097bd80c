package org.lethe.curation.identify;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lethe.classical.ClassWeight;
import org.lethe.classical.Intercept;
import org.lethe.classical.LinearClassifier;
import org.lethe.classical.LogisticRegression;
import org.lethe.nd.Features;
import org.lethe.nd.Rows;
import org.lethe.settings.Setting;

/**
 * What tells p1 from p2 while labels are few: ℓ2 logistic regression on the labelled samples, both
 * sides weighing the same. Before a member of p2 is labelled, the unlabelled samples stand in for
 * p2 (Elkan, Noto, Learning Classifiers from Only Positive and Unlabeled Data, 2008).
 */
public record Probe(
    @Setting(value = "inverse strength of the ℓ2 penalty, above 0", or = "10") double c) {

  /** Nobody needs more: the logits order samples, and are calibrated afterwards. */
  private static final double TOLERANCE = 1e-4;

  private static final int MOST_ITERATIONS = 200;

  /** Unlabelled samples are scored by a model that has not taken them for members of p2. */
  private static final int HALVES = 2;

  public Probe {
    if (!(c > 0) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("c is " + c + "; allowed: a number above 0");
    }
  }

  /**
   * The log-odds of every sample, {@code [n]}; empty without a labelled member of p1, of which
   * there is nothing to learn.
   */
  Optional<double[]> logits(Round round) {
    if (round.forget().length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        round.retain().length == 0
            ? againstPool(round)
            : score(fit(round.features(), round.forget(), round.retain()), round.features()));
  }

  /**
   * The log-odds of samples that are not in the pool, by labelled samples of both sides.
   *
   * @param others {@code [m, d]}
   */
  double[] logits(Round round, Features others) {
    return score(fit(round.features(), round.forget(), round.retain()), others);
  }

  /**
   * ln p1(x)/p(x), labelled members of p1 against the pool as a whole, up to a constant: what needs
   * no member of p2. Cross-fitted: the unlabelled samples are dealt into halves by their keys, and
   * each half is scored by a model that was trained on the other.
   */
  double[] againstPool(Round round) {
    double[] logits = new double[round.features().rows()];
    int[] pool = round.unlabelled();
    for (int half = 0; half < HALVES; half++) {
      int held = half;
      int[] others =
          IntStream.concat(
                  IntStream.range(0, pool.length)
                      .filter(i -> i % HALVES != held || pool.length < HALVES)
                      .map(i -> pool[i]),
                  Arrays.stream(round.retain()))
              .toArray();
      if (others.length == 0) {
        continue; // all of the pool is labelled p1: there is nothing to compare with
      }
      double[] scores = score(fit(round.features(), round.forget(), others), round.features());
      for (int i = held; i < pool.length; i += HALVES) {
        logits[pool[i]] = scores[pool[i]];
      }
      // the labelled ones are in both models; their logits decide nothing
      for (int row : round.forget()) {
        logits[row] += scores[row] / HALVES;
      }
      for (int row : round.retain()) {
        logits[row] += scores[row] / HALVES;
      }
    }
    return logits;
  }

  /**
   * The log-odds of labelled samples by models that have not seen them, in the order of forget and
   * then retain; empty where a side has too few samples to leave some out.
   *
   * @param folds parts that both sides are dealt into
   */
  Optional<double[]> outOfFold(Round round, int folds) {
    int[] forget = round.forget();
    int[] retain = round.retain();
    if (Math.min(forget.length, retain.length) < folds) {
      return Optional.empty();
    }
    double[] logits = new double[forget.length + retain.length];
    for (int fold = 0; fold < folds; fold++) {
      LinearClassifier model =
          fit(round.features(), without(forget, fold, folds), without(retain, fold, folds));
      double[] scores = score(model, round.features());
      for (int i = fold; i < forget.length; i += folds) {
        logits[i] = scores[forget[i]];
      }
      for (int i = fold; i < retain.length; i += folds) {
        logits[forget.length + i] = scores[retain[i]];
      }
    }
    return Optional.of(logits);
  }

  private static int[] without(int[] rows, int fold, int folds) {
    return IntStream.range(0, rows.length)
        .filter(i -> i % folds != fold)
        .map(i -> rows[i])
        .toArray();
  }

  private LinearClassifier fit(Features features, int[] forget, int[] retain) {
    int[] rows = IntStream.concat(Arrays.stream(forget), Arrays.stream(retain)).toArray();
    int[] labels = new int[rows.length];
    Arrays.fill(labels, 0, forget.length, 1);
    return new LogisticRegression(
            c, ClassWeight.BALANCED, Intercept.FREE, TOLERANCE, MOST_ITERATIONS)
        .fit(Rows.of(features, rows), labels, 2, Optional.empty());
  }

  private static double[] score(LinearClassifier model, Features features) {
    double[] solution = model.solution(0);
    double[] logits = features.multiply(Arrays.copyOf(solution, features.columns()));
    for (int i = 0; i < logits.length; i++) {
      logits[i] += solution[features.columns()];
    }
    return logits;
  }
}
