package org.lethe.classical;

import org.lethe.learner.Classifier;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Rows;

/**
 * A linear model: one score w·x + b for two classes (the log-odds of the second), or one a class,
 * one-vs-rest.
 */
public final class LinearClassifier implements Classifier {
  private final int classes;
  private final int columns;
  private final int scores;
  private final double[] weights;
  private final Seen seen;

  /**
   * What the fit knows already: the scores of the rows it was fitted to.
   *
   * @param rows of these features, {@code [n]}; found again only where ascending
   * @param margins {@code [scores][n]}
   */
  record Seen(Features features, int[] rows, double[][] margins) {
    private static final Seen NOTHING =
        new Seen(new DenseFeatures(new float[0], 0, 0), new int[0], new double[0][]);
  }

  /** As {@link #LinearClassifier(int, double[][], Seen)}, with no scores known. */
  LinearClassifier(int classes, double[][] solutions) {
    this(classes, solutions, Seen.NOTHING);
  }

  /**
   * @param classes c, at least 2
   * @param solutions weights and then the intercept of each score, {@code [1][d + 1]} for two
   *     classes and {@code [c][d + 1]} for more
   * @param seen scores that need not be computed again
   */
  LinearClassifier(int classes, double[][] solutions, Seen seen) {
    if (solutions.length != (classes == 2 ? 1 : classes)) {
      throw new IllegalArgumentException(solutions.length + " scores for " + classes + " classes");
    }
    this.classes = classes;
    this.seen = seen;
    this.scores = solutions.length;
    this.columns = solutions[0].length - 1;
    this.weights = new double[(columns + 1) * scores];
    for (int s = 0; s < scores; s++) {
      for (int j = 0; j <= columns; j++) {
        weights[j * scores + s] = solutions[s][j];
      }
    }
  }

  @Override
  public int classes() {
    return classes;
  }

  /** d. */
  public int columns() {
    return columns;
  }

  /**
   * A copy of one score's weights and then its intercept, {@code [d + 1]}.
   *
   * @param score 0 for two classes, else the class
   */
  public double[] solution(int score) {
    double[] result = new double[columns + 1];
    for (int j = 0; j <= columns; j++) {
      result[j] = weights[j * scores + score];
    }
    return result;
  }

  @Override
  public double[] decisions(Features rows) {
    double[] raw = scores(Rows.of(rows));
    if (classes > 2) {
      return raw;
    }
    double[] decisions = new double[2 * raw.length];
    for (int i = 0; i < raw.length; i++) {
      decisions[2 * i] = -raw[i] / 2;
      decisions[2 * i + 1] = raw[i] / 2;
    }
    return decisions;
  }

  /** For more than two classes: each score's own probability, divided by their sum. */
  @Override
  public double[] probabilities(Features rows) {
    return probabilitiesOf(scores(Rows.of(rows)));
  }

  /** Rows of the fit are not multiplied again: their scores are known, to rounding. */
  @Override
  public double[] probabilities(Features features, int[] chosen) {
    Rows rows = Rows.of(features, chosen);
    return probabilitiesOf(features == seen.features ? scoresOfSome(rows, chosen) : scores(rows));
  }

  private double[] probabilitiesOf(double[] raw) {
    int n = raw.length / scores;
    double[] result = new double[Math.multiplyExact(n, classes)];
    for (int i = 0; i < n; i++) {
      if (classes == 2) {
        double small = Math.exp(-Math.abs(raw[i])); // both sigmoids of ±z from one exponential
        int likely = raw[i] >= 0 ? 1 : 0;
        result[2 * i + likely] = 1 / (1 + small);
        result[2 * i + 1 - likely] = small / (1 + small);
      } else {
        normalise(raw, result, i * classes);
      }
    }
    return result;
  }

  private void normalise(double[] raw, double[] result, int from) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, raw[from + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      // σ(z) is eᶻ to rounding where all scores are far below 0, and might vanish for all of them
      double z = raw[from + c];
      result[from + c] = largest < -700 ? Math.exp(z - largest) : sigmoid(z);
      sum += result[from + c];
    }
    for (int c = 0; c < classes; c++) {
      result[from + c] /= sum;
    }
  }

  /** Walks along both, which ascend. */
  private double[] scoresOfSome(Rows rows, int[] chosen) {
    double[] raw = new double[Math.multiplyExact(chosen.length, scores)];
    int next = 0;
    for (int i = 0; i < chosen.length; i++) {
      while (next < seen.rows.length && seen.rows[next] < chosen[i]) {
        next++;
      }
      int at = i * scores;
      if (next < seen.rows.length && seen.rows[next] == chosen[i]) {
        for (int s = 0; s < scores; s++) {
          raw[at + s] = seen.margins[s][next];
        }
      } else {
        rows.multiply(i, weights, scores, raw, at);
        for (int s = 0; s < scores; s++) {
          raw[at + s] += weights[columns * scores + s];
        }
      }
    }
    return raw;
  }

  private double[] scores(Rows rows) {
    if (rows.columns() != columns) {
      throw new IllegalArgumentException(
          "rows have " + rows.columns() + " features, the model " + columns);
    }
    double[] raw = rows.multiply(weights, scores);
    for (int at = 0; at < raw.length; at++) {
      raw[at] += weights[columns * scores + at % scores];
    }
    return raw;
  }

  private static double sigmoid(double z) {
    if (z >= 0) {
      return 1 / (1 + Math.exp(-z));
    }
    double small = Math.exp(z);
    return small / (1 + small);
  }
}
