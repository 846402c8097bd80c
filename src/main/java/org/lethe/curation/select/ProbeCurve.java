package org.lethe.curation.select;

import java.util.Arrays;
import java.util.Optional;
import org.lethe.results.Estimate;
import org.lethe.results.Statistics;

/**
 * What a probe says of held-out samples while more and more forget samples are removed from its
 * training.
 *
 * @param budgets shares of the forget samples, ascending from 0 to 1, {@code [k]}
 * @param recall share of held-out forget samples that the probe still takes for forget samples,
 *     {@code [folds][k]}
 * @param falseAlarms share of held-out retained samples that it takes for forget samples, {@code
 *     [folds][k]}
 * @param separability area under the ROC curve before anything is removed, over all folds
 */
record ProbeCurve(
    double[] budgets, double[][] recall, double[][] falseAlarms, double separability) {

  /** Over the folds, after each budget. */
  Estimate recallAt(int budget) {
    return at(recall, budget);
  }

  /** Over the folds, after each budget. */
  Estimate falseAlarmsAt(int budget) {
    return at(falseAlarms, budget);
  }

  private static Estimate at(double[][] values, int budget) {
    return Statistics.estimate(Arrays.stream(values).mapToDouble(fold -> fold[budget]).toArray());
  }

  /** Mean recall at a share between two budgets, linearly interpolated. */
  double recallAt(double share) {
    int after = 1;
    while (after < budgets.length - 1 && budgets[after] < share) {
      after++;
    }
    double part = (share - budgets[after - 1]) / (budgets[after] - budgets[after - 1]);
    double before = recallAt(after - 1).mean();
    return before + part * (recallAt(after).mean() - before);
  }

  /**
   * The first share at which mean recall is half of what it is at the start, linearly interpolated;
   * empty if it never is.
   */
  Optional<Double> halved() {
    double[] mean = new double[budgets.length];
    Arrays.setAll(mean, k -> recallAt(k).mean());
    return first(mean);
  }

  /** The same for each fold; how much the answer depends on the samples. Empty if one never is. */
  Optional<Estimate> halvedOverFolds() {
    double[] crossings = new double[recall.length];
    for (int fold = 0; fold < recall.length; fold++) {
      Optional<Double> crossing = first(recall[fold]);
      if (crossing.isEmpty()) {
        return Optional.empty();
      }
      crossings[fold] = crossing.get();
    }
    return Optional.of(Statistics.estimate(crossings));
  }

  private Optional<Double> first(double[] values) {
    double half = values[0] / 2;
    for (int k = 1; k < values.length; k++) {
      if (values[k] <= half && values[k] < values[k - 1]) {
        double part = (values[k - 1] - half) / (values[k - 1] - values[k]);
        return Optional.of(budgets[k - 1] + part * (budgets[k] - budgets[k - 1]));
      }
    }
    return Optional.empty();
  }
}
