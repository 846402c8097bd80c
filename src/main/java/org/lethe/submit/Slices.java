package org.lethe.submit;

import java.util.Locale;
import org.lethe.settings.BadInput;

/**
 * How a manifest is shared out: slice i of n takes the lines i, i + n, i + 2n … One engine task for
 * each trial would drown in queues, starts of Java and limits on arrays; one to four hours do not.
 *
 * @param count slices, 1 or more
 * @param lines of the manifest in the largest slice
 */
record Slices(int count, int lines) {

  /**
   * As many slices as give each the wanted time; fewer and longer ones where the site allows no
   * more.
   *
   * @param most slices that the site takes at once
   * @param limit what sets that, for messages
   * @throws BadInput if one line, or the slices of that many, cannot end within the time limit
   */
  static Slices of(Batch batch, Site site, int most, String limit) {
    double usable = site.walltime().deadline().toSeconds();
    double each = batch.secondsPerLine(site);
    if (each > usable) {
      throw new BadInput(
          String.format(
              Locale.ROOT,
              "%.0f s (seconds-per-trial is %s) do not fit into walltime %s, of which %.0f s can be"
                  + " used; ask for more, or give a better estimate",
              each,
              site.secondsPerTrial(),
              site.walltime(),
              usable));
    }
    if (most < 1) {
      throw new BadInput("the site takes no more jobs now (" + limit + "); wait, or cancel some");
    }
    double wanted = Math.min(3600 * site.hoursPerSlice(), usable);
    long perSlice = Math.max(1, (long) (wanted / each));
    int slices = (int) ceil(batch.count(), perSlice);
    if (slices > most) {
      slices = most;
      if (ceil(batch.count(), most) * each > usable) {
        throw new BadInput(
            String.format(
                Locale.ROOT,
                "%s of %.0f s do not fit: the site takes %d slices at once (%s), and walltime %s"
                    + " holds %d of them, %d in all; raise walltime, or plan less at a time",
                batch.size(),
                each,
                most,
                limit,
                site.walltime(),
                (long) (usable / each),
                most * (long) (usable / each)));
      }
    }
    return new Slices(slices, (int) ceil(batch.count(), slices));
  }

  private static long ceil(long numerator, long denominator) {
    return (numerator + denominator - 1) / denominator;
  }
}
