package org.lethe.cluster;

import java.util.List;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.UnitListener;
import org.lethe.results.Failure;
import org.lethe.results.FailureKind;
import org.lethe.results.TrialRecord;

/** One task while a thread runs it: what happens is written into its attempts. */
final class Shift implements UnitListener {
  private final String id;
  private final Experiment experiment;
  private final Attempts attempts;
  private final Charges charges;
  private final TrialLogs logs;
  private final Place here;
  private final Boss boss;

  private boolean started;
  private String blocked = "";
  private int passed;
  private int first = -1;
  private String trial = "";
  private String kind = "";
  private long since;

  /** Who decides how long work goes on. */
  interface Boss {
    /**
     * Whether there is time for one more trial.
     *
     * @param kind trials of one kind take about as long
     */
    boolean mayStart(String kind);

    /** A trial has begun. */
    void started();

    /** How long one took. */
    void took(String kind, double seconds);

    /** Some are on disk. */
    void recorded(int trials);

    /** No more can be done here, for this reason. */
    void leave(String why);
  }

  /**
   * @param id of the task
   */
  Shift(
      String id,
      Experiment experiment,
      Attempts attempts,
      Charges charges,
      TrialLogs logs,
      Place here,
      Boss boss) {
    this.id = id;
    this.experiment = experiment;
    this.attempts = attempts;
    this.charges = charges;
    this.logs = logs;
    this.here = here;
    this.boss = boss;
  }

  @Override
  public boolean mayStart(String next) {
    ended();
    return boss.mayStart(kindOf(next));
  }

  @Override
  public void started(String next) {
    if (!started) {
      attempts.start(id, here);
      started = true;
    }
    boss.started();
    logs.begin(next);
    trial = next;
    kind = kindOf(next);
    since = System.nanoTime();
  }

  private String kindOf(String next) {
    var key = experiment.keyOf(next);
    return key.learner() + "\n" + key.unlearner();
  }

  private void ended() {
    if (!kind.isEmpty()) {
      boss.took(kind, (System.nanoTime() - since) / 1e9);
      kind = "";
    }
  }

  /** The one that is run, or was run last. */
  String trial() {
    return trial;
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
    boss.recorded(trials.size());
  }

  @Override
  public void differs(TrialRecord record, String how) {
    charges.differs(record, how);
  }

  @Override
  public void failed(Failure failure, Throwable cause) {
    FailureKind what = FailureKind.of(cause);
    if (what == FailureKind.DISK_FULL) { // not the trial's fault
      blocked = "the disk is full: " + failure.cause();
      boss.leave(blocked);
    } else {
      charges.failed(failure, what);
    }
  }

  /** The task is done, as far as it could be. */
  void end() {
    ended();
    if (started && !blocked.isEmpty()) {
      pass(blocked);
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

  /** Ended in the middle of a trial; without an epoch passed, that counts. */
  void interrupted(String why) {
    attempts.interrupted(id, why, passed > 0);
    logs.say(trial, "stopped: " + why + ", " + passed + " epochs further");
    Attempts.History history = attempts.of(id);
    if (id.equals(trial) && passed == 0 && charges.areTooMany(history)) {
      charges.giveUp(trial, history);
    }
  }
}
