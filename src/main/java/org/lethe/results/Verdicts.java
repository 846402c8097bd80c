package org.lethe.results;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Printed numbers against measured ones. */
final class Verdicts {

  private Verdicts() {}

  /** One verdict for each curve that answers to an expectation; failures first. */
  static List<Verdict> of(Study study, List<Curve> curves, List<Crossings> crossings) {
    return study.expected().stream()
        .flatMap(
            expectation ->
                expectation.asksForCrossing()
                    ? ofCrossing(study, expectation, crossings)
                    : ofValue(study, expectation, curves))
        .sorted(Comparator.comparing(Verdict::outcome))
        .toList();
  }

  private static Stream<Verdict> ofCrossing(
      Study study, Expectation expectation, List<Crossings> crossings) {
    List<Crossings> answers =
        crossings.stream()
            .filter(
                crossing ->
                    answers(crossing.curve(), expectation)
                        && crossing.metric().equals(expectation.metric())
                        && crossing.split().equals(expectation.split())
                        && crossing.definition().word().equals(expectation.definition()))
            .toList();
    if (answers.isEmpty()) {
      return Stream.of(
          nothing(
              expectation,
              "no curve has a "
                  + expectation.definition()
                  + " crossing of "
                  + expectation.metric()
                  + " on "
                  + expectation.split()));
    }
    return answers.stream()
        .map(
            answer -> {
              CrossingRow row = answer.only(judging(expectation)).row();
              return judge(
                  study, expectation, answer.curve(), row.budget(), row.n(), row.reached());
            });
  }

  private static Stream<Verdict> ofValue(Study study, Expectation expectation, List<Curve> curves) {
    List<Verdict> verdicts =
        curves.stream()
            .filter(curve -> answers(curve.key(), expectation))
            .flatMap(
                curve -> Summary.find(curve, expectation.metric(), expectation.split()).stream())
            .filter(
                series ->
                    series.indexOf(expectation.budget()) >= 0
                        && series.at(series.indexOf(expectation.budget())).length > 0)
            .map(
                series -> {
                  double[] values =
                      series.at(series.indexOf(expectation.budget()), judging(expectation));
                  return judge(
                      study,
                      expectation,
                      series.curve(),
                      values.length == 0
                          ? Optional.empty()
                          : Optional.of(Statistics.estimate(values)),
                      values.length,
                      values.length);
                })
            .toList();
    return verdicts.isEmpty()
        ? Stream.of(
            nothing(
                expectation,
                "no trial of "
                    + expectation.unlearner()
                    + " has "
                    + expectation.metric()
                    + " "
                    + expectation.asked()))
        : verdicts.stream();
  }

  private static Verdict nothing(Expectation expectation, String reason) {
    return new Verdict(
        expectation,
        Optional.empty(),
        Verdict.Outcome.NOT_COMPARABLE,
        Optional.empty(),
        0,
        0,
        reason);
  }

  /** The seeds that may judge. */
  private static LongPredicate judging(Expectation expectation) {
    return seed -> !expectation.tuned() || seed > Expectation.LAST_TUNING_SEED;
  }

  private static boolean answers(CurveKey curve, Expectation expectation) {
    return (expectation.scorer().isEmpty() || curve.scorer().equals(expectation.scorer()))
        && curve.unlearner().equals(expectation.unlearner())
        && (expectation.variant().isEmpty() || curve.variant().equals(expectation.variant()))
        && (expectation.learner().isEmpty() || curve.learner().equals(expectation.learner()));
  }

  private static Verdict judge(
      Study study,
      Expectation expectation,
      CurveKey curve,
      Optional<Estimate> measured,
      int n,
      int reached) {
    Verdict.Outcome outcome;
    String reason;
    if (!study.notComparable().isEmpty()) {
      outcome = Verdict.Outcome.NOT_COMPARABLE;
      reason = study.notComparable();
    } else if (n == 0) {
      outcome = Verdict.Outcome.NOT_COMPARABLE;
      reason =
          "the settings were tuned on seeds 1 to "
              + Expectation.LAST_TUNING_SEED
              + ", and no later seed is there to judge";
    } else if (reached < n) {
      outcome = Verdict.Outcome.NOT_REPRODUCED;
      reason = reached + " of " + n + " seeds crossed";
    } else {
      double difference = measured.orElseThrow().mean() - expectation.value();
      // The printed numbers are decimal: 0.95 − 0.9 must count as within 0.05.
      boolean inside = Math.abs(difference) <= expectation.tolerance() + 1e-12;
      outcome =
          !inside
              ? Verdict.Outcome.NOT_REPRODUCED
              : expectation.tuned() ? Verdict.Outcome.CALIBRATED : Verdict.Outcome.REPRODUCED;
      reason =
          String.format(
              Locale.ROOT,
              "%+.1f points from the printed value, allowed ±%.1f",
              100 * difference,
              100 * expectation.tolerance());
    }
    return new Verdict(expectation, Optional.of(curve), outcome, measured, n, reached, reason);
  }
}
