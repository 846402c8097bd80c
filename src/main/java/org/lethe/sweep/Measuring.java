package org.lethe.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.results.Failure;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.Statistics;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepFolder.CandidateFailure;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * A candidate to what it is worth: its trials are run unless they are recorded, its measures read
 * from the records, objectives and constraints computed. What comes out depends on the records
 * alone, so a sweep that is run again finds the same.
 */
final class Measuring {
  private final SweepFile file;
  private final SweepFolder folder;
  private final CandidateRunner runner;
  private final boolean retry;

  /** Whether any candidate had all measures; if none has, the sweep asks for what there is not. */
  private volatile boolean anyMeasured;

  /**
   * @param retry whether candidates that failed before are run again
   */
  Measuring(SweepFile file, SweepFolder folder, CandidateRunner runner, boolean retry) {
    this.file = file;
    this.folder = folder;
    this.runner = runner;
    this.retry = retry;
  }

  /** Values by measure and seed, or why there are none. */
  private record Measured(Map<String, List<Double>> values, String missing) {}

  /**
   * @param index of its draw
   * @param resource for tables
   * @throws BadInput if no trial has what is asked for, or nothing can be written
   * @throws InterruptedException if the sweep is to end
   */
  SweepCandidate of(int index, Candidate candidate, String resource) throws InterruptedException {
    String id = candidate.recordId();
    Map<String, Measure.Place> places;
    try {
      places = file.places(candidate);
    } catch (BadInput e) {
      return without(index, candidate, resource, Status.REFUSED, e.getMessage());
    }
    if (folder.isDone(id)) {
      Measured measured = read(candidate, places);
      if (measured.missing().isEmpty()) {
        return judged(index, candidate, resource, measured.values());
      }
    }
    Optional<CandidateFailure> before = folder.failure(id);
    if (before.isPresent() && !retry) {
      return without(index, candidate, resource, Status.FAILED, before.get().cause());
    }
    folder.writeCandidate(candidate.id(), candidate.yaml());
    Optional<CandidateFailure> failure;
    try {
      failure = runner.run(candidate, folder);
    } catch (BadInput e) {
      return without(index, candidate, resource, Status.REFUSED, e.getMessage());
    }
    if (failure.isEmpty()) {
      Measured measured = read(candidate, places);
      if (measured.missing().isEmpty()) {
        folder.markDone(id);
        return judged(index, candidate, resource, measured.values());
      }
      failure = Optional.of(new CandidateFailure(id, measured.missing(), ""));
    }
    folder.recordFailure(failure.get());
    return without(index, candidate, resource, Status.FAILED, failure.get().cause());
  }

  /** Of a candidate whose settings contradict each other. */
  SweepCandidate refused(int index, Space.Point point, String id, String cause) {
    return new SweepCandidate(
        index, id, values(point), "", Status.REFUSED, cause, List.of(), List.of(), false);
  }

  private SweepCandidate without(
      int index, Candidate candidate, String resource, Status status, String cause) {
    return new SweepCandidate(
        index,
        candidate.id(),
        values(candidate.point()),
        resource,
        status,
        cause,
        List.of(),
        List.of(),
        false);
  }

  private List<String> values(Space.Point point) {
    Map<String, String> texts = point.texts();
    return file.spec().space().axes().stream()
        .map(axis -> texts.getOrDefault(axis.key(), ""))
        .toList();
  }

  private Measured read(Candidate candidate, Map<String, Measure.Place> places) {
    Records records = ResultFolder.existing(folder.candidates().resolve(candidate.id())).read();
    Map<String, List<Double>> values = new TreeMap<>();
    for (Map.Entry<String, Measure.Place> each : places.entrySet()) {
      Measure.Place place = each.getValue();
      Map<Long, TrialRecord> trials = new LinkedHashMap<>();
      for (TrialRecord trial : records.trials()) {
        if (place.isAt(trial.key())) {
          trials.put(trial.key().seed(), trial);
        }
      }
      List<Double> bySeed = new ArrayList<>();
      for (long seed : seeds(candidate, place.variant())) {
        TrialRecord trial = trials.get(seed);
        if (trial == null) {
          return new Measured(Map.of(), whyMissing(records, seed));
        }
        Optional<Double> value = place.in(trial);
        if (value.isEmpty()) {
          String problem = unreported(place, trial);
          if (!anyMeasured) {
            throw file.refused("measures." + each.getKey(), problem);
          }
          return new Measured(Map.of(), problem);
        }
        bySeed.add(value.get());
      }
      values.put(each.getKey(), bySeed);
    }
    anyMeasured = true;
    return new Measured(values, "");
  }

  private static List<Long> seeds(Candidate candidate, String variant) {
    return Objects.requireNonNull(candidate.experiment().variants().get(variant), variant)
        .seeds()
        .values();
  }

  private static String whyMissing(Records records, long seed) {
    return records.failures().stream()
        .filter(failure -> failure.key().seed() == seed)
        .map(Failure::cause)
        .findFirst()
        .orElse("a trial of seed " + seed + " is not recorded");
  }

  private static String unreported(Measure.Place place, TrialRecord trial) {
    TreeSet<String> there = new TreeSet<>();
    trial.measurements().stream()
        .filter(m -> m.split().equals(place.measure().split()))
        .forEach(m -> there.add(m.metric()));
    return "no trial reports "
        + place.measure().metric()
        + " on "
        + place.measure().split()
        + "; reported there: "
        + (there.isEmpty() ? "nothing" : String.join(", ", there));
  }

  private SweepCandidate judged(
      int index, Candidate candidate, String resource, Map<String, List<Double>> measures) {
    SweepSpec spec = file.spec();
    List<List<Double>> goals = new ArrayList<>();
    List<Double> judged = new ArrayList<>();
    try {
      for (Objective objective : spec.objectives()) {
        List<Double> bySeed = new ArrayList<>();
        for (int seed = 0; seed < measures.values().iterator().next().size(); seed++) {
          bySeed.add(objective.formula().value(at(measures, seed)));
        }
        goals.add(bySeed);
        judged.add(
            spec.judge()
                .cost(
                    objective.goal(),
                    Statistics.estimate(
                        bySeed.stream().mapToDouble(Double::doubleValue).toArray())));
      }
      Map<String, Double> means = new TreeMap<>();
      measures.forEach(
          (name, values) ->
              means.put(
                  name,
                  Statistics.mean(values.stream().mapToDouble(Double::doubleValue).toArray())));
      String violated =
          String.join(
              "; ",
              spec.constraints().stream()
                  .filter(constraint -> !constraint.holds(means))
                  .map(Formula::text)
                  .toList());
      return new SweepCandidate(
          index,
          candidate.id(),
          values(candidate.point()),
          resource,
          violated.isEmpty() ? Status.COMPLETE : Status.INFEASIBLE,
          violated.isEmpty() ? "" : "not " + violated,
          goals,
          judged,
          false);
    } catch (ArithmeticException e) {
      return without(index, candidate, resource, Status.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Double> at(Map<String, List<Double>> measures, int seed) {
    Map<String, Double> result = new TreeMap<>();
    measures.forEach((name, values) -> result.put(name, values.get(seed)));
    return result;
  }
}
