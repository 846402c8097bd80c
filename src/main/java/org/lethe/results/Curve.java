package org.lethe.results;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lethe.nd.Parallel;

/**
 * The trials of one rule over budgets and seeds, with the two ends that all rules share.
 *
 * @param series by metric, then split
 * @param trials how many (seed, budget) points there are
 * @param ambiguous how many records claim a point that another record holds with other measurements
 */
record Curve(
    CurveKey key, long[] seeds, double[] budgets, List<Series> series, int trials, int ambiguous) {

  private record Measure(String metric, String split) implements Comparable<Measure> {
    @Override
    public int compareTo(Measure other) {
      int byMetric = metric.compareTo(other.metric);
      return byMetric != 0 ? byMetric : split.compareTo(other.split);
    }
  }

  /**
   * All curves, in the order of their keys. The ends are a curve of their own only where no rule
   * was run. A seed gets its ends only on curves that it is on: an interrupted run shows the same n
   * along a curve.
   */
  static List<Curve> of(Collection<TrialRecord> trials) {
    Map<CurveKey, List<TrialRecord>> byKey =
        trials.stream().collect(Collectors.groupingBy(trial -> CurveKey.of(trial.key())));
    Set<CurveKey> endsOfRules = new HashSet<>();
    for (CurveKey key : byKey.keySet()) {
      if (!key.scorer().equals(TrialRecord.SHARED_SCORER)) {
        endsOfRules.add(key.withScorer(TrialRecord.SHARED_SCORER));
      }
    }
    List<CurveKey> keys =
        byKey.keySet().stream().filter(key -> !endsOfRules.contains(key)).sorted().toList();
    return Parallel.map(
        keys.size(),
        i -> {
          CurveKey key = keys.get(i);
          CurveKey ends = key.withScorer(TrialRecord.SHARED_SCORER);
          return of(
              key,
              byKey.getOrDefault(key, List.of()),
              ends.equals(key) ? List.of() : byKey.getOrDefault(ends, List.of()));
        });
  }

  private static Curve of(CurveKey key, List<TrialRecord> own, List<TrialRecord> shared) {
    long[] seeds = own.stream().mapToLong(t -> t.key().seed()).distinct().sorted().toArray();
    List<TrialRecord> ends =
        shared.stream()
            .filter(trial -> Arrays.binarySearch(seeds, trial.key().seed()) >= 0)
            .toList();
    double[] budgets =
        Stream.concat(own.stream(), ends.stream())
            .mapToDouble(trial -> trial.key().budget())
            .distinct()
            .sorted()
            .toArray();
    TrialRecord[][] points = new TrialRecord[seeds.length][budgets.length];
    int ambiguous = place(own, points, seeds, budgets);
    boolean[] owned = new boolean[budgets.length];
    for (int b = 0; b < budgets.length; b++) {
      int budget = b;
      owned[b] = Arrays.stream(points).anyMatch(ofSeed -> ofSeed[budget] != null);
    }
    place(ends, points, seeds, budgets); // where a rule has its own end, that one counts
    return new Curve(
        key,
        seeds,
        budgets,
        series(key, seeds, budgets, owned, points),
        (int) Arrays.stream(points).flatMap(Arrays::stream).filter(Objects::nonNull).count(),
        ambiguous);
  }

  /**
   * Puts trials where nothing is yet, smaller ids first, so that their order does not matter.
   *
   * @return how many found their point taken by a trial that says something else; a share and a
   *     count may well be one budget
   */
  private static int place(
      List<TrialRecord> trials, TrialRecord[][] points, long[] seeds, double[] budgets) {
    int taken = 0;
    for (TrialRecord trial :
        trials.stream().sorted(Comparator.comparing(TrialRecord::id)).toList()) {
      TrialRecord[] ofSeed = points[Arrays.binarySearch(seeds, trial.key().seed())];
      int b = Arrays.binarySearch(budgets, trial.key().budget());
      TrialRecord there = ofSeed[b];
      if (there == null) {
        ofSeed[b] = trial;
      } else if (!there.measurements().equals(trial.measurements())) {
        taken++;
      }
    }
    return taken;
  }

  private static List<Series> series(
      CurveKey key, long[] seeds, double[] budgets, boolean[] owned, TrialRecord[][] points) {
    Map<Measure, Series> byMeasure = new HashMap<>();
    for (int s = 0; s < seeds.length; s++) {
      for (int b = 0; b < budgets.length; b++) {
        if (points[s][b] == null) {
          continue;
        }
        for (Measurement m : points[s][b].measurements()) {
          Series series =
              byMeasure.computeIfAbsent(
                  new Measure(m.metric(), m.split()),
                  measure -> empty(key, m, seeds, budgets, owned));
          series.values()[s][b] = m.value();
        }
      }
    }
    return List.copyOf(new TreeMap<>(byMeasure).values());
  }

  private static Series empty(
      CurveKey key, Measurement m, long[] seeds, double[] budgets, boolean[] owned) {
    double[][] values = new double[seeds.length][budgets.length];
    for (double[] ofSeed : values) {
      Arrays.fill(ofSeed, Double.NaN);
    }
    return new Series(
        key, m.metric(), m.split(), m.unit(), m.direction(), seeds, budgets, owned, values);
  }

  /** Curves by key, to find what a curve is compared with. */
  static Map<CurveKey, Curve> byKey(List<Curve> curves) {
    return curves.stream().collect(Collectors.toMap(Curve::key, Function.identity()));
  }
}
