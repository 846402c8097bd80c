package org.lethe.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ways in which selective deletion fails according to the paper (arXiv 2507.15112, its reviews
 * and its limits section): the retained side drops, nothing happens until nearly everything is
 * deleted, the edited model is pushed past p2, and the coreset rule, which should be poor, is
 * ahead. A signature must be both large enough to matter and beyond its own interval, so that noise
 * over seeds does not warn.
 */
final class FailureSignatures {

  /** Loss of a retained share that matters: 2 points. */
  static final double RETAINED_SHARE = 0.02;

  /** Loss of a retained log-loss or divergence that matters: the paper's example for ε. */
  static final double RETAINED_NATS = 0.1;

  /** What counts as a high budget. */
  static final double HIGH_BUDGET = 0.75;

  /** Less than this part of the full effect is no effect. */
  static final double SOME_EFFECT = 0.1;

  /** A rise of KL(p2‖p) that matters, as a part of where it started. */
  static final double OVERSHOOT = 0.05;

  /** How much earlier counts as ahead: 2 points of budget. */
  static final double AHEAD = 0.02;

  private static final String CORESET = "coreset";

  /** What may tell curves apart besides their rules, in the order of the tables. */
  private static final List<Function<CurveKey, String>> PARTS =
      List.of(
          CurveKey::dataset,
          CurveKey::variant,
          CurveKey::encoder,
          CurveKey::learner,
          CurveKey::unlearner,
          CurveKey::engine);

  private final Study study;
  private final List<Curve> curves;
  private final Summary summary;
  private final List<Function<CurveKey, String>> varying;

  FailureSignatures(Study study, List<Curve> curves, Summary summary) {
    this.study = study;
    this.curves = curves;
    this.summary = summary;
    this.varying =
        PARTS.stream()
            .filter(part -> curves.stream().map(c -> part.apply(c.key())).distinct().count() > 1)
            .toList();
  }

  List<String> all() {
    List<String> sentences = new ArrayList<>();
    for (Curve curve : curves) {
      sentences.addAll(doubtful(curve));
      noEffect(curve).ifPresent(sentences::add);
      for (Series series : curve.series()) {
        if (series.split().equals("retain-test")) {
          overshoot(series).ifPresent(sentences::add);
        }
      }
    }
    for (CurveFact fact : summary.facts()) {
      retainedDrop(fact).ifPresent(sentences::add);
    }
    sentences.addAll(coresetAhead());
    return List.copyOf(sentences);
  }

  private List<String> doubtful(Curve curve) {
    List<String> sentences = new ArrayList<>();
    int points = curve.seeds().length * curve.budgets().length;
    if (curve.trials() < points) {
      sentences.add(
          say(
              "%s: %d of its %d (seed, budget) points are missing, so n differs along the curve.",
              name(curve.key()), points - curve.trials(), points));
    }
    if (curve.ambiguous() > 0) {
      sentences.add(
          say(
              "%s: %d records repeat a (seed, budget) of this curve under another id; one of each"
                  + " was used. Data or settings changed in between.",
              name(curve.key()), curve.ambiguous()));
    }
    return sentences;
  }

  private Optional<String> noEffect(Curve curve) {
    Optional<Series> found = Summary.find(curve, study.primaryMetric(), Summary.CROSSING_SPLIT);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Series series = found.get();
    int start = series.indexOf(0);
    int full = series.indexOf(1);
    Optional<Integer> high =
        IntStream.range(0, series.budgets().length)
            .filter(b -> series.budgets()[b] >= HIGH_BUDGET && series.budgets()[b] < 1)
            .boxed()
            .findFirst();
    if (start < 0 || full < 0 || high.isEmpty()) {
      return Optional.empty();
    }
    double[] toFull = series.change(start, full);
    double[] toHigh = series.change(start, high.get());
    if (toFull.length == 0 || toHigh.length == 0) {
      return Optional.empty();
    }
    double whole = Statistics.mean(toFull);
    double part = Statistics.mean(toHigh);
    double budget = series.budgets()[high.get()];
    if (whole == 0) {
      return Optional.of(
          say(
              "%s: %s does not change even at budget 1, so there is nothing to" + " forget.",
              name(curve.key()), series.metric()));
    }
    return part / whole < SOME_EFFECT
        ? Optional.of(
            say(
                "%s: at a budget of %s, %s has made only %s of its way to its value"
                    + " at budget 1.",
                name(curve.key()),
                percent(budget),
                series.metric(),
                percent(Math.max(0, part / whole))))
        : Optional.empty();
  }

