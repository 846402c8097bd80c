package org.lethe.experiment;

import java.util.Locale;

/**
 * What a run would cost, from running one seed's rankings and two trainings of each learner; of
 * networks, from a few steps of each.
 *
 * @param trials that the experiment has, searched budgets among them
 * @param searches how many of them search their budget
 * @param seconds wall clock for all of them on the given number of threads
 * @param threads that run side by side
 * @param bytes of memory that the largest seed needs while it is worked on, times the threads
 */
public record RunEstimate(int trials, int searches, double seconds, int threads, long bytes) {

  /** A few plain lines. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "trials:  %,d%s%ntime:    about %s on %d thread%s, if nothing is recorded yet%nmemory: "
            + " about %,d MB for data and features, besides the program%n",
        trials,
        searches > 0 ? String.format(Locale.ROOT, ", %,d of them search a budget", searches) : "",
        time(),
        threads,
        threads == 1 ? "" : "s",
        Math.max(1, bytes >> 20));
  }

  /** In the unit of which there are at least two, rounded up. */
  private String time() {
    long minute = 60;
    long hour = 60 * minute;
    long day = 24 * hour;
    return seconds < 2 * minute
        ? in(1, "s")
        : seconds < 2 * hour
            ? in(minute, "min")
            : seconds < 2 * day ? in(hour, "hours") : in(day, "days");
  }

  private String in(long unit, String name) {
    return String.format(Locale.ROOT, "%,.0f %s", Math.ceil(seconds / unit), name);
  }
}
