package org.lethe.results;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Trials that failed for one cause.
 *
 * @param kind who has to do something about it
 * @param cause of the example; in the others its numbers may differ
 * @param trials their ids
 * @param example the latest of them
 */
public record FailureGroup(
    FailureKind kind, String cause, SortedSet<String> trials, Failure example) {
  /** Numbers in a message differ from trial to trial, what they count does not. */
  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?";

  public FailureGroup {
    trials = Collections.unmodifiableSortedSet(new TreeSet<>(trials));
  }

  /** The causes of some failures, that of most trials first. */
  public static List<FailureGroup> of(Collection<Failure> failures) {
    Map<String, List<Failure>> byCause = new TreeMap<>();
    for (Failure failure : failures) {
      byCause
          .computeIfAbsent(
              FailureKind.of(failure) + "\n" + failure.cause().replaceAll(NUMBER, "#"),
              cause -> new ArrayList<>())
          .add(failure);
    }
    return byCause.values().stream()
        .map(FailureGroup::alike)
        .sorted(Comparator.comparingInt(group -> -group.trials().size()))
        .toList();
  }

  private static FailureGroup alike(List<Failure> failures) {
    SortedSet<String> trials = new TreeSet<>();
    failures.forEach(failure -> trials.add(failure.id()));
    Failure example = Collections.max(failures, Comparator.comparing(Failure::when));
    return new FailureGroup(FailureKind.of(example), example.cause(), trials, example);
  }
}