  private Optional<String> retainedDrop(CurveFact fact) {
    if (!fact.split().equals("retain-test") || fact.largestLoss().isEmpty()) {
      return Optional.empty();
    }
    CurveFact.LargestLoss largest = fact.largestLoss().get();
    boolean share = fact.unit().equals("fraction");
    Estimate loss = largest.loss();
    if (loss.mean() <= (share ? RETAINED_SHARE : RETAINED_NATS) || !aboveZero(loss)) {
      return Optional.empty();
    }
    return Optional.of(
        say(
            "%s: retained %s is worse by %s at a budget of %s (n=%d).",
            name(fact.curve()),
            fact.metric(),
            share
                ? say("%.1f points", 100 * loss.mean())
                : say("%.3g %s", loss.mean(), fact.unit()),
            percent(largest.budget()),
            loss.n()));
  }

  /**
   * KL(p2‖p) falls while p moves towards p2; that it rises on the way means that p went past p2,
   * or, where it rises from the start, that the rule deletes what p2 resembles. It may well come
   * back: at budget 1 nothing of p1 is left. So the largest rise between any two budgets is looked
   * for.
   */
  private Optional<String> overshoot(Series series) {
    int start = series.indexOf(0);
    if (!series.metric().startsWith("kl") || start < 0 || series.at(start).length == 0) {
      return Optional.empty();
    }
    double begun = Statistics.mean(series.at(start));
    double lowestMean = begun;
    double largestRise = 0;
    int lowest = start;
    int from = start;
    int to = start;
    for (int b = start; b < series.budgets().length; b++) {
      double[] here = series.at(b);
      if (here.length == 0) {
        continue;
      }
      double mean = Statistics.mean(here);
      if (mean < lowestMean) {
        lowestMean = mean;
        lowest = b;
      }
      if (mean - lowestMean > largestRise) {
        largestRise = mean - lowestMean;
        from = lowest;
        to = b;
      }
    }
    double[] rises = series.change(from, to);
    if (largestRise <= OVERSHOOT * begun || rises.length == 0) {
      return Optional.empty();
    }
    Estimate rise = Statistics.estimate(rises);
    return aboveZero(rise)
        ? Optional.of(
            say(
                "%s: retained %s rises by %.3g nats between the budgets %s and %s: forgetting %s"
                    + " (n=%d).",
                name(series.curve()),
                series.metric(),
                rise.mean(),
                percent(series.budgets()[from]),
                percent(series.budgets()[to]),
                from == start ? "moves the model away from p2" : "pushes the model past p2",
                rise.n()))
        : Optional.empty();
  }

  private List<String> coresetAhead() {
    Map<CurveKey, List<String>> ahead = new TreeMap<>();
    for (SavingRow row : summary.savings()) {
      if (row.curve().scorer().equals(CORESET) && row.metric().equals(study.primaryMetric())) {
        row.saved()
            .filter(saved -> saved.mean() > AHEAD && aboveZero(saved))
            .ifPresent(
                saved ->
                    ahead
                        .computeIfAbsent(row.curve(), curve -> new ArrayList<>())
                        .add(
                            say(
                                "by %.1f points (%s, n=%d)",
                                100 * saved.mean(), row.definition().word(), saved.n())));
      }
    }
    return ahead.entrySet().stream()
        .map(
            curve ->
                say(
                    "%s: the coreset rule, which should be poor, has %s halved before random:"
                        + " %s.",
                    name(curve.getKey()),
                    study.primaryMetric(),
                    String.join(", ", curve.getValue())))
        .toList();
  }

  /** With one seed there is no interval; then the size alone decides. */
  private static boolean aboveZero(Estimate estimate) {
    return estimate.n() == 1 ? estimate.mean() > 0 : estimate.low() > 0;
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String percent(double share) {
    return say("%.1f %%", 100 * share).replace(".0 %", " %");
  }

  /** What tells a curve from the others of the study, the rule last. */
  private String name(CurveKey key) {
    return Stream.concat(varying.stream().map(part -> part.apply(key)), Stream.of(key.scorer()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
