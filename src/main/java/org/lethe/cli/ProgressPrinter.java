package org.lethe.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.lethe.experiment.Progress;
import org.lethe.results.CrossingRow;
import org.lethe.results.Failure;
import org.lethe.results.Study;
import org.lethe.results.Summary;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import picocli.CommandLine.Help.Ansi;

/**
 * Says how a run goes: one line that is written over on a terminal, a plain line every ten seconds
 * elsewhere, nothing when quiet; while networks are trained and no trial ends, a plain line a
 * minute. The outcome so far is the earliest mean crossing of a rule.
 */
final class ProgressPrinter implements Progress {
  private static final long TERMINAL_MILLIS = 250;
  private static final long PLAIN_MILLIS = 10_000;
  private static final long PLAIN_TRAINING_MILLIS = 60_000;
  private static final long OUTCOME_MILLIS = 5_000;
  private static final int MOST_TRAININGS = 2;
  private static final int MOST_FOR_OUTCOME = 20_000;

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean terminal;
  private final Study study;
  private final List<TrialRecord> seen = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private final Map<Thread, String> trainings = new LinkedHashMap<>();
  private final LongSupplier millis;
  private final long start;
  private int trials;
  private int found;
  private int done;
  private int failures;
  private long lastLine;
  private long lastOutcome;
  private String outcome = "";
  private int width;

  ProgressPrinter(PrintWriter err, boolean quiet, Study study) {
    this(err, quiet, Ansi.AUTO.enabled(), study, System::currentTimeMillis);
  }

  /**
   * @param millis what time it is
   */
  ProgressPrinter(
      PrintWriter err, boolean quiet, boolean terminal, Study study, LongSupplier millis) {
    this.err = err;
    this.quiet = quiet;
    this.terminal = terminal;
    this.study = study;
    this.millis = millis;
    this.start = millis.getAsLong();
    this.lastOutcome = start;
  }

  int failures() {
    return failures;
  }

  @Override
  public synchronized void planned(int all, int recorded) {
    trials = all;
    found = recorded;
    if (!quiet) {
      err.println(
          study.name()
              + ": "
              + counted(all)
              + (recorded > 0 ? ", " + recorded + " of them recorded before" : ""));
      err.flush();
    }
  }

  @Override
  public synchronized void training(String what, int epochs, int of) {
    if (epochs < of) {
      trainings.put(Thread.currentThread(), "epoch " + (epochs + 1) + "/" + of + " of " + what);
    } else {
      trainings.remove(Thread.currentThread());
    }
    if (!quiet) {
      showIfDue(terminal ? TERMINAL_MILLIS : PLAIN_TRAINING_MILLIS, Math.max(start, lastLine));
    }
  }

  private void showIfDue(long apart, long last) {
    long now = millis.getAsLong();
    if (now - last >= apart) {
      lastLine = now;
      show(line(now));
    }
  }

  @Override
  public synchronized void recorded(List<TrialRecord> finished) {
    if (!quiet && seen.size() <= MOST_FOR_OUTCOME) {
      seen.addAll(finished);
    }
    advance(finished.size());
  }

  @Override
  public synchronized void recorded(TargetRecord target) {
    advance(1);
  }

  private void advance(int finished) {
    done += finished;
    if (!quiet) {
      showIfDue(terminal ? TERMINAL_MILLIS : PLAIN_MILLIS, lastLine);
    }
  }

  @Override
  public synchronized void failed(Failure failure, int missing) {
    failures += missing;
    // A rule that fails for one seed or budget fails for most: one line, and a count at the end.
    if (told.add(what(failure) + "\n" + failure.cause())) {
      wipe();
      err.println(
          "failed: "
              + what(failure)
              + ", seed "
              + failure.key().seed()
              + ": "
              + Lethe.printable(failure.cause()));
      err.flush();
    }
  }

  /** Wipes the line that is written over: an error or the outcome comes next. */
  synchronized void wipe() {
    if (terminal && width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }

  /** Ends the line and says how long it took. */
  synchronized void finish() {
    wipe();
    if (failures > 0) {
      err.println(
          failures + " of " + trials + " trials failed; why is in failed/ of the results folder");
      err.flush();
    }
    if (!quiet) {
      double seconds = (millis.getAsLong() - start) / 1e3;
      err.println(String.format(Locale.ROOT, "%s in %.1f s", counted(done), seconds));
      err.flush();
    }
  }

  private static String counted(int trials) {
    return trials == 1 ? "1 trial" : trials + " trials";
  }

  private static String what(Failure failure) {
    TrialKey key = failure.key();
    return String.join(", ", key.scorer(), key.learner(), key.unlearner(), key.variant());
  }

  private String line(long now) {
    if (now - lastOutcome > OUTCOME_MILLIS && seen.size() <= MOST_FOR_OUTCOME) {
      outcome = best().map(text -> ", " + text).orElse("");
      lastOutcome = millis.getAsLong();
    }
    return String.format(Locale.ROOT, "%d/%d trials", found + done, trials)
        + (done > 0 ? pace(now) : "")
        + inTraining()
        + outcome;
  }

  private String pace(long now) {
    double rate = done / Math.max(1e-3, (now - start) / 1e3);
    long left = Math.round((trials - found - done) / rate);
    String per =
        rate >= 1
            ? String.format(Locale.ROOT, "%.0f/s", rate)
            : String.format(Locale.ROOT, "%.1f/min", 60 * rate);
    return String.format(Locale.ROOT, ", %s, %d:%02d left", per, left / 60, left % 60);
  }

  /** A terminal's line is short, and a machine may train many networks. */
  private String inTraining() {
    if (trainings.isEmpty()) {
      return "";
    }
    int more = trainings.size() - MOST_TRAININGS;
    return trainings.values().stream()
            .limit(MOST_TRAININGS)
            .collect(Collectors.joining(", ", ", ", ""))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** The rule that halves the forget metric first, so far. */
  private Optional<String> best() {
    return Summary.of(study, seen).crossings().stream()
        .filter(row -> row.metric().equals(study.primaryMetric()))
        .filter(row -> row.budget().isPresent() && row.reached() == row.n())
        .min(Comparator.comparingDouble(row -> row.budget().get().mean()))
        .map(ProgressPrinter::crossing);
  }

  private static String crossing(CrossingRow row) {
    return String.format(
        Locale.ROOT,
        "best so far: %s halves %s at %.0f %%",
        row.curve().scorer(),
        row.metric(),
        100 * row.budget().orElseThrow().mean());
  }

  private void show(String line) {
    if (terminal) {
      int pad = Math.max(0, width - line.length());
      err.print("\r" + line + " ".repeat(pad));
      width = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }
}
