package org.lethe.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.learner.Classifier;
import org.lethe.learner.ExampleClassifier;
import org.lethe.learner.GaussianModel;
import org.lethe.learner.Model;
import org.lethe.nd.Features;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.theory.GaussianKnownCovariance;
import org.lethe.theory.GaussianPair;

/**
 * The questions that every model of one seed is asked. What does not depend on the model (the rows
 * of each split, their features) is prepared once; {@link #measure} may be called from several
 * threads.
 */
public final class Audit {
  /** KL(p1‖p) and KL(p2‖p), where the laws are known. */
  static final String KL = "kl";

  private final ExampleSet examples;
  private final List<? extends Metric> metrics;
  private final Map<Split, Prepared> held = new EnumMap<>(Split.class);
  private final Prepared forgetTrain;
  private final int[] forgetClasses;
  private final int[] retainClasses;
  private final Optional<GaussianKl> kl;
  private final Optional<GaussianFit> fit;

  /** Some rows to ask about, and how. */
  private record Prepared(int[] rows, int[] labels, Function<Classifier, double[]> ask) {
    double[] ask(Model model, ExampleSet examples) {
      return model instanceof ExampleClassifier classifier
          ? classifier.probabilities(examples, rows)
          : ask.apply((Classifier) model);
    }
  }

  /**
   * @param features of all examples, {@code [n, d]}
   * @param metrics what is asked of classifiers
   */
  public Audit(ExampleSet examples, Features features, List<? extends Metric> metrics) {
    this.examples = examples;
    this.metrics = List.copyOf(metrics);
    this.forgetClasses = examples.classesOf(Side.FORGET);
    this.retainClasses = examples.classesOf(Side.RETAIN);
    for (Split split : Split.values()) {
      if (split != Split.FORGET_DELETED && split != Split.FORGET_KEPT) {
        held.put(split, prepare(features, split.side(), split.part()));
      }
    }
    this.forgetTrain = prepare(features, Side.FORGET, Split.FORGET_KEPT.part());
    this.kl = examples.truth().map(GaussianKl::new);
    this.fit = GaussianFit.of(examples, features);
  }

  /**
   * Everything that can be measured of a model; what cannot is absent.
   *
   * @param removed which of the forget side's training samples (in the order of {@code
   *     examples.rows(FORGET, TRAIN)}) were removed, {@code [n1]}
   */
  public List<Measurement> measure(Model model, boolean[] removed) {
    if (model instanceof GaussianModel gaussian) {
      return kl.map(law -> law.measure(gaussian))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "the laws of " + examples.source() + " are not known, so KL is not defined"));
    }
    return measure(predictions(model, removed), removed);
  }

  /**
   * As much of {@link #measure} as a search of a budget reads ({@link Searchable}): of a classifier
   * its answers on the validation part alone.
   */
  public List<Measurement> glance(Model model, boolean[] removed) {
    if (model instanceof GaussianModel) {
      return measure(model, removed);
    }
    List<Measurement> result = new ArrayList<>();
    held.forEach(
        (split, rows) -> {
          if (split.part() == Part.VALIDATION) {
            add(result, split, predictions(model, split.side(), rows));
          }
        });
    return result;
  }

  /**
   * As {@link #measure(Model, boolean[])}, of a classifier that was asked already.
   *
   * @param said what {@link #predictions} gave
   */
  public List<Measurement> measure(Map<Split, Predictions> said, boolean[] removed) {
    List<Measurement> result = new ArrayList<>();
    said.forEach((split, predictions) -> add(result, split, predictions));
    fit.ifPresent(gaussian -> result.addAll(gaussian.measure(removed)));
    return result;
  }

  /**
   * What a classifier says of every split, also of those without examples; {@link UnlearningAudit}
   * asks more of it.
   *
   * @param model gives probabilities
   * @param removed as in {@link #measure}
   */
  public Map<Split, Predictions> predictions(Model model, boolean[] removed) {
    Map<Split, Predictions> result = new EnumMap<>(Split.class);
    Predictions ofForgetTrain = predictions(model, Side.FORGET, forgetTrain);
    result.put(Split.FORGET_DELETED, ofForgetTrain.select(where(removed, true)));
    result.put(Split.FORGET_KEPT, ofForgetTrain.select(where(removed, false)));
    held.forEach((split, rows) -> result.put(split, predictions(model, split.side(), rows)));
    return result;
  }

  private Predictions predictions(Model model, Side side, Prepared rows) {
    return new Predictions(
        side,
        rows.labels,
        rows.ask(model, examples),
        examples.classes().size(),
        side == Side.FORGET ? forgetClasses : retainClasses);
  }

  /** A plain loop: it is called for every trial. */
  private static int[] where(boolean[] removed, boolean wanted) {
    int[] positions = new int[removed.length];
    int count = 0;
    for (int i = 0; i < removed.length; i++) {
      if (removed[i] == wanted) {
        positions[count++] = i;
      }
    }
    return Arrays.copyOf(positions, count);
  }

  private void add(List<Measurement> result, Split split, Predictions predictions) {
    for (Metric metric : metrics) {
      Direction direction = metric.direction(split.side());
      metric
          .of(predictions)
          .ifPresent(
              value ->
                  result.add(
                      new Measurement(
                          metric.metric(), split.word(), value, metric.unit(), direction)));
    }
  }

  /**
   * A model may know its training rows already. Held-out rows are asked about in each trial, with a
   * training between that leaves nothing of them in the caches: side by side they are read twice as
   * fast as scattered among the others.
   */
  private Prepared prepare(Features features, Side side, Part part) {
    int[] rows = examples.rows(side, part);
    if (part == Part.TRAIN) {
      return new Prepared(
          rows, examples.labels(rows), model -> model.probabilities(features, rows));
    }
    Features together = features.select(rows);
    return new Prepared(rows, examples.labels(rows), model -> model.probabilities(together));
  }

  /** KL(p1‖p) and KL(p2‖p) of a Gaussian with the shared, known covariance (docs/theory.md). */
  private record GaussianKl(GaussianPair truth, GaussianKnownCovariance family) {
    GaussianKl(GaussianPair truth) {
      this(truth, new GaussianKnownCovariance(truth.covariance(), truth.dimension()));
    }

    List<Measurement> measure(GaussianModel model) {
      return List.of(
          new Measurement(
              KL,
              Split.FORGET_TEST.word(),
              family.divergence(truth.mean1(), model.mean()),
              "nats",
              Direction.HIGHER_IS_BETTER),
          new Measurement(
              KL,
              Split.RETAIN_TEST.word(),
              family.divergence(truth.mean2(), model.mean()),
              "nats",
              Direction.LOWER_IS_BETTER));
    }
  }
}
