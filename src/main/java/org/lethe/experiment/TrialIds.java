package org.lethe.experiment;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.encoder.Encoder;
import org.lethe.learner.Learner;
import org.lethe.network.Precision;
import org.lethe.results.TrialRecord;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.selection.SearchedBudget;
import org.lethe.settings.Canonical;
import org.lethe.settings.Canonical.Written;
import org.lethe.settings.Labelled;
import org.lethe.unlearn.Unlearner;

/**
 * The content id of a trial: a hash of everything that shapes its numbers, so that a changed
 * setting can never meet a record of the old one, and of the labels that its record carries into
 * tables (two labels of one method are two curves). The experiment's name, the place it runs and
 * the other trials of the file are left out.
 */
final class TrialIds {
  private final Variant variant;
  private final Map<String, Object> shared = new TreeMap<>();
  private final Written retainView;
  private final Map<Labelled<?>, Written> described = new HashMap<>();

  TrialIds(Variant variant) {
    this.variant = variant;
    ExperimentSpec spec = variant.spec();
    shared.put("version", TrialRecord.VERSION);
    shared.put("variant", variant.name());
    shared.put("data", method(spec.data().portable()));
    shared.put("sha256", Written.of(variant.corpus().provenance().sha256()));
    shared.put("encoder", labelled(spec.encoder()));
    SortedMap<String, String> files = spec.encoder().method().files();
    if (!files.isEmpty()) {
      shared.put("encoder-files", Written.of(files));
    }
    shared.put("refit-features", spec.refitFeatures().name());
    retainView = method(spec.retainView());
  }

  /** The id of a trial whose removal set a rule chose. */
  String of(
      Labelled<Scorer> scorer,
      Labelled<Learner> learner,
      Labelled<Unlearner> unlearner,
      Budget budget,
      long seed) {
    return hash(withRule(scorer), learner, unlearner, budget.toString(), seed);
  }

  /** The id of a search for a budget: all its settings are in it. */
  String of(
      Labelled<Scorer> scorer,
      Labelled<Learner> learner,
      Labelled<Unlearner> unlearner,
      SearchedBudget budget,
      long seed) {
    return hash(withRule(scorer), learner, unlearner, Budgets.written(budget), seed);
  }

  private Map<String, Object> withRule(Labelled<Scorer> scorer) {
    Map<String, Object> inputs = new TreeMap<>(shared);
    inputs.put("scorer", labelled(scorer));
    inputs.put("retain-view", retainView);
    variant.proxy().ifPresent(data -> inputs.put("proxy-sha256", data.provenance().sha256()));
    return inputs;
  }

  /** The id of a trial in which nothing or everything is removed, whatever the rule. */
  String ofEnd(Labelled<Learner> learner, Labelled<Unlearner> unlearner, Budget budget, long seed) {
    return hash(new TreeMap<>(shared), learner, unlearner, budget.toString(), seed);
  }

  /**
   * What computes a trial, with its precision where that is not float32. Everything of a network
   * depends on the engine, its precision and its threads; nothing else does.
   */
  static String engine(ExperimentSpec spec) {
    if (!spec.hasNetwork()) {
      return "jvm";
    }
    return spec.precision() == Precision.FLOAT32
        ? spec.engine()
        : spec.engine() + "-" + precision(spec);
  }

  private static String precision(ExperimentSpec spec) {
    return spec.hasNetwork() ? spec.precision().name().toLowerCase(Locale.ROOT) : "float64";
  }

  private String hash(
      Map<String, Object> inputs,
      Labelled<Learner> learner,
      Labelled<Unlearner> unlearner,
      Object budget,
      long seed) {
    ExperimentSpec spec = variant.spec();
    inputs.put("learner", labelled(learner));
    inputs.put("engine", engine(spec));
    inputs.put("precision", precision(spec));
    inputs.put("threads", spec.hasNetwork() ? spec.threads() : 1);
    if (unlearner.label().equals(ExperimentSpec.RETRAIN)
        && unlearner.method().name().equals(ExperimentSpec.RETRAIN)) {
      inputs.put("unlearner", ExperimentSpec.RETRAIN);
    } else {
      inputs.put("unlearner", labelled(unlearner));
      inputs.put("rest", spec.rest().name());
    }
    if (!spec.probes().isEmpty()) {
      inputs.put("probes", spec.probes().stream().map(TrialIds::method).toList());
    }
    inputs.put("budget", budget);
    inputs.put("seed", seed);
    return Canonical.sha256(inputs).substring(0, 32);
  }

  /** Described once, for there may be a hundred thousand trials of one method. */
  private Written labelled(Labelled<?> entry) {
    return described.computeIfAbsent(
        entry,
        e -> {
          Map<String, Object> inputs = new TreeMap<>();
          inputs.put("label", e.label());
          inputs.put("method", method(portable(e.method())));
          if (e.method() instanceof Learner learner && !learner.files().isEmpty()) {
            inputs.put("files", learner.files());
          }
          return Written.of(inputs);
        });
  }

  /** Where a file lies may change: that it is the same its checksum tells. */
  private static Object portable(Object method) {
    if (method instanceof Encoder encoder) {
      return encoder.portable();
    }
    return method instanceof Learner learner ? learner.portable() : method;
  }

  private static Written method(Object method) {
    return Written.of(Methods.canonical().map((Record) method));
  }
}
