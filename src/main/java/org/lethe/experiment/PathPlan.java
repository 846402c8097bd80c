package org.lethe.experiment;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lethe.learner.Learner;
import org.lethe.results.TrialRecord;
import org.lethe.scorer.Scorer;
import org.lethe.settings.Labelled;

/**
 * A walk along the budgets: one rule, one learner, one seed. The rule ranks once; every budget
 * removes a prefix of that ranking.
 *
 * @param scorer empty for the two ends, where nothing or everything is removed whatever the rule
 * @param trials in the order of the file
 */
record PathPlan(
    Variant variant,
    Optional<Labelled<Scorer>> scorer,
    Labelled<Learner> learner,
    long seed,
    List<PlannedTrial> trials) {

  PathPlan {
    trials = List.copyOf(trials);
  }

  String scorerLabel() {
    return scorer.map(Labelled::label).orElse(TrialRecord.SHARED_SCORER);
  }

  /** What is left to do when the recorded trials are left out. */
  PathPlan without(Set<String> recorded) {
    return new PathPlan(
        variant,
        scorer,
        learner,
        seed,
        trials.stream().filter(trial -> !recorded.contains(trial.id())).toList());
  }
}
