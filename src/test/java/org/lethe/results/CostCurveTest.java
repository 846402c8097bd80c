package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lethe.results.CostCurve.Place;

/**
 * Guards against counting a seed once for every rule, and against time that is not the method's.
 */
class CostCurveTest {

  private static TrialRecord trial(
      String unlearner, String scorer, double budget, long seed, double seconds) {
    return new TrialRecord(
        unlearner + scorer + budget + seed,
        new TrialKey(
            "shapes",
            "default",
            "network-layer",
            scorer,
            "network",
            unlearner,
            "dl4j",
            budget,
            (int) (100 * budget),
            seed),
        List.of(),
        Map.of("unlearn", seconds, "score", 50.0, "evaluate", 60.0));
  }

  @Test
  void aSeedIsTheMeanOverRulesAndNothingIsForgottenAtBudgetZero() {
    List<TrialRecord> trials =
        new ArrayList<>(
            List.of(
                trial("influence", "random", 0.5, 1, 2),
                trial("influence", "lr-cos", 0.5, 1, 4),
                trial("influence", "random", 0.5, 2, 5),
                trial("influence", TrialRecord.SHARED_SCORER, 1, 1, 8),
                trial("influence", TrialRecord.SHARED_SCORER, 1, 2, 8),
                trial("influence", TrialRecord.SHARED_SCORER, 0, 1, 1),
                trial("retrain", "random", 0.5, 1, 7)));
    List<CostCurve> curves = CostCurve.of(trials);
    assertEquals(
        List.of("influence", "retrain"), curves.stream().map(c -> c.curve().unlearner()).toList());
    List<Place> places = curves.get(0).places();
    assertEquals(List.of(0.5, 1.0), places.stream().map(Place::budget).toList());
    // seeds 3 and 5: 4, and 8 twice
    assertEquals(4, places.get(0).seconds().mean(), 1e-12);
    assertEquals(2, places.get(0).seconds().n());
    assertEquals(8, places.get(1).seconds().mean(), 1e-12);
    assertEquals(0, places.get(1).seconds().sd(), 1e-12);
    trials.sort((a, b) -> b.id().compareTo(a.id()));
    assertEquals(curves, CostCurve.of(trials));
  }
}
