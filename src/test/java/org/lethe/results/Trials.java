package org.lethe.results;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Trials for tests: short to write, with ids that follow from their keys. */
final class Trials {

  static final CurveKey RANDOM =
      new CurveKey("toy", "", "tfidf", "random", "logistic-regression", "retrain", "cpu");
  static final CurveKey RULE = RANDOM.withScorer("lr-cos");
  static final CurveKey SHARED = RANDOM.withScorer(TrialRecord.SHARED_SCORER);

  static final Study STUDY =
      new Study("toy-study", "A toy", "recall", "accuracy", List.of(), Map.of(), List.of());

  static final Provenance PROVENANCE =
      new Provenance(
          "0123456789abcdef0123456789abcdef01234567",
          false,
          "0.1.0",
          "Vendor 17.0.1",
          "Linux 6.1 amd64",
          "A \"processor\" @ 2 GHz",
          1,
          "cpu",
          new TreeMap<>(Map.of("data.csv", "ab12")),
          "2026-11-21T00:00:00Z",
          "node-1",
          "",
          List.of());

  private Trials() {}

  static Study study(Expectation... expected) {
    return new Study(
        "toy-study", "A toy", "recall", "accuracy", List.of(expected), Map.of(), List.of());
  }

  static TrialRecord trial(CurveKey curve, long seed, double budget, Measurement... measured) {
    TrialKey key =
        new TrialKey(
            curve.dataset(),
            curve.variant(),
            curve.encoder(),
            curve.scorer(),
            curve.learner(),
            curve.unlearner(),
            curve.engine(),
            budget,
            (int) Math.round(100 * budget),
            seed);
    return new TrialRecord(id(key), key, List.of(measured), Map.of("train", 0.25));
  }

  static String id(TrialKey key) {
    return UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  static Measurement recall(double value) {
    return new Measurement("recall", "forget-test", value, "fraction", Direction.LOWER_IS_BETTER);
  }

  static Measurement accuracy(double value) {
    return new Measurement(
        "accuracy", "retain-test", value, "fraction", Direction.HIGHER_IS_BETTER);
  }

  static Measurement klForget(double value) {
    return new Measurement("kl", "forget-test", value, "nats", Direction.HIGHER_IS_BETTER);
  }

  static Measurement klRetain(double value) {
    return new Measurement("kl", "retain-test", value, "nats", Direction.LOWER_IS_BETTER);
  }

  /** One metric of one seed over evenly spaced budgets 0…1, the ends under the shared scorer. */
  static List<TrialRecord> path(
      CurveKey curve,
      long seed,
      java.util.function.DoubleFunction<Measurement> measure,
      double... values) {
    List<TrialRecord> trials = new ArrayList<>();
    for (int b = 0; b < values.length; b++) {
      boolean end = b == 0 || b == values.length - 1;
      trials.add(
          trial(
              end ? curve.withScorer(TrialRecord.SHARED_SCORER) : curve,
              seed,
              (double) b / (values.length - 1),
              measure.apply(values[b])));
    }
    return trials;
  }

  @SafeVarargs
  static List<TrialRecord> all(List<TrialRecord>... parts) {
    Map<String, TrialRecord> byId = new TreeMap<>();
    for (List<TrialRecord> part : parts) {
      part.forEach(trial -> byId.putIfAbsent(trial.id(), trial));
    }
    return List.copyOf(byId.values());
  }
}
