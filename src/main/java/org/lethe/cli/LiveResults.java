package org.lethe.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.lethe.report.Report;
import org.lethe.results.ResultFolder;

/**
 * The page of an experiment while a run or the workers of a batch record it. It is made again only
 * when something was recorded since, and asked for the less often the longer it takes; where
 * nothing is recorded any more the page says so, and is asked for once a minute.
 */
final class LiveResults implements Supplier<LivePage.Shown> {
  private static final int SECONDS_BETWEEN = 3;
  private static final int SECONDS_AT_REST = 60;
  private static final Duration QUIET = Duration.ofMinutes(10);

  /** Of the time between two looks at most one part in so many is spent on making the page. */
  private static final int REST = 5;

  /** Whether more is to be expected. */
  private enum Standing {
    RECORDING(SECONDS_BETWEEN, "More may be recorded; this page looks again every few seconds."),
    QUIET_FOR_LONG(
        SECONDS_AT_REST,
        "Nothing was recorded for ten minutes or more: a trial takes long, or everything has"
            + " stopped. This page looks again once a minute."),
    ENDED(
        SECONDS_AT_REST,
        "The run has ended: nothing was recorded since its tables were made. This page looks again"
            + " once a minute.");

    private final int seconds;
    private final String words;

    Standing(int seconds, String words) {
      this.seconds = seconds;
      this.words = words;
    }
  }

  private final ResultFolder folder;
  private final Clock clock;
  private String state = "";
  private Standing standing = Standing.RECORDING;
  private LivePage.Shown last = new LivePage.Shown("", SECONDS_BETWEEN);

  LiveResults(ResultFolder folder) {
    this(folder, Clock.systemUTC());
  }

  /**
   * @param clock that of the disk, to a few minutes
   */
  LiveResults(ResultFolder folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  @Override
  public synchronized LivePage.Shown get() {
    String now = folder.state();
    Standing standingNow = standing();
    if (!now.equals(state) || standingNow != standing) {
      long start = System.nanoTime();
      String page = Report.live(folder, standingNow.words);
      double seconds = (System.nanoTime() - start) / 1e9;
      last =
          new LivePage.Shown(page, Math.max(standingNow.seconds, (int) Math.ceil(REST * seconds)));
      state = now;
      standing = standingNow;
    }
    return last;
  }

  private Standing standing() {
    if (folder.hasTablesOfAll()) {
      return Standing.ENDED;
    }
    Instant since = clock.instant().minus(QUIET);
    return folder.lastRecorded().filter(time -> time.isBefore(since)).isPresent()
        ? Standing.QUIET_FOR_LONG
        : Standing.RECORDING;
  }
}
