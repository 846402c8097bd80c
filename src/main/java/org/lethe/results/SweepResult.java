package org.lethe.results;

import java.util.Comparator;
import java.util.List;

/**
 * What a sweep has found, or has found so far: all that its tables and its page are made from.
 *
 * @param search the generator in words
 * @param planned how many candidates it may draw
 * @param repeats draws that were equal to an earlier one, and are no rows
 * @param finished whether the search has ended
 * @param ending why it ended, in words; empty while it runs
 * @param candidates in the order of their draws
 */
public record SweepResult(
    String name,
    String title,
    String search,
    List<SweepAxis> axes,
    List<SweepGoal> goals,
    int planned,
    int repeats,
    boolean finished,
    String ending,
    List<SweepCandidate> candidates) {

  public SweepResult {
    axes = List.copyOf(axes);
    goals = List.copyOf(goals);
    candidates = List.copyOf(candidates);
  }

  /**
   * Complete candidates that no other one beats: for each of them, whoever is better in one goal is
   * worse in another. In the order of the first goal, the best first; with one goal, the best.
   */
  public List<SweepCandidate> pareto() {
    List<SweepCandidate> complete =
        candidates.stream()
            .filter(candidate -> candidate.status() == SweepCandidate.Status.COMPLETE)
            .toList();
    return complete.stream()
        .filter(candidate -> complete.stream().noneMatch(other -> other.dominates(candidate)))
        .sorted(
            Comparator.comparingDouble((SweepCandidate each) -> each.judged().get(0))
                .thenComparingInt(SweepCandidate::index))
        .toList();
  }
}
