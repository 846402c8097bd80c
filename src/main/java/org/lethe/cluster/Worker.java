package org.lethe.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.UnitListener;
import org.lethe.experiment.UnitRunner;
import org.lethe.experiment.WorkUnit;
import org.lethe.network.NotKept;
import org.lethe.network.TrainingStopped;
import org.lethe.results.Failure;
import org.lethe.results.Poison;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Runs one slice of a manifest: what is missing of it, what failed least first, each trial at most
 * once. What goes wrong with a trial stays with that trial; all that is right or wrong about a
 * batch is decided here, and an engine only says where and when.
 */
public final class Worker {
  static final String DIED =
      "the process ended without a word: killed, out of the machine's memory, or its machine went"
          + " away";
  private static final String NOT_DETERMINISTIC = "not deterministic: ";
  private static final long LONGEST_NAP_MILLIS = 2000;
  private static final long BETWEEN_LINES_NANOS = 10_000_000_000L;

  /**
   * What a worker is told.
   *
   * @param index of the slice, from 0
   * @param stride how many slices there are
   * @param maxFailures after how many a trial is not tried again
   * @param maxInterruptions after how many in a row, without getting further
   * @param threads units that run side by side
   */
  public record Orders(int index, int stride, int maxFailures, int maxInterruptions, int threads) {}

