package org.lethe.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
import org.lethe.experiment.Experiment;
import org.lethe.experiment.UnitRunner;
import org.lethe.experiment.WorkUnit;
import org.lethe.network.NotKept;
import org.lethe.network.TrainingStopped;
import org.lethe.results.FailureKind;
import org.lethe.results.ResultFolder;
import org.lethe.settings.BadInput;

/**
 * Runs one slice of a manifest: what is missing of it, what failed least first, each trial at most
 * once. What goes wrong with a trial stays with that trial; all that is right or wrong about a
 * batch is decided here, and an engine only says where and when.
 */
public final class Worker {
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
    try (UnitLocks locks = UnitLocks.of(folder.path(), why -> listener.say(why, true));
        TrialLogs logs = new TrialLogs(attempts, here)) {
      new Pass(locks, logs).run();
    } catch (BadInput e) {
      leaveIfDiskFull(e);
    }
    listener.say(recorded.get() + " trials recorded", false);
    if (left.get()) {
      listener.say("stopped early, try again: " + stop.reason(), false);
    }
    return left.get() ? Outcome.STOPPED : Outcome.FINISHED;
  }

  /** A place without room is no trial's fault; anything else is thrown on. */
  private void leaveIfDiskFull(BadInput e) {
    if (FailureKind.of(e) != FailureKind.DISK_FULL) {
      throw e;
    }
    leave("records cannot be written: " + e.getMessage());
  }

  /** Something stays undone, for this reason unless there was one before. */
  private void leave(String why) {
    stop.ask(why);
    left.set(true);
  }

  /** What a shift asks of its worker, and tells it. */
  private final Shift.Boss boss =
      new Shift.Boss() {
        @Override
        public boolean mayStart(String kind) {
          // the first one is begun whatever it takes: else no deadline would ever get anywhere
          if (begun.get() && forecast.of(kind) > Math.max(0, stop.secondsLeft())) {
            stop.ask("what is left does not fit before the deadline");
          }
          if (stop.isAsked()) {
            left.set(true);
          }
          return !stop.isAsked();
        }

        @Override
        public void started() {
          begun.set(true);
        }

        @Override
        public void took(String kind, double seconds) {
          forecast.saw(kind, seconds);
        }

        @Override
        public void recorded(int trials) {
          int all = recorded.addAndGet(trials);
          long now = System.nanoTime();
          if (now - lastSaid.get() > BETWEEN_LINES_NANOS) {
            lastSaid.set(now);
            listener.say(all + " trials recorded", false);
          }
        }

        @Override
        public void leave(String why) {
          Worker.this.leave(why);
        }
      };

  /** Once through the slice. */
  private final class Pass {
    private final UnitLocks locks;
    private final TrialLogs logs;
    private final Charges charges;
    private final Slice slice;
    private final List<Task> tasks;
    private final UnitRunner runner;

    Pass(UnitLocks locks, TrialLogs logs) {
      this.locks = locks;
      this.logs = logs;
      this.charges = new Charges(experiment, folder, attempts, logs, orders, listener, here);
      this.slice = new Slice(folder, attempts, locks, charges);
      this.tasks = slice.missingOf(manifest.slice(orders.index, orders.stride));
      this.runner =
          UnitRunner.ofWorker(
              experiment,
              folder,
              tasks.stream().map(Task::trials).toList(),
              stop::isAsked,
              orders.threads,
              manifest.plan());
    }

    void run() throws InterruptedException {
      listener.say(
          "slice "
              + orders.index
              + " of "
              + orders.stride
              + ": "
              + tasks.stream().mapToInt(task -> task.trials().size()).sum()
              + " trials to do",
          false);
      Queue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
      sideBySide(() -> drain(queue));
      waitForOthers();
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
        stop.ask("another thread could not go on: " + e.getCause()); // else they work to the end
        if (e.getCause() instanceof BadInput refused) {
          throw refused;
        }
        throw new IllegalStateException(e.getCause());
      } finally {
        threads.shutdown();
      }
    }

    private void drain(Queue<Task> queue) {
      for (Task task = queue.poll(); task != null; task = queue.poll()) {
        if (stop.isAsked()) {
          left.set(true);
          return;
        }
        if (!attempt(task)) {
          atOthers.add(task);
        }
      }
    }

    /** Whatever other workers have begun is theirs; what they leave undone is done here. */
    private void waitForOthers() throws InterruptedException {
      long nap = 50;
      while (!atOthers.isEmpty()) {
        if (stop.isAsked()) {
          left.set(true);
          return;
        }
        Thread.sleep(nap);
        nap = Math.min(LONGEST_NAP_MILLIS, 2 * nap);
        atOthers.removeIf(this::attempt);
      }
    }

    /** Whether this task needs no more looking at in this pass. */
    private boolean attempt(Task task) {
      Optional<UnitLocks.Held> lock = locks.tryLock(task.id());
      if (lock.isEmpty()) {
        return false;
      }
      try {
        Attempts.History now = slice.settled(task.id(), task.trials());
        if (charges.isAtAnother(now)) {
          return false; // where locks mean nothing
        }
        List<String> trials = task.trials();
        if (now.lines() > task.history().lines()) { // another worker was at it meanwhile
          Set<String> done = folder.recordedIds();
          trials = trials.stream().filter(trial -> !done.contains(trial)).toList();
          if (trials.isEmpty() || now.failed() > task.history().failed()) {
            runner.skip(task.trials());
            return true;
          }
        }
        if (trials.size() == 1 && charges.areTooMany(now)) { // others died over it meanwhile
          charges.giveUp(trials.get(0), now);
          runner.skip(task.trials());
          return true;
        }
        run(task.id(), trials);
        return true;
      } finally {
        lock.get().release();
      }
    }

    private void run(String id, List<String> trials) {
      Shift shift = new Shift(id, experiment, attempts, charges, logs, here, boss);
      try {
        runner.run(trials, shift);
        shift.end();
      } catch (TrainingStopped e) {
        left.set(true);
        shift.interrupted(stop.reason() + ", " + e.getMessage());
        listener.say(
            "stopped in the middle of trial " + shift.trial() + ": " + stop.reason(), false);
      } catch (NotKept e) {
        shift.pass("what is shared was not there");
        throw new BadInput(
            "the shared cache is not complete: "
                + e.getMessage()
                + "; 'lethe prepare' makes it, workers only read it",
            e);
      } catch (BadInput e) { // trials have their own; this is about the place
        leaveIfDiskFull(e);
      } finally {
        logs.end();
      }
    }
  }
}
