package org.lethe.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.lethe.results.Failure;
import org.lethe.results.FailureGroup;
import org.lethe.results.FailureKind;
import org.lethe.results.ResultFolder;

/** Why the trials of a folder have failed, by cause, and how they are tried again. */
public final class FailureLedger {
  private final ResultFolder folder;
  private final Attempts attempts;

  public FailureLedger(ResultFolder folder) {
    this.folder = folder;
    this.attempts = new Attempts(folder.path());
  }

  /**
   * Trials that failed for one cause.
   *
   * @param givenUp how many of them are not tried again
   * @param log what the example said, if it said anything
   */
  public record Group(FailureGroup failures, int givenUp, Optional<Path> log) {}

  /**
   * The causes, that of most trials first.
   *
   * @param all also those of trials that went well later
   */
  public List<Group> groups(boolean all) {
    Set<String> recorded = folder.recordedIds();
    Set<String> poisoned = folder.poisonedIds();
    List<Failure> wanted =
        folder.failures().stream()
            .filter(
                failure ->
                    all
                        || !recorded.contains(failure.id())
                        || FailureKind.of(failure) == FailureKind.NOT_DETERMINISTIC)
            .toList();
    return FailureGroup.of(wanted).stream()
        .map(
            group ->
                new Group(
                    group,
                    (int) group.trials().stream().filter(poisoned::contains).count(),
                    Optional.of(attempts.logOf(group.example().id())).filter(Files::exists)))
        .toList();
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
    for (String trial : trials) {
      attempts.pardon(trial); // first: a trial that is not given up but out of tries would be again
      folder.pardon(trial);
    }
    return trials.size();
  }
}
