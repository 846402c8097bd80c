package org.lethe.cli;

import java.io.PrintWriter;
import org.lethe.dataset.Downloader;

/** How far a download has come: one line for every tenth, so that a log stays readable. */
final class Percent implements Downloader.Progress {
  private final PrintWriter out;
  private long tenth = -1;

  Percent(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void at(long received, long total) {
    long now = total > 0 ? 10 * received / total : received >> 24;
    if (now != tenth && received > 0) {
      tenth = now;
      out.printf("  %,d bytes%s%n", received, total > 0 ? " of %,d".formatted(total) : " so far");
      out.flush();
    }
  }
}
