package org.lethe.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.lethe.experiment.Experiment;
import org.lethe.results.Failure;
import org.lethe.results.FailureKind;
import org.lethe.results.Poison;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;

/**
 * What is held against trials: failures and deaths are written down here, and who has too many of
 * them is given up.
 */
final class Charges {
  static final String DIED =
      "the process ended without a word: killed, out of the machine's memory, or its machine went"
          + " away";
  private static final String NOT_DETERMINISTIC = "not deterministic: ";

  private final Experiment experiment;
  private final ResultFolder folder;
  private final Attempts attempts;
  private final TrialLogs logs;
  private final Worker.Orders orders;
  private final Worker.Listener listener;
  private final Place here;

  Charges(
      Experiment experiment,
      ResultFolder folder,
      Attempts attempts,
      TrialLogs logs,
      Worker.Orders orders,
      Worker.Listener listener,
      Place here) {
    this.experiment = experiment;
    this.folder = folder;
    this.attempts = attempts;
    this.logs = logs;
    this.orders = orders;
    this.listener = listener;
    this.here = here;
  }

  /** Whether another worker of this host is at it; of this process the locks tell. */
  boolean isAtAnother(Attempts.History history) {
    return history
        .open()
        .filter(place -> !place.isSameProcess(here))
        .map(place -> place.isAliveOn(here.host()))
        .orElse(false);
  }

  /** A trial gave no result, by its own fault. */
  void failed(Failure failure, FailureKind kind) {
    folder.recordFailure(failure);
    attempts.failed(failure.id(), kind.word(), failure.cause());
    logs.say(failure.id(), "failed: " + failure.stackTrace());
    listener.say("trial " + failure.id() + " failed: " + failure.cause(), true);
    Attempts.History history = attempts.of(failure.id());
    if (kind == FailureKind.BAD_CONFIG || history.failures() >= orders.maxFailures()) {
      giveUp(failure, history);
    }
  }

  /**
   * A process was at this unit or trial and is gone. Call it with the lock held.
   *
   * @param trial of the unit, for the records: the first one that may have been its undoing
   * @param of how many trials of the unit that is one
   * @return with that death counted
   */
  Attempts.History died(String id, Place place, String trial, int of) {
    String cause = crash(place).orElse(DIED) + (of == 1 ? "" : "; over one of " + of + " trials");
    attempts.died(id, cause);
    folder.recordFailure(
        new Failure(
            trial, experiment.keyOf(trial), cause, place + "; see " + Attempts.nameOf(id), now()));
    logs.say(trial, "found dead: " + place + ": " + cause);
    listener.say("trial " + trial + ": " + cause + " (" + place + ")", true);
    return attempts.of(id);
  }

  /** What a JVM that crashed has left where it was started: the signal in words. */
  private static Optional<String> crash(Place place) {
    Path report = place.crashReport();
    if (!Files.isRegularFile(report)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(report, StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.replaceFirst("^#\\s*", ""))
          .filter(line -> line.startsWith("SIG") || line.startsWith("EXCEPTION"))
          .findFirst()
          .map(line -> "native crash: " + line.replaceFirst(" at pc=.*", ""));
    } catch (IOException e) {
      return Optional.of("native crash: " + report + " cannot be read");
    }
  }

  /** Whether a trial has failed, or was stopped without getting further, too often. */
  boolean areTooMany(Attempts.History history) {
    return history.failures() >= orders.maxFailures() || isIdle(history);
  }

  private boolean isIdle(Attempts.History history) {
    return history.idle() >= orders.maxInterruptions();
  }

  /** A trial of which {@link #areTooMany}; its last failure is on disk. */
  void giveUp(String trial, Attempts.History history) {
    String cause =
        isIdle(history)
            ? "stopped from outside "
                + history.idle()
                + " times without getting further, the last time by: "
                + history.cause()
            : history.cause();
    giveUp(new Failure(trial, experiment.keyOf(trial), cause, "", now()), history);
  }

  private void giveUp(Failure last, Attempts.History history) {
    folder.recordPoison(
        new Poison(
            last.id(),
            last.key(),
            last.cause(),
            last.stackTrace(),
            now(),
            history.failures(),
            history.idle(),
            Attempts.nameOf(last.id())));
    logs.say(last.id(), "given up: " + last.cause());
    listener.say("trial " + last.id() + " is given up: " + last.cause(), true);
  }

  /** A trial has a record with other numbers, which stays. */
  void differs(TrialRecord record, String how) {
    String cause = NOT_DETERMINISTIC + how;
    logs.say(record.id(), cause);
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

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
