package org.lethe.submit;

import java.util.Locale;
import org.lethe.settings.BadInput;

/**
 * How a manifest is shared out: slice i of n takes the lines i, i + n, i + 2n … One engine task for
 * each trial would drown in queues, starts of Java and limits on arrays; one to four hours do not.
 *
 * @param count slices, 1 or more
 * @param trials in the largest slice
 */
public record Slices(int count, int trials) {

  /**
   * As many slices as give each the wanted time; fewer and longer ones where the site allows no
   * more.
   *
   * @param most slices that the site takes at once
   * @param limit what sets that, for messages
   * @throws BadInput if one trial, or the slices of that many, cannot end within the time limit
   */
  static Slices of(int trials, Site site, int most, String limit) {
    double usable = site.walltime().deadline().toSeconds();
    double each = site.secondsPerTrial();
    if (each > usable) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "a trial of %.0f s (seconds-per-trial) does not fit into walltime %s, of which %.0f s"
                  + " can be used; ask for more, or give a better estimate",
              each,
              site.walltime(),
              usable));
    }
    if (most < 1) {
      throw new BadInput("the site takes no more jobs now (" + limit + "); wait, or cancel some");
    }
    double wanted = Math.min(3600 * site.hoursPerSlice(), usable);
    long perSlice = Math.max(1, (long) (wanted / each));
    int slices = (int) Math.min(trials, ceil(trials, perSlice));
    if (slices > most) {
      slices = most;
      if (ceil(trials, most) * each > usable) {
        throw new BadInput(
            String.format(
                Locale.ROOT,
                "%d trials of %.0f s do not fit: the site takes %d slices at once (%s), and"
                    + " walltime %s holds %d trials, %d in all; raise walltime, or plan less at a"
                    + " time",
                trials,
                each,
                most,
                limit,
                site.walltime(),
                (long) (usable / each),
                most * (long) (usable / each)));
      }
    }
    return new Slices(slices, (int) ceil(trials, slices));
  }

  private static long ceil(long numerator, long denominator) {
    return (numerator + denominator - 1) / denominator;
  }
}
