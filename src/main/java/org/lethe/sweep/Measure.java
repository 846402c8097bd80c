package org.lethe.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.lethe.dataset.Part;
import org.lethe.evaluation.Split;
import org.lethe.experiment.ExperimentFile;
import org.lethe.experiment.ExperimentSpec;
import org.lethe.results.Measurement;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.selection.Budget;
import org.lethe.settings.Described;
import org.lethe.settings.Labelled;
import org.lethe.settings.Setting;
import org.lethe.settings.Suggestion;

/**
 * One number of a candidate's trials, for each seed: which metric, on which split, of which trial.
 * What is chosen by test data cannot be judged by them, so none can be named: neither a test split,
 * nor a metric that looks at test samples on the way.
 */
@Described("One number of a candidate's trials, for each seed; never of test data.")
public record Measure(
    @Setting("the metric, as docs/metrics.md names it") String metric,
    @Setting("the split: a validation or a training one") String split,
    @Setting(value = "which variant of the experiment; may be left out where there is one", or = "")
        Optional<String> variant,
    @Setting(value = "which rule, by its label; may be left out where there is one", or = "")
        Optional<String> scorer,
    @Setting(value = "which learner, by its label; may be left out where there is one", or = "")
        Optional<String> learner,
    @Setting(value = "which unlearner, by its label; may be left out where there is one", or = "")
        Optional<String> unlearner,
    @Setting(
            value =
                "at which budget, a share of p1; may be left out where there is one between 0 and"
                    + " 1",
            or = "")
        Optional<Double> budget) {

  private static final String ALL = "all";
  private static final List<String> OF_ALL = List.of("weight-distance-to-");
  private static final String EXACT = "kl";

  public Measure {
    Optional<Split> named =
        Arrays.stream(Split.values()).filter(each -> matches(each, split)).findFirst();
    boolean test = named.isPresent() && named.get().part() == Part.TEST;
    // the divergence of a fitted law from a known one samples nothing
    if (test && !metric.equals(EXACT)) {
      throw new IllegalArgumentException(
          "split is "
              + split
              + "; what is searched is never judged by test data. Allowed: "
              + allowed());
    }
    if (metric.startsWith("mia-")) {
      throw new IllegalArgumentException(
          "metric is "
              + metric
              + ", which learns from test samples; what is searched is never judged by them");
    }
    if (named.isEmpty() && !(split.equals(ALL) && OF_ALL.stream().anyMatch(metric::startsWith))) {
      throw new IllegalArgumentException(
          "split is "
              + split
              + (split.equals(ALL)
                  ? ", which for " + metric + " has a part on test samples. Allowed: " + allowed()
                  : Suggestion.text(split, allowedSplits())));
    }
  }

  private static boolean matches(Split split, String word) {
    return split.word().equals(word);
  }

  private static List<String> allowedSplits() {
    return Arrays.stream(Split.values())
        .filter(each -> each.part() != Part.TEST)
        .map(Split::word)
        .toList();
  }

  private static String allowed() {
    return String.join(", ", allowedSplits());
  }

  /** Where this number stands in the records of one experiment. */
  record Place(
      Measure measure,
      String variant,
      String scorer,
      String learner,
      String unlearner,
      double budget) {

    /** The value, if this is the trial and it was measured there. */
    Optional<Double> in(TrialRecord trial) {
      return trial.measurements().stream()
          .filter(m -> m.metric().equals(measure.metric) && m.split().equals(measure.split))
          .map(Measurement::value)
          .findFirst();
    }

    boolean isAt(TrialKey key) {
      boolean end = budget == 0 || budget == 1;
      return key.variant().equals(variant)
          && key.learner().equals(learner)
          && key.unlearner().equals(unlearner)
          && key.scorer().equals(end ? TrialRecord.SHARED_SCORER : scorer)
          && key.budget() == budget;
    }
  }

  /**
   * Finds the place in an experiment.
   *
   * @throws IllegalArgumentException if it has no such trial, or several
   */
  Place in(ExperimentFile experiment) {
    List<String> variants = List.copyOf(experiment.variants().keySet());
    String at = one("variant", variant, variants);
    ExperimentSpec spec = Objects.requireNonNull(experiment.variants().get(at), at);
    double share = share(spec);
    boolean end = share == 0 || share == 1;
    return new Place(
        this,
        at,
        end ? TrialRecord.SHARED_SCORER : one("scorer", scorer, labels(spec.scorers())),
        one("learner", learner, labels(spec.learners())),
        one("unlearner", unlearner, labels(spec.unlearners())),
        share);
  }

  private double share(ExperimentSpec spec) {
    List<Double> shares =
        Stream.concat(
                Stream.of(0.0, 1.0),
                spec.budgets().values().stream()
                    .filter(Budget.Share.class::isInstance)
                    .map(each -> ((Budget.Share) each).value()))
            .distinct()
            .toList();
    List<Double> between = shares.stream().filter(each -> each != 0 && each != 1).toList();
    if (budget.isEmpty()) {
      if (between.size() == 1) {
        return between.get(0);
      }
      throw new IllegalArgumentException(
          "budget is missing, and the experiment has "
              + (between.isEmpty() ? "none between 0 and 1" : "several")
              + "; allowed: "
              + shares);
    }
    if (!shares.contains(budget.get())) {
      throw new IllegalArgumentException(
          "budget is " + budget.get() + ", which the experiment does not run; allowed: " + shares);
    }
    return budget.get();
  }

  private static String one(String key, Optional<String> named, List<String> there) {
    if (named.isPresent()) {
      if (!there.contains(named.get())) {
        throw new IllegalArgumentException(
            key + " is " + named.get() + Suggestion.text(named.get(), there));
      }
      return named.get();
    }
    if (there.size() == 1) {
      return there.get(0);
    }
    throw new IllegalArgumentException(
        key + " is missing, and the experiment has several; allowed: " + String.join(", ", there));
  }

  private static <T> List<String> labels(List<Labelled<T>> methods) {
    return methods.stream().map(Labelled::label).toList();
  }
}
