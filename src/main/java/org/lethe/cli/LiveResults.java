package org.lethe.cli;

import java.util.function.Supplier;
import org.lethe.report.Report;
import org.lethe.results.ResultFolder;

/**
 * The page of an experiment while a run or the workers of a batch record it. It is made again only
 * when something was recorded since, and asked for the less often the longer it takes.
 */
final class LiveResults implements Supplier<LivePage.Shown> {
  private static final int SECONDS_BETWEEN = 3;

  /** Of the time between two looks at most one part in so many is spent on making the page. */
  private static final int REST = 5;

  private final ResultFolder folder;
  private String state = "";
  private LivePage.Shown last = new LivePage.Shown("", SECONDS_BETWEEN);

  LiveResults(ResultFolder folder) {
    this.folder = folder;
  }

  @Override
  public synchronized LivePage.Shown get() {
    String now = folder.state();
    if (!now.equals(state)) {
      long start = System.nanoTime();
      String page = Report.live(folder);
      double seconds = (System.nanoTime() - start) / 1e9;
      last = new LivePage.Shown(page, Math.max(SECONDS_BETWEEN, (int) Math.ceil(REST * seconds)));
      state = now;
    }
    return last;
  }
}
