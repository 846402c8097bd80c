package org.lethe.results;

import java.util.List;
import java.util.Locale;

/**
 * One candidate of a sweep and what came of it.
 *
 * @param index in the order in which it was drawn, from 0
 * @param id content id of its resolved experiment; its results are in the folder of that name
 * @param values of the axes, in their order; empty where a condition leaves an axis out
 * @param resource what successive halving gave it last, for instance {@code seeds 3}; empty without
 * @param status what came of it
 * @param cause why it was refused or failed, what it violates; empty otherwise
 * @param goals for each goal the values by seed, {@code [goals][seeds]}; empty where there are none
 * @param judged what counts of each goal when candidates are compared, turned so that lower is
 *     better; as many as there are in goals
 * @param tied whether the paired interval of its difference to the best one contains 0; the best
 *     itself is not
 */
public record SweepCandidate(
    int index,
    String id,
    List<String> values,
    String resource,
    Status status,
    String cause,
    List<List<Double>> goals,
    List<Double> judged,
    boolean tied) {

  /** What may come of a candidate. */
  public enum Status {
    /** Measured. */
    COMPLETE,
    /** Measured, but against a constraint. */
    INFEASIBLE,
    /** Left behind by successive halving. */
    HALVED,
    /** Its settings contradict each other; nothing was run. */
    REFUSED,
    /** A trial, or its whole process, failed. */
    FAILED;

    /** As written in tables. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SweepCandidate {
    values = List.copyOf(values);
    goals = goals.stream().map(List::copyOf).toList();
    judged = List.copyOf(judged);
  }

  /** Mean and interval over seeds of the goal-th goal; only of a measured candidate. */
  public Estimate estimate(int goal) {
    return Statistics.estimate(goals.get(goal).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Whether it is no worse in any goal than another one, and better in one. */
  public boolean dominates(SweepCandidate other) {
    boolean better = false;
    for (int goal = 0; goal < judged.size(); goal++) {
      if (judged.get(goal) > other.judged.get(goal)) {
        return false;
      }
      better |= judged.get(goal) < other.judged.get(goal);
    }
    return better;
  }

  /** The same with another status. */
  public SweepCandidate with(Status other) {
    return new SweepCandidate(index, id, values, resource, other, cause, goals, judged, tied);
  }

  /** The same, tied with the best one or not. */
  public SweepCandidate withTied(boolean tiedNow) {
    return new SweepCandidate(index, id, values, resource, status, cause, goals, judged, tiedNow);
  }

  /** Whether it has values of the goals. */
  public boolean isMeasured() {
    return !goals.isEmpty();
  }
}
