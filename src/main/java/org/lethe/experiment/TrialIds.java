package org.lethe.experiment;

import java.util.Map;
import java.util.TreeMap;
import org.lethe.dataset.DataProvenance;
import org.lethe.learner.Learner;
import org.lethe.results.TrialRecord;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.settings.Canonical;

/**
 * The content id of a trial: a hash of everything that shapes its numbers and of nothing else, so
 * that a changed setting can never meet a record of the old one. Labels, names, the place it runs
 * and the other trials of the file are left out.
 */
final class TrialIds {
  private final Map<String, Object> shared = new TreeMap<>();

  TrialIds(ExperimentSpec spec, DataProvenance data) {
    shared.put("version", TrialRecord.VERSION);
    shared.put("data", method(spec.data()));
    shared.put("sha256", data.sha256());
    shared.put("encoder", method(spec.encoder().method()));
    shared.put("refit-features", spec.refitFeatures().name());
    shared.put("unlearner", "retrain");
    shared.put("engine", "jvm");
    shared.put("precision", "float64");
    shared.put("threads", 1);
  }

  /** The id of a trial whose removal set a rule chose. */
  String of(Scorer scorer, RetainView view, Learner learner, Budget budget, long seed) {
    Map<String, Object> inputs = new TreeMap<>(shared);
    inputs.put("scorer", method(scorer));
    inputs.put("retain-view", method(view));
    return hash(inputs, learner, budget, seed);
  }

  /** The id of a trial in which nothing or everything is removed, whatever the rule. */
  String ofEnd(Learner learner, Budget budget, long seed) {
    return hash(new TreeMap<>(shared), learner, budget, seed);
  }

  private static String hash(
      Map<String, Object> inputs, Learner learner, Budget budget, long seed) {
    inputs.put("learner", method(learner));
    inputs.put("budget", budget.toString());
    inputs.put("seed", seed);
    return Canonical.sha256(inputs).substring(0, 32);
  }

  private static Map<String, Object> method(Object method) {
    return Methods.canonical().map((Record) method);
  }
}
