package org.lethe.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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
    Set<String> poison = folder.poisonedIds();
    Attempts attempts = new Attempts(folder.path());
    Set<String> known = attempts.known();
    String host = Place.here(System.getenv()).host();
    int done = 0;
    int inFlight = 0;
    int failed = 0;
    int poisoned = 0;
    int untouched = 0;
    Set<String> missing = new HashSet<>();
    try (UnitLocks locks = UnitLocks.toLookAt(folder.path())) {
      for (WorkUnit unit : manifest.units()) {
        Optional<Tried> together = Optional.empty();
        for (String trial : unit.trials()) {
          if (recorded.ids().contains(trial)) {
            done++;
            continue;
          }
          if (poison.contains(trial)) {
            poisoned++;
            continue;
          }
          missing.add(unit.id());
          if (together.isEmpty()) {
            together = Optional.of(Tried.of(unit.id(), attempts, known, locks, host));
          }
          Tried own =
              trial.equals(unit.id())
                  ? together.get()
                  : Tried.of(trial, attempts, known, locks, host);
          if (own.running || together.get().running) {
            inFlight++;
          } else if (own.failed || together.get().failed) {
            failed++;
          } else {
            untouched++;
          }
        }
      }
    }
    int differing =
        (int)
            folder.failures().stream()
                .filter(failure -> FailureKind.of(failure) == FailureKind.NOT_DETERMINISTIC)
                .map(Failure::id)
                .distinct()
                .count();
    SortedSet<String> otherPlans = new TreeSet<>(recorded.plans());
    otherPlans.remove(manifest.plan());
    return new BatchStatus(
        manifest.trials(),
        done,
        inFlight,
        failed,
        poisoned,
        untouched,
        differing,
        missing,
        otherPlans);
  }

  private record Tried(boolean running, boolean failed) {
    static Tried of(String id, Attempts attempts, Set<String> known, UnitLocks locks, String host) {
      if (!known.contains(id)) {
        return new Tried(false, false);
      }
      Attempts.History history = attempts.of(id);
      boolean running =
          history.open().map(place -> place.isAliveOn(host)).orElse(false)
              || (history.open().isPresent() && isHeld(locks, id));
      return new Tried(running, !running && history.failures() > 0);
    }

    private static boolean isHeld(UnitLocks locks, String id) {
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
    return String.format(java.util.Locale.ROOT, "%8d %s", count, what);
  }
}
