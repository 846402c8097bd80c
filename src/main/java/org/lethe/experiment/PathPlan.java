package org.lethe.experiment;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lethe.learner.Learner;
import org.lethe.results.Failure;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.settings.Labelled;
import org.lethe.unlearn.Unlearner;

/**
 * A walk along the budgets: one rule, one learner, one seed. The rule ranks once; every budget
 * removes a prefix of that ranking.
 *
 * @param scorer empty for the two ends, where nothing or everything is removed whatever the rule
 * @param trials in the order of the file
 * @param searches budgets to be found, after the trials; none at the ends
 */
record PathPlan(
    Variant variant,
    Optional<Labelled<Scorer>> scorer,
    Labelled<Learner> learner,
    long seed,
    List<PlannedTrial> trials,
    List<PlannedSearch> searches) {

  PathPlan {
    trials = List.copyOf(trials);
    searches = List.copyOf(searches);
  }

  /** Every path in the order in which they run: by variant and seed, the ends first. */
  static List<PathPlan> all(List<Variant> variants) {
    List<PathPlan> result = new ArrayList<>();
    for (Variant variant : variants) {
      ExperimentSpec spec = variant.spec();
      TrialIds ids = new TrialIds(variant);
      for (long seed : spec.seeds().values()) {
        for (Labelled<Learner> learner : spec.learners()) {
          result.add(ends(variant, learner, seed, ids));
        }
        for (Labelled<Scorer> scorer : spec.scorers()) {
          for (Labelled<Learner> learner : spec.learners()) {
            result.add(walk(variant, scorer, learner, seed, ids));
          }
        }
      }
    }
    return List.copyOf(result);
  }

  private static PathPlan ends(
      Variant variant, Labelled<Learner> learner, long seed, TrialIds ids) {
    List<PlannedTrial> trials =
        Budgets.ENDS.stream()
            .flatMap(
                end ->
                    variant.spec().unlearners().stream()
                        .map(
                            unlearner ->
                                new PlannedTrial(
                                    ids.ofEnd(learner, unlearner, end, seed), end, unlearner)))
            .toList();
    return new PathPlan(variant, Optional.empty(), learner, seed, trials, List.of());
  }

  private static PathPlan walk(
      Variant variant,
      Labelled<Scorer> scorer,
      Labelled<Learner> learner,
      long seed,
      TrialIds ids) {
    ExperimentSpec spec = variant.spec();
    List<PlannedTrial> trials =
        spec.budgets().between().stream()
            .flatMap(
                budget ->
                    spec.unlearners().stream()
                        .map(
                            unlearner ->
                                new PlannedTrial(
                                    ids.of(scorer, learner, unlearner, budget, seed),
                                    budget,
                                    unlearner)))
            .toList();
    List<PlannedSearch> searches =
        spec.budgets().searched().stream()
            .flatMap(
                budget ->
                    spec.unlearners().stream()
                        .map(
                            unlearner ->
                                new PlannedSearch(
                                    ids.of(scorer, learner, unlearner, budget, seed),
                                    budget,
                                    unlearner)))
            .toList();
    return new PathPlan(variant, Optional.of(scorer), learner, seed, trials, searches);
  }

  /** Ids of everything there is to do, in the order in which it is done. */
  List<String> ids() {
    return Stream.concat(
            trials.stream().map(PlannedTrial::id), searches.stream().map(PlannedSearch::id))
        .toList();
  }

  String scorerLabel() {
    return scorer.map(Labelled::label).orElse(TrialRecord.SHARED_SCORER);
  }

  /** How removals reach the model, by the file's order. */
  List<Labelled<Unlearner>> unlearners() {
    return variant.spec().unlearners();
  }

  /** What is left to do when the recorded trials and searches are left out. */
  PathPlan without(Set<String> recorded) {
    return new PathPlan(
        variant,
        scorer,
        learner,
        seed,
        trials.stream().filter(trial -> !recorded.contains(trial.id())).toList(),
        searches.stream().filter(search -> !recorded.contains(search.id())).toList());
  }

  /**
   * The key of a step before it was run; a search has found no budget then.
   *
   * @param n1 how many forget samples there are
   * @param step trials first, then searches
   */
  TrialKey keyOf(int n1, int step) {
    return step < trials.size()
        ? key(n1, trials.get(step).unlearner(), trials.get(step).budget())
        : key(n1, searches.get(step - trials.size()).unlearner(), Budgets.EVERYTHING);
  }

  /** The key of what is measured at a budget. */
  TrialKey key(int n1, Labelled<Unlearner> unlearner, Budget budget) {
    ExperimentSpec spec = variant.spec();
    return new TrialKey(
        spec.data().name(),
        variant.name(),
        spec.encoder().label(),
        scorerLabel(),
        learner.label(),
        unlearner.label(),
        TrialIds.engine(spec),
        budget.share(n1),
        budget.count(n1),
        seed);
  }

  /** What is recorded of a step that failed. */
  Failure failure(int n1, int step, Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    String message = cause.getMessage();
    return new Failure(
        ids().get(step),
        keyOf(n1, step),
        message == null
            ? cause.getClass().getSimpleName()
            : message.strip().replaceAll("\\s*\\R\\s*", " "),
        trace.toString(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
