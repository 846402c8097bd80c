package org.lethe.curation.select;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lethe.classical.ClassWeight;
import org.lethe.classical.Intercept;
import org.lethe.classical.LinearClassifier;
import org.lethe.classical.LogisticRegression;
import org.lethe.evaluation.Roc;
import org.lethe.learner.Model;
import org.lethe.nd.Features;
import org.lethe.nd.Parallel;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.nd.Stack;

/**
 * A stand-in for the model that shall forget: logistic regression that tells forget from retained
 * samples, trained again after each budget, judged by samples that it was not trained on. Folds are
 * made on each side for itself; within the training part of a fold samples go in the order of the
 * ranking of all, so the ranking has seen the held-out samples, the probe has not.
 */
final class RemovalProbe {
  static final int FOLDS = 5;
  private static final int STEPS = 20;
  private static final int MOST_ROWS = 20_000;
  private static final LogisticRegression LEARNER =
      new LogisticRegression(1, ClassWeight.NONE, Intercept.FREE, 1e-4, 200);

  private final Sides sides;
  private final int[] forgetRows;
  private final int[] forgetFolds;
  private final int[] retainFolds;
  private final Features both;

  /**
   * Prepares it; of more than {@value #MOST_ROWS} samples of a side so many are drawn.
   *
   * @throws IllegalArgumentException if a side has too few samples
   */
  RemovalProbe(Sides all, Seed seed) {
    if (Math.min(all.forget().rows(), all.retain().rows()) < FOLDS) {
      throw new IllegalArgumentException(
          "there are "
              + all.forget().rows()
              + " forget and "
              + all.retain().rows()
              + " retained samples; a probe of "
              + FOLDS
              + " folds takes at least "
              + FOLDS
              + " of each");
    }
    forgetRows = Draw.some(all.forget().rows(), MOST_ROWS, seed.derive("forget rows"));
    sides =
        all.select(
            forgetRows, Draw.some(all.retain().rows(), MOST_ROWS, seed.derive("retain rows")));
    forgetFolds = deal(sides.forget().rows(), seed.derive("forget folds"));
    retainFolds = deal(sides.retain().rows(), seed.derive("retain folds"));
    both = Stack.of(sides.forget(), sides.retain());
  }

  /** n1 and n2 of what it looks at. */
  List<Integer> sizes() {
    return List.of(sides.forget().rows(), sides.retain().rows());
  }

  private static int[] deal(int n, Seed seed) {
    int[] order = seed.permutation(n);
    int[] fold = new int[n];
    for (int i = 0; i < n; i++) {
      fold[order[i]] = i % FOLDS;
    }
    return fold;
  }

  /**
   * The curve of one ranking.
   *
   * @param ranking rows of all forget samples, first to go first, {@code [n1]}
   */
  ProbeCurve along(int[] ranking) {
    int[] own = ownRanking(ranking);
    double[] budgets =
        IntStream.rangeClosed(0, STEPS).mapToDouble(k -> (double) k / STEPS).toArray();
    double[][] recall = new double[FOLDS][budgets.length];
    double[][] falseAlarms = new double[FOLDS][budgets.length];
    double[] separability = new double[FOLDS];
    Parallel.forEach(
        FOLDS,
        fold -> {
          int[] training = Arrays.stream(own).filter(i -> forgetFolds[i] != fold).toArray();
          int[] retain =
              IntStream.range(0, retainFolds.length).filter(i -> retainFolds[i] != fold).toArray();
          Features forgetHeld =
              sides
                  .forget()
                  .select(
                      IntStream.range(0, own.length).filter(i -> forgetFolds[i] == fold).toArray());
          Features retainHeld =
              sides
                  .retain()
                  .select(
                      IntStream.range(0, retainFolds.length)
                          .filter(i -> retainFolds[i] == fold)
                          .toArray());
          Optional<Model> last = Optional.empty();
          for (int k = 0; k < budgets.length; k++) {
            int gone = (int) Math.round(budgets[k] * training.length);
            LinearClassifier classifier =
                fit(Arrays.copyOfRange(training, gone, training.length), retain, last);
            double[] yes = logits(classifier, forgetHeld);
            double[] no = logits(classifier, retainHeld);
            recall[fold][k] = positive(yes);
            falseAlarms[fold][k] = positive(no);
            if (k == 0) {
              separability[fold] = Roc.area(yes, no);
            }
            last = Optional.of(classifier);
          }
        });
    return new ProbeCurve(
        budgets, recall, falseAlarms, Arrays.stream(separability).average().orElseThrow());
  }

  /** The ranking of those that the probe looks at, as rows of its own. */
  private int[] ownRanking(int[] ranking) {
    int[] place = new int[ranking.length];
    Arrays.fill(place, -1);
    for (int i = 0; i < forgetRows.length; i++) {
      place[forgetRows[i]] = i;
    }
    return Arrays.stream(ranking).map(row -> place[row]).filter(i -> i >= 0).toArray();
  }

  private LinearClassifier fit(int[] forget, int[] retain, Optional<Model> start) {
    int n1 = sides.forget().rows();
    int[] rows =
        IntStream.concat(Arrays.stream(forget).sorted(), Arrays.stream(retain).map(i -> n1 + i))
            .toArray();
    int[] labels = Arrays.stream(rows).map(row -> row < n1 ? 1 : 0).toArray();
    return LEARNER.fit(Rows.of(both, rows), labels, 2, start);
  }

  private static double[] logits(LinearClassifier classifier, Features rows) {
    double[] decisions = classifier.decisions(rows);
    double[] logits = new double[rows.rows()];
    Arrays.setAll(logits, i -> 2 * decisions[2 * i + 1]); // decisions are (−z, z)/2
    return logits;
  }

  private static double positive(double[] logits) {
    return Arrays.stream(logits).filter(z -> z > 0).count() / (double) logits.length;
  }
}
