package org.lethe.results;

import java.util.List;

/**
 * What was recorded, with what made it.
 *
 * @param trials each id once, in the order of their keys
 * @param targets what was found of searched budgets, likewise
 * @param failures of trials that are not recorded, each trial once
 * @param warnings files that could not be read; one sentence each
 */
public record TracedRecords(
    List<TracedTrial> trials,
    List<TracedTarget> targets,
    List<TracedFailure> failures,
    List<String> warnings) {

  /**
   * A searched budget and what made it.
   *
   * @param by of the file that it was read from
   */
  public record TracedTarget(TargetRecord target, Provenance by) {}

  /**
   * A trial without a result.
   *
   * @param givenUp whether it is not tried again
   */
  public record TracedFailure(Failure failure, boolean givenUp) {}

  public TracedRecords {
    trials = List.copyOf(trials);
    targets = List.copyOf(targets);
    failures = List.copyOf(failures);
    warnings = List.copyOf(warnings);
  }

  /** Whether there is nothing at all. */
  public boolean isEmpty() {
    return trials.isEmpty() && targets.isEmpty() && failures.isEmpty();
  }
}
