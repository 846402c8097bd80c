package org.lethe.evaluation;

import java.util.List;
import java.util.Optional;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.Cholesky;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Scatter;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.theory.KappaEstimate;
import org.lethe.theory.SampleSizes;

/**
 * KL(p1‖p) and KL(p2‖p) where the laws are not known: both sides and what is left are taken for
 * Gaussians with one covariance, the one pooled within the two training sides. The means of p1 and
 * p2 come from the held-out samples, so that they are independent of the mean of what is left, and
 * the plug-in value's excess of d/2·(1/n + 1/N), the noise of both means, can be taken off. May
 * therefore be a little below 0. About the data that is left in, not about the model.
 */
final class GaussianFit {
  private static final String METRIC = "kl-gaussian-fit";

  // The covariance costs n·d²; beyond this a user reduces the dimension first (tfidf-svd).
  private static final int LARGEST_DIMENSION = 512;

  private final Cholesky covariance;
  private final DenseFeatures forgetTrain;
  private final double[] sum;
  private final int trained;
  private final double[] forgetMean;
  private final double[] retainMean;
  private final int forgetTest;
  private final int retainTest;

  private GaussianFit(ExampleSet examples, DenseFeatures features) {
    int[] forget = examples.rows(Side.FORGET, Part.TRAIN);
    int[] retain = examples.rows(Side.RETAIN, Part.TRAIN);
    this.forgetTrain = features.select(forget);
    DenseFeatures retainTrain = features.select(retain);
    this.trained = forget.length + retain.length;
    this.covariance = pooled(forgetTrain, retainTrain);
    this.sum = new double[features.columns()];
    addTo(sum, forgetTrain.mean(), forget.length);
    addTo(sum, retainTrain.mean(), retain.length);
    this.forgetTest = examples.rows(Side.FORGET, Part.TEST).length;
    this.retainTest = examples.rows(Side.RETAIN, Part.TEST).length;
    this.forgetMean = features.select(examples.rows(Side.FORGET, Part.TEST)).mean();
    this.retainMean = features.select(examples.rows(Side.RETAIN, Part.TEST)).mean();
  }

  /**
   * Empty where it has no meaning: sparse or wide features, fewer samples than dimensions, a
   * singular covariance, or laws that are known, for which the exact value is measured.
   */
  static Optional<GaussianFit> of(ExampleSet examples, Features features) {
    int d = features.columns();
    int smaller =
        Math.min(
            examples.rows(Side.FORGET, Part.TRAIN).length,
            examples.rows(Side.RETAIN, Part.TRAIN).length);
    if (!(features instanceof DenseFeatures dense)
        || d > LARGEST_DIMENSION
        || smaller <= d + 3
        || examples.truth().isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new GaussianFit(examples, dense));
    } catch (IllegalArgumentException singular) {
      // A constant or repeated feature: no covariance to divide by, so there is nothing to measure.
      return Optional.empty();
    }
  }

  /**
   * @param removed which of the forget side's training samples were removed, {@code [n1]}
   */
  List<Measurement> measure(boolean[] removed) {
    double[] left = sum.clone();
    int count = trained;
    for (int i = 0; i < removed.length; i++) {
      if (removed[i]) {
        addTo(left, forgetTrain.row(i), -1);
        count--;
      }
    }
    for (int j = 0; j < left.length; j++) {
      left[j] /= count;
    }
    return List.of(
        new Measurement(
            METRIC,
            Split.FORGET_TEST.word(),
            divergence(forgetMean, forgetTest, left, count),
            "nats",
            Direction.HIGHER_IS_BETTER),
        new Measurement(
            METRIC,
            Split.RETAIN_TEST.word(),
            divergence(retainMean, retainTest, left, count),
            "nats",
            Direction.LOWER_IS_BETTER));
  }

  private double divergence(double[] mean, int n, double[] left, int count) {
    double[] difference = mean.clone();
    addTo(difference, left, -1);
    double plugIn = 0;
    for (double v : covariance.whiten(difference)) {
      plugIn += v * v / 2;
    }
    double freedom = trained - 2.0;
    double unbiased = (freedom - mean.length - 1) / freedom * plugIn; // E S⁻¹ is too large by this
    return KappaEstimate.knownCovariance(unbiased, mean.length, new SampleSizes(n, count));
  }

  private static Cholesky pooled(DenseFeatures forget, DenseFeatures retain) {
    double[] scatter = Scatter.about(forget.mean(), forget);
    addTo(scatter, Scatter.about(retain.mean(), retain), 1);
    double freedom = forget.rows() + retain.rows() - 2.0;
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] /= freedom;
    }
    return Cholesky.of(scatter, forget.columns());
  }

  private static void addTo(double[] target, double[] added, double factor) {
    for (int j = 0; j < target.length; j++) {
      target[j] += factor * added[j];
    }
  }
}
