package org.lethe.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What is said while trials run goes into a log of each, beside its attempts: warnings of whatever
 * it uses, exceptions with their stack, how it was stopped. A log comes into being with its first
 * line, so that a trial without trouble leaves none; a later attempt goes on in it.
 *
 * <p>What is logged belongs to the trial of the thread that says it. Threads of an engine have none
 * of their own: theirs is the only one that runs, or nobody's.
 */
final class TrialLogs extends Handler implements AutoCloseable {
  private final Attempts attempts;
  private final Place here;
  private final Logger root = Logger.getLogger("");
  private final ThreadLocal<Optional<Log>> own = ThreadLocal.withInitial(Optional::empty);
  private final Set<Log> open = ConcurrentHashMap.newKeySet();

  /** Of one attempt. */
  private static final class Log {
    private final String trial;
    private boolean headed;

    Log(String trial) {
      this.trial = trial;
    }
  }

  /** Listens from now on until it is closed. */
  TrialLogs(Attempts attempts, Place here) {
    this.attempts = attempts;
    this.here = here;
    root.addHandler(this);
  }

  /** From now on this thread is at a trial. */
  void begin(String trial) {
    end();
    Log log = new Log(trial);
    own.set(Optional.of(log));
    open.add(log);
  }

  /** This thread is at none any more. */
  void end() {
    own.get().ifPresent(open::remove);
    own.remove();
  }

  /** Something about a trial that this thread need not be at. */
  void say(String trial, String text) {
    write(own.get().filter(log -> log.trial.equals(trial)).orElseGet(() -> new Log(trial)), text);
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      own.get().or(this::only).ifPresent(log -> write(log, text(record)));
    }
  }

  private Optional<Log> only() {
    return open.size() == 1 ? open.stream().findFirst() : Optional.empty();
  }

  private static String text(LogRecord record) {
    StringWriter text = new StringWriter();
    PrintWriter lines = new PrintWriter(text);
    lines.print(record.getLevel() + " " + record.getLoggerName() + ": " + record.getMessage());
    if (record.getThrown() != null) {
      lines.println();
      record.getThrown().printStackTrace(lines);
    }
    lines.flush();
    return text.toString();
  }

  /** A log that cannot be written must not harm a trial that can. */
  private void write(Log log, String text) {
    try {
      synchronized (log) {
        if (!log.headed) {
          attempts.log(log.trial, "--- attempt on " + here + "\n");
          log.headed = true;
        }
        String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        attempts.log(log.trial, now + " " + text.strip() + "\n");
      }
    } catch (IOException e) {
      reportError("cannot write " + attempts.logOf(log.trial), e, ErrorManager.WRITE_FAILURE);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    root.removeHandler(this);
  }
}
