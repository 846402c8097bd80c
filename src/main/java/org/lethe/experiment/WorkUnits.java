package org.lethe.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.encoder.NetworkLayer;
import org.lethe.network.NetworkLearner;
import org.lethe.selection.Budget;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * Paths cut into units. Without a network a path stays whole: its rule ranks once, and its trials
 * take milliseconds. Trials of networks take minutes and go alone, but for unlearners that are held
 * against the same retrained network: the one who trains it uses it.
 */
final class WorkUnits {
  private static final int DIGITS = 32;

  private WorkUnits() {}

  static List<WorkUnit> of(List<PathPlan> paths) {
    List<WorkUnit> units = new ArrayList<>();
    for (PathPlan path : paths) {
      if (!path.searches().isEmpty()) {
        throw new BadInput(
            "budgets has a searched one (target or epsilon), whose trials are not known beforehand;"
                + " only 'run' can do it: leave it out of a plan");
      }
      together(path).forEach((key, trials) -> units.add(unit(path, trials)));
    }
    return units;
  }

  private static Map<Object, List<PlannedTrial>> together(PathPlan path) {
    Map<Object, List<PlannedTrial>> result = new LinkedHashMap<>();
    for (PlannedTrial trial : path.trials()) {
      Object key = "path";
      if (path.learner().method() instanceof NetworkLearner) {
        // All of p1 gone: its reference is shared by all rules and made beforehand.
        key = trial.budget().equals(Budgets.EVERYTHING) ? trial.id() : trial.budget();
      }
      result.computeIfAbsent(key, k -> new ArrayList<>()).add(trial);
    }
    return result;
  }

  private static WorkUnit unit(PathPlan path, List<PlannedTrial> trials) {
    List<String> ids = trials.stream().map(PlannedTrial::id).toList();
    SortedMap<String, String> key = new TreeMap<>();
    key.put("variant", path.variant().name());
    key.put("scorer", path.scorerLabel());
    key.put("learner", path.learner().label());
    key.put("seed", Long.toString(path.seed()));
    List<Budget> budgets = trials.stream().map(PlannedTrial::budget).distinct().toList();
    if (budgets.size() == 1) {
      key.put("budget", budgets.get(0).toString());
    }
    List<String> unlearners = trials.stream().map(t -> t.unlearner().label()).distinct().toList();
    if (unlearners.size() == 1) {
      key.put("unlearner", unlearners.get(0));
    }
    String id = ids.size() == 1 ? ids.get(0) : Canonical.sha256(ids).substring(0, DIGITS);
    return new WorkUnit(id, key, needs(path), ids);
  }

  private static List<String> needs(PathPlan path) {
    String of = "variant " + path.variant().name() + ", seed " + path.seed();
    List<String> needs = new ArrayList<>();
    if (path.variant().spec().encoder().method() instanceof NetworkLayer) {
      needs.add("features: " + of);
    }
    if (path.variant().spec().encoder().method().keepsRows()) {
      needs.add("rows of " + path.variant().spec().encoder().label() + ": " + of);
    }
    if (path.learner().method() instanceof NetworkLearner) {
      needs.add("original and retrain-domain of " + path.learner().label() + ": " + of);
    }
    return needs;
  }
}
