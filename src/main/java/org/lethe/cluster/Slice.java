package org.lethe.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lethe.experiment.WorkUnit;
import org.lethe.results.ResultFolder;

/**
 * What is missing of a slice, in the order in which it is tried: what failed least first, so that a
 * trial which kills its process cannot starve the others; and seed by seed, whose examples and
 * features are held in memory.
 */
final class Slice {
  private final ResultFolder folder;
  private final Attempts attempts;
  private final UnitLocks locks;
  private final Charges charges;
  private final Set<String> known;

  Slice(ResultFolder folder, Attempts attempts, UnitLocks locks, Charges charges) {
    this.folder = folder;
    this.attempts = attempts;
    this.locks = locks;
    this.charges = charges;
    this.known = attempts.known();
  }

  /** What there is to do of these units; trials that are beyond hope are given up on the way. */
  List<Task> missingOf(List<WorkUnit> units) {
    Set<String> done = folder.recordedIds();
    Set<String> poisoned = folder.poisonedIds();
    List<Task> tasks = new ArrayList<>();
    Map<String, Integer> firstOfSeed = new HashMap<>();
    Map<Task, Integer> seeds = new HashMap<>();
    for (WorkUnit unit : units) {
      List<String> missing =
          unit.trials().stream().filter(t -> !done.contains(t) && !poisoned.contains(t)).toList();
      int seed =
          firstOfSeed.computeIfAbsent(
              unit.key().get("variant") + "\n" + unit.key().get("seed"), k -> firstOfSeed.size());
      for (Task task : tasks(unit.id(), missing)) {
        if (task.trials().size() > 1 || !givesUp(task)) {
          tasks.add(task);
          seeds.put(task, seed);
        }
      }
    }
    tasks.sort(
        Comparator.comparingInt(Task::failures)
            .thenComparingInt(task -> seeds.getOrDefault(task, 0)));
    return tasks;
  }

  /** A unit as one task, unless a process died over it. */
  private List<Task> tasks(String unit, List<String> missing) {
    if (missing.isEmpty()) {
      return List.of();
    }
    Attempts.History together = history(unit, missing);
    Map<String, Attempts.History> own = new LinkedHashMap<>();
    missing.forEach(t -> own.put(t, t.equals(unit) ? together : history(t, List.of(t))));
    if (missing.size() > 1 && together.died() == 0) {
      int failures = own.values().stream().mapToInt(Attempts.History::failures).sum();
      return List.of(new Task(unit, missing, together, failures));
    }
    List<Task> tasks = new ArrayList<>();
    own.forEach(
        (trial, history) ->
            tasks.add(new Task(trial, List.of(trial), history, history.failures())));
    return tasks;
  }

  /** What became of it so far; if somebody is found dead over it, that is written down. */
  private Attempts.History history(String id, List<String> trials) {
    Attempts.History history = known.contains(id) ? attempts.of(id) : Attempts.History.NONE;
    if (history.open().isEmpty() || charges.isAtAnother(history)) {
      return history;
    }
    Optional<UnitLocks.Held> lock = locks.tryLock(id);
    if (lock.isEmpty()) {
      return history; // somebody is at it
    }
    try {
      return settled(id, trials);
    } finally {
      lock.get().release();
    }
  }

  /**
   * What became of a unit or a trial so far, with the death of whoever began it last. Call it with
   * the lock held.
   */
  Attempts.History settled(String id, List<String> trials) {
    Attempts.History now = attempts.of(id);
    return now.open().isEmpty() || charges.isAtAnother(now)
        ? now
        : charges.died(id, now.open().get(), trials.get(0), trials.size());
  }

  /** Whether a trial is given up for what is held against it; then that is written down. */
  private boolean givesUp(Task task) {
    if (!charges.areTooMany(task.history()) || task.history().open().isPresent()) {
      return false; // if it is open, somebody is at it
    }
    charges.giveUp(task.trials().get(0), task.history());
    return true;
  }
}