  /** Who hears what happens; called by several threads. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One line.
     *
     * @param loud it must not be overlooked
     */
    void say(String line, boolean loud);
  }

  /** How a slice ended. */
  public enum Outcome {
    /** Every trial has a record, or has failed. */
    FINISHED,
    /** Something is left to do for another try. */
    STOPPED
  }

  /**
   * A unit, or one trial of a unit over which a process died: from then on its trials go one by
   * one, so that none suffers for another.
   *
   * @param id what attempts are counted by
   * @param history when this worker looked first
   */
  private record Task(String id, List<String> trials, Attempts.History history, int failures) {}

  private final Manifest manifest;
  private final Experiment experiment;
  private final ResultFolder folder;
  private final Orders orders;
  private final Stop stop;
  private final Listener listener;
  private final Attempts attempts;
  private final Place here;
  private final Forecast forecast = new Forecast();
  private final AtomicInteger recorded = new AtomicInteger();
  private final AtomicLong lastSaid = new AtomicLong(System.nanoTime());
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean();
  private final Queue<Task> atOthers = new ConcurrentLinkedQueue<>();

  /**
   * @throws BadInput if the manifest was planned for other data or by another Lethe
   */
  public Worker(
      Manifest manifest,
      Experiment experiment,
      ResultFolder folder,
      Orders orders,
      Stop stop,
      Listener listener) {
    this.manifest = manifest;
    this.experiment = experiment;
    this.folder = folder;
    this.orders = orders;
    this.stop = stop;
    this.listener = listener;
    this.attempts = new Attempts(folder.path());
    this.here = Place.here(System.getenv());
    requireOurs(manifest, experiment);
  }

  static void requireOurs(Manifest manifest, Experiment experiment) {
    Set<String> ours = new HashSet<>();
    experiment.units().forEach(unit -> ours.addAll(unit.trials()));
    for (WorkUnit unit : manifest.units()) {
      for (String trial : unit.trials()) {
        if (!ours.contains(trial)) {
          throw new BadInput(
              "trial "
                  + trial
                  + " of the manifest ("
                  + unit.key()
                  + ") is none of what its experiment means here: the data differ from those that"
                  + " it was planned for, or this is another version of Lethe; plan again");
        }
      }
    }
  }

  /**
   * Works until the slice is finished or it is asked to stop.
   *
   * @throws BadInput if what all trials share was not made before
   */
  public Outcome run() throws InterruptedException {
    try (UnitLocks locks = UnitLocks.of(folder.path())) {
      List<Task> tasks = tasks(locks);
      listener.say(
          "slice "
              + orders.index
              + " of "
              + orders.stride
              + ": "
              + tasks.stream().mapToInt(task -> task.trials.size()).sum()
              + " trials to do",
          false);
      UnitRunner runner =
          new UnitRunner(
              experiment,
              folder,
              tasks.stream().map(Task::trials).toList(),
              false,
              stop::isAsked,
              orders.threads);
      Queue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
      sideBySide(() -> drain(queue, runner, locks));
      waitForOthers(runner, locks);
    } catch (BadInput e) {
      if (FailureKind.of(e) != FailureKind.DISK_FULL) {
        throw e;
      }
      stop.ask("records cannot be written: " + e.getMessage());
      left.set(true);
    }
    listener.say(recorded.get() + " trials recorded", false);
    if (left.get()) {
      listener.say("stopped early, try again: " + stop.reason(), false);
    }
    return left.get() ? Outcome.STOPPED : Outcome.FINISHED;
  }

  private void sideBySide(Runnable work) throws InterruptedException {
    if (orders.threads == 1) {
      work.run();
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(orders.threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < orders.threads; i++) {
        running.add(threads.submit(work));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BadInput refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  /** What is missing of the slice, in the order in which it is tried. */
  private List<Task> tasks(UnitLocks locks) {
    Set<String> done = folder.recordedIds();
    Set<String> poisoned = folder.poisonedIds();
    Set<String> known = attempts.known();
    List<Task> tasks = new ArrayList<>();
    Map<String, Integer> firstOfSeed = new HashMap<>();
    Map<Task, Integer> seeds = new HashMap<>();
    for (WorkUnit unit : manifest.slice(orders.index, orders.stride)) {
      List<String> missing =
          unit.trials().stream().filter(t -> !done.contains(t) && !poisoned.contains(t)).toList();
      int seed =
          firstOfSeed.computeIfAbsent(
              unit.key().get("variant") + "\n" + unit.key().get("seed"), k -> firstOfSeed.size());
      for (Task task : tasks(unit, missing, known)) {
        if (task.trials.size() > 1 || !isHopeless(task, locks)) {
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

  private List<Task> tasks(WorkUnit unit, List<String> missing, Set<String> known) {
    if (missing.isEmpty()) {
      return List.of();
    }
    Map<String, Attempts.History> own =
        missing.stream().collect(Collectors.toMap(t -> t, t -> history(t, known)));
    Attempts.History together = history(unit.id(), known);
    int failures = own.values().stream().mapToInt(Attempts.History::failures).sum();
    boolean alive = together.open().isPresent() && isAlive(together);
    boolean died = together.died() > 0 || (together.open().isPresent() && !alive);
    if (missing.size() > 1 && !died) {
      return List.of(new Task(unit.id(), missing, together, failures));
    }
    return missing.stream()
        .map(
            trial -> {
              Attempts.History history = own.getOrDefault(trial, Attempts.History.NONE);
              return new Task(trial, List.of(trial), history, history.failures());
            })
        .toList();
  }

  private Attempts.History history(String id, Set<String> known) {
    return known.contains(id) ? attempts.of(id) : Attempts.History.NONE;
  }

  /** Of another worker; of this process the locks tell. */
  private boolean isAlive(Attempts.History history) {
    return history
        .open()
        .filter(place -> place.process() != here.process() || !place.host().equals(here.host()))
        .map(place -> place.isAliveOn(here.host()))
        .orElse(false);
  }

  /** Whether a trial is given up for what was recorded of it; then that is written down. */
  private boolean isHopeless(Task task, UnitLocks locks) {
    Attempts.History history = task.history;
    boolean failed = history.failures() >= orders.maxFailures;
    boolean idle = history.idle() >= orders.maxInterruptions;
    if ((!failed && !idle) || isAlive(history)) {
      return false;
    }
    Optional<UnitLocks.Held> lock = locks.tryLock(task.id);
    if (lock.isEmpty()) {
      return false; // somebody is at it
    }
    try {
      String trial = task.trials.get(0);
      String cause = idle ? idleCause(history) : history.cause();
      String trace = "";
      if (history.open().isPresent()) {
        Failure death = death(trial, history.open().get());
        folder.recordFailure(death);
        cause = death.cause();
        trace = death.stackTrace();
      }
      poison(trial, keyOf(trial), cause.isEmpty() ? DIED : cause, trace, history);
      return true;
    } finally {
      lock.get().release();
    }
  }

  private static String idleCause(Attempts.History history) {
    return "stopped from outside "
        + history.idle()
        + " times without getting further, the last time by: "
        + history.cause();
  }

  private TrialKey keyOf(String trial) {
    return experiment.keyOf(trial);
  }

  private void poison(
      String trial, TrialKey key, String cause, String trace, Attempts.History history) {
    folder.recordPoison(
        new Poison(
            trial,
            key,
            cause,
            trace,
            now(),
            history.failures(),
            history.idle(),
            Attempts.nameOf(trial)));
    listener.say("trial " + trial + " is given up: " + cause, true);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What is known of a process that died over a trial. */
  private Failure death(String trial, Place place) {
    String cause = crash(place).orElse(DIED);
    return new Failure(
        trial,
        keyOf(trial),
        cause,
        "host "
            + place.host()
            + ", process "
            + place.process()
            + (place.job().isEmpty() ? "" : ", job " + place.job())
            + ", device "
            + place.device()
            + "; see "
            + Attempts.nameOf(trial),
        now());
  }

  /** What a JVM that crashed has left where it was started: the signal in words. */
  private static Optional<String> crash(Place place) {
    Path report = Path.of("hs_err_pid" + place.process() + ".log");
    if (!Files.isRegularFile(report)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(report, java.nio.charset.StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.replaceFirst("^#\\s*", ""))
          .filter(line -> line.startsWith("SIG") || line.startsWith("EXCEPTION"))
          .findFirst()
          .map(line -> "native crash: " + line.replaceFirst(" at pc=.*", ""));
    } catch (IOException e) {
      return Optional.of("native crash: " + report + " cannot be read");
    }
  }

  private void drain(Queue<Task> queue, UnitRunner runner, UnitLocks locks) {
    for (Task task = queue.poll(); task != null; task = queue.poll()) {
      if (stop.isAsked()) {
        left.set(true);
        return;
      }
      if (!attempt(task, runner, locks)) {
        atOthers.add(task);
      }
    }
  }

  /** Whatever other workers have begun is theirs; what they leave undone is done here. */
  private void waitForOthers(UnitRunner runner, UnitLocks locks) throws InterruptedException {
    long nap = 50;
    while (!atOthers.isEmpty()) {
      if (stop.isAsked()) {
        left.set(true);
        return;
      }
      Thread.sleep(nap);
      nap = Math.min(LONGEST_NAP_MILLIS, 2 * nap);
      atOthers.removeIf(task -> attempt(task, runner, locks));
    }
  }

  /** Whether this task needs no more looking at in this pass. */
  private boolean attempt(Task task, UnitRunner runner, UnitLocks locks) {
    Optional<UnitLocks.Held> lock = locks.tryLock(task.id);
    if (lock.isEmpty()) {
      return false;
    }
    try {
      Attempts.History now = attempts.of(task.id);
      if (isAlive(now)) {
        return false; // where locks mean nothing
      }
      List<String> trials = task.trials;
      if (now.lines() > task.history.lines()) { // another worker was at it meanwhile
        Set<String> done = folder.recordedIds();
        trials = trials.stream().filter(trial -> !done.contains(trial)).toList();
        if (trials.isEmpty() || now.failed() > task.history.failed()) {
          runner.skip(task.trials);
          return true;
        }
      }
      run(task.id, trials, now, runner);
      return true;
    } finally {
      lock.get().release();
    }
  }

  private void run(String id, List<String> trials, Attempts.History before, UnitRunner runner) {
    if (trials.size() == 1 && before.open().isPresent()) {
      folder.recordFailure(death(trials.get(0), before.open().get()));
    }
    Shift shift = new Shift(id);
    try {
      runner.run(trials, shift);
      shift.end();
    } catch (TrainingStopped e) {
      left.set(true);
      shift.interrupted(before);
    } catch (NotKept e) {
      shift.pass("what is shared was not there");
      throw new BadInput(
          "the shared cache is not complete: "
              + e.getMessage()
              + "; 'lethe prepare' makes it, workers only read it",
          e);
    } catch (BadInput e) { // trials have their own; this is about the place
      if (FailureKind.of(e) != FailureKind.DISK_FULL) {
        throw e;
      }
      left.set(true);
      stop.ask("records cannot be written: " + e.getMessage());
    }
  }

  /** One task while it runs. */
  private final class Shift implements UnitListener {
    private final String id;
    private boolean started;
    private boolean blocked;
    private int passed;
    private int first = -1;
    private String trial = "";
    private String kind = "";
    private long since;

    Shift(String id) {
      this.id = id;
    }

    @Override
    public boolean mayStart(String next) {
      ended();
      boolean fits =
          !begun.get() || forecast.of(kindOf(keyOf(next))) <= Math.max(0, stop.secondsLeft());
      if (!fits) {
        stop.ask("what is left does not fit before the deadline");
      }
      if (stop.isAsked() || !fits) {
        left.set(true);
        return false;
      }
      return true;
    }

    @Override
    public void started(String next) {
      if (!started) {
        attempts.start(id, here);
        started = true;
      }
      begun.set(true);
      trial = next;
      kind = kindOf(keyOf(next));
      since = System.nanoTime();
    }

    private String kindOf(TrialKey key) {
      return key.learner() + "\n" + key.unlearner();
    }

    private void ended() {
      if (!kind.isEmpty()) {
        forecast.saw(kind, (System.nanoTime() - since) / 1e9);
        kind = "";
      }
    }

    @Override
    public void training(String what, int epochs, int of) {
      if (first < 0 || epochs < first) {
        first = epochs;
      }
      passed = Math.max(passed, epochs - first);
    }

    @Override
    public void recorded(List<TrialRecord> trials) {
      int all = recorded.addAndGet(trials.size());
      long now = System.nanoTime();
      if (now - lastSaid.get() > BETWEEN_LINES_NANOS) {
        lastSaid.set(now);
        listener.say(all + " trials recorded", false);
      }
    }

    @Override
    public void differs(TrialRecord record, String how) {
      String cause = NOT_DETERMINISTIC + how;
      listener.say(
          "DETERMINISM FAILURE: trial "
              + record.id()
              + " ("
              + record.key()
              + ") was recorded before with other numbers, which stay: "
              + how,
          true);
      folder.recordFailure(new Failure(record.id(), record.key(), cause, "", now()));
    }

    @Override
    public void failed(Failure failure, Throwable cause) {
      FailureKind what = FailureKind.of(cause);
      if (what == FailureKind.DISK_FULL) { // not the trial's fault
        stop.ask("the disk is full: " + failure.cause());
        blocked = true;
        left.set(true);
        return;
      }
      folder.recordFailure(failure);
      attempts.failed(failure.id(), what, failure.cause());
      listener.say("trial " + failure.id() + " failed: " + failure.cause(), true);
      Attempts.History history = attempts.of(failure.id());
      if (what == FailureKind.BAD_CONFIG || history.failures() >= orders.maxFailures) {
        poison(failure.id(), failure.key(), failure.cause(), failure.stackTrace(), history);
      }
    }

    void end() {
      ended();
      if (started && blocked) {
        pass(stop.reason());
      } else if (started) {
        attempts.end(id);
      }
    }

    /** Ended early for what is no trial's fault and does not count. */
    void pass(String why) {
      if (started) {
        attempts.interrupted(id, why, true);
      }
    }

    void interrupted(Attempts.History before) {
      attempts.interrupted(id, stop.reason(), passed > 0);
      listener.say("stopped in the middle of trial " + trial + ": " + stop.reason(), false);
      Attempts.History history = attempts.of(id);
      if (id.equals(trial) && history.idle() >= orders.maxInterruptions && passed == 0) {
        poison(trial, keyOf(trial), idleCause(history), "", before);
      }
    }
  }
}
