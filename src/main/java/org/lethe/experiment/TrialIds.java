package org.lethe.experiment;

import java.util.Map;
import java.util.TreeMap;
import org.lethe.learner.Learner;
import org.lethe.results.TrialRecord;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.settings.Canonical;
import org.lethe.settings.Labelled;

/**
 * The content id of a trial: a hash of everything that shapes its numbers, so that a changed
 * setting can never meet a record of the old one, and of the labels that its record carries into
 * tables (two labels of one method are two curves). The experiment's name, the place it runs and
 * the other trials of the file are left out.
 */
final class TrialIds {
  private final Variant variant;
  private final Map<String, Object> shared = new TreeMap<>();

  TrialIds(Variant variant) {
    this.variant = variant;
    ExperimentSpec spec = variant.spec();
    shared.put("version", TrialRecord.VERSION);
    shared.put("variant", variant.name());
    shared.put("data", method(spec.data()));
    shared.put("sha256", variant.corpus().provenance().sha256());
    shared.put("encoder", labelled(spec.encoder()));
    shared.put("refit-features", spec.refitFeatures().name());
    shared.put("unlearner", "retrain");
    shared.put("engine", "jvm");
    shared.put("precision", "float64");
    shared.put("threads", 1);
  }

  /** The id of a trial whose removal set a rule chose. */
  String of(Labelled<Scorer> scorer, Labelled<Learner> learner, Budget budget, long seed) {
    Map<String, Object> inputs = new TreeMap<>(shared);
    inputs.put("scorer", labelled(scorer));
    inputs.put("retain-view", method(variant.spec().retainView()));
    return hash(inputs, learner, budget, seed);
  }

  /** The id of a trial in which nothing or everything is removed, whatever the rule. */
  String ofEnd(Labelled<Learner> learner, Budget budget, long seed) {
    return hash(new TreeMap<>(shared), learner, budget, seed);
  }

  private static String hash(
      Map<String, Object> inputs, Labelled<Learner> learner, Budget budget, long seed) {
    inputs.put("learner", labelled(learner));
    inputs.put("budget", budget.toString());
    inputs.put("seed", seed);
    return Canonical.sha256(inputs).substring(0, 32);
  }

  private static Map<String, Object> labelled(Labelled<?> entry) {
    return Map.of("label", entry.label(), "method", method(entry.method()));
  }

  private static Map<String, Object> method(Object method) {
    return Methods.canonical().map((Record) method);
  }
}
