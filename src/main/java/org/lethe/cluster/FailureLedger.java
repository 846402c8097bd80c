package org.lethe.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;

/** Why the trials of a folder have failed, by cause, and how they are tried again. */
public final class FailureLedger {
  /** Numbers in a message differ from trial to trial, what they count does not. */
  private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?";

  private final ResultFolder folder;

  /**
   * Trials that failed for one cause.
   *
   * @param cause of the example; in the others its numbers may differ
   * @param trials their ids
   * @param givenUp how many of them are not tried again
   * @param example the latest of them
   */
  public record Group(
      FailureKind kind, String cause, Set<String> trials, int givenUp, Failure example) {}

  public FailureLedger(ResultFolder folder) {
    this.folder = folder;
  }

  /**
   * The causes, that of most trials first.
   *
   * @param all also those of trials that went well later
   */
  public List<Group> groups(boolean all) {
    Set<String> recorded = folder.recordedIds();
    Set<String> poisoned = folder.poisonedIds();
    Map<String, List<Failure>> byCause = new TreeMap<>();
    for (Failure failure : folder.failures()) {
      FailureKind kind = FailureKind.of(failure);
      if (all || kind == FailureKind.NOT_DETERMINISTIC || !recorded.contains(failure.id())) {
        byCause
            .computeIfAbsent(
                kind + "\n" + failure.cause().replaceAll(NUMBER, "#"), k -> new ArrayList<>())
            .add(failure);
      }
    }
    List<Group> groups = new ArrayList<>();
    for (List<Failure> alike : byCause.values()) {
      Set<String> trials = new TreeSet<>();
      alike.forEach(failure -> trials.add(failure.id()));
      Failure example =
          alike.stream().max(Comparator.comparing(Failure::when)).orElse(alike.get(0));
      groups.add(
          new Group(
              FailureKind.of(example),
              example.cause(),
              trials,
              (int) trials.stream().filter(poisoned::contains).count(),
              example));
    }
    groups.sort(Comparator.comparingInt((Group group) -> -group.trials().size()));
    return groups;
  }

  /**
   * Has trials tried again.
   *
   * @param cause a part of it, or its kind in words; empty for every cause
   * @return how many trials there are
   */
  public int pardon(String cause) {
    Set<String> recorded = folder.recordedIds();
    Set<String> trials = new HashSet<>();
    String wanted = cause.toLowerCase(Locale.ROOT);
    for (Failure failure : folder.failures()) {
      if (!recorded.contains(failure.id())
          && (failure.cause().toLowerCase(Locale.ROOT).contains(wanted)
              || FailureKind.of(failure).word().equals(wanted))) {
        trials.add(failure.id());
      }
    }
    Attempts attempts = new Attempts(folder.path());
    for (String trial : trials) {
      attempts.pardon(trial); // first: a trial that is not given up but out of tries would be again
      folder.pardon(trial);
    }
    return trials.size();
  }
}
