package org.lethe.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lethe.experiment.WorkUnit;
import org.lethe.results.Failure;
import org.lethe.results.FailureKind;
import org.lethe.results.ResultFolder;

/**
 * How far a batch is, counted in trials: from the records and attempts alone, never from what an
 * engine says.
 *
 * @param trials all of the manifest
 * @param done recorded
 * @param inFlight begun by a worker that is there, or may be on another host
 * @param failed at least once, and tried again by the next worker
 * @param poisoned given up
 * @param untouched never begun, or ended early through nobody's fault
 * @param differing recorded twice with different numbers
 * @param missing units with trials that are neither done nor given up
 * @param otherPlans whose records are in the folder too: seals of manifests, an empty one for runs
 *     that followed none
 */
public record BatchStatus(
    int trials,
    int done,
    int inFlight,
    int failed,
    int poisoned,
    int untouched,
    int differing,
    Set<String> missing,
    SortedSet<String> otherPlans) {
  private static final int PLAN_DIGITS = 12;

  /**
   * Looks.
   *
   * @param place the results folder; it need not be there yet
   */
  public static BatchStatus of(Manifest manifest, Path place) {
    if (!Files.isDirectory(place)) {
      int all = manifest.trials();
      Set<String> units = manifest.units().stream().map(WorkUnit::id).collect(Collectors.toSet());
      return new BatchStatus(all, 0, 0, 0, 0, all, 0, units, new TreeSet<>());
    }
    return of(manifest, ResultFolder.existing(place));
  }

  private static BatchStatus of(Manifest manifest, ResultFolder folder) {
    ResultFolder.Recorded recorded = folder.recorded();
    Set<String> poisoned = folder.poisonedIds();
    Map<State, Integer> counts = new EnumMap<>(State.class);
    Set<String> missing = new HashSet<>();
    try (UnitLocks locks = UnitLocks.toLookAt(folder.path())) {
      Tries tries = new Tries(folder, locks);
      for (WorkUnit unit : manifest.units()) {
        List<String> left = new ArrayList<>();
        for (String trial : unit.trials()) {
          if (recorded.ids().contains(trial)) {
            counts.merge(State.DONE, 1, Integer::sum);
          } else if (poisoned.contains(trial)) {
            counts.merge(State.GIVEN_UP, 1, Integer::sum);
          } else {
            left.add(trial);
          }
        }
        if (!left.isEmpty()) {
          missing.add(unit.id());
          tries.of(unit.id(), left).forEach(state -> counts.merge(state, 1, Integer::sum));
        }
      }
    }
    SortedSet<String> otherPlans = new TreeSet<>(recorded.plans());
    otherPlans.remove(manifest.plan());
    return new BatchStatus(
        manifest.trials(),
        counts.getOrDefault(State.DONE, 0),
        counts.getOrDefault(State.IN_FLIGHT, 0),
        counts.getOrDefault(State.FAILED, 0),
        counts.getOrDefault(State.GIVEN_UP, 0),
        counts.getOrDefault(State.UNTOUCHED, 0),
        differing(folder),
        missing,
        otherPlans);
  }

  private static int differing(ResultFolder folder) {
    return (int)
        folder.failures().stream()
            .filter(failure -> FailureKind.of(failure) == FailureKind.NOT_DETERMINISTIC)
            .map(Failure::id)
            .distinct()
            .count();
  }

  /** What may have become of a trial. */
  private enum State {
    DONE,
    IN_FLIGHT,
    FAILED,
    GIVEN_UP,
    UNTOUCHED
  }

  /** What became of trials that have no record, by their attempts. */
  private static final class Tries {
    private final Attempts attempts;
    private final Set<String> known;
    private final UnitLocks locks;
    private final String host = Place.here(System.getenv()).host();

    Tries(ResultFolder folder, UnitLocks locks) {
      this.attempts = new Attempts(folder.path());
      this.known = attempts.known();
      this.locks = locks;
    }

    /** A trial is tried with its unit, and after a death by itself. */
    List<State> of(String unit, List<String> trials) {
      State together = of(unit);
      return trials.stream()
          .map(trial -> together == State.IN_FLIGHT ? together : further(together, of(trial)))
          .toList();
    }

    private static State further(State together, State own) {
      return own == State.UNTOUCHED ? together : own;
    }

    private State of(String id) {
      if (!known.contains(id)) {
        return State.UNTOUCHED;
      }
      Attempts.History history = attempts.of(id);
      boolean running =
          history.open().map(place -> place.isAliveOn(host) || isHeld(id)).orElse(false);
      return running ? State.IN_FLIGHT : history.failures() > 0 ? State.FAILED : State.UNTOUCHED;
    }

    private boolean isHeld(String id) {
      Optional<UnitLocks.Held> lock = locks.tryLock(id);
      lock.ifPresent(UnitLocks.Held::release);
      return lock.isEmpty();
    }
  }

  /** Whether every trial has its one record. */
  public boolean isComplete() {
    return done == trials && differing == 0;
  }

  /** The counts, a line each. */
  public List<String> lines() {
    return List.of(
        line(done, "done"),
        line(inFlight, "in flight"),
        line(failed, "failed, tried again by the next worker"),
        line(poisoned, "given up: see 'lethe failures'; 'lethe retry' tries them again"),
        line(untouched, "not begun"),
        line(differing, "recorded twice with different numbers"));
  }

  /**
   * Whose work is in the folder besides this plan's. That is no mistake: an id stands for settings
   * and data, so whoever made a record, it is the same.
   */
  public Optional<String> note() {
    return otherPlans.isEmpty()
        ? Optional.empty()
        : Optional.of("records made by " + words(otherPlans) + " are there too");
  }

  /** For instance {@code a run, plan 1a04f8a3d85d}. */
  static String words(Set<String> plans) {
    return plans.stream()
        .map(plan -> plan.isEmpty() ? "a run" : "plan " + plan.substring(0, PLAN_DIGITS))
        .collect(Collectors.joining(", "));
  }

  private static String line(int count, String what) {
    return String.format(Locale.ROOT, "%8d %s", count, what);
  }
}
