package org.lethe.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How long making models took, by the share of p1 that was to be forgotten: a method with one cost
 * for each deleted sample rises with it, retraining falls.
 *
 * @param curve what was made, with the scorer left empty: which samples go does not change how long
 *     it takes, so a seed's time at a budget is the mean over rules
 * @param places ascending in budget; budget 0, where nothing is forgotten, is not among them
 */
public record CostCurve(CurveKey curve, List<Place> places) {

  public CostCurve {
    places = List.copyOf(places);
  }

  /**
   * One budget.
   *
   * @param seconds {@link TrialRecord#secondsOfMethod} of wall time, a mean over seeds
   */
  public record Place(double budget, Estimate seconds) {}

  /** All curves of the trials, in the order of their keys. */
  public static List<CostCurve> of(List<TrialRecord> trials) {
    Map<CurveKey, List<TrialRecord>> byCurve =
        trials.stream()
            .filter(trial -> trial.key().budget() > 0)
            .collect(
                Collectors.groupingBy(
                    trial -> CurveKey.of(trial.key()).withScorer(""),
                    TreeMap::new,
                    Collectors.toList()));
    List<CostCurve> curves = new ArrayList<>();
    byCurve.forEach((curve, ofCurve) -> curves.add(new CostCurve(curve, places(ofCurve))));
    return List.copyOf(curves);
  }

  private static List<Place> places(List<TrialRecord> trials) {
    Map<Double, Map<Long, Double>> secondsByBudgetAndSeed =
        trials.stream()
            .sorted(Comparator.comparing(TrialRecord::key))
            .collect(
                Collectors.groupingBy(
                    trial -> trial.key().budget(),
                    TreeMap::new,
                    Collectors.groupingBy(
                        trial -> trial.key().seed(),
                        TreeMap::new,
                        Collectors.averagingDouble(TrialRecord::secondsOfMethod))));
    List<Place> places = new ArrayList<>();
    secondsByBudgetAndSeed.forEach(
        (budget, seconds) ->
            places.add(
                new Place(
                    budget,
                    Statistics.estimate(
                        seconds.values().stream().mapToDouble(Double::doubleValue).toArray()))));
    return places;
  }
}
