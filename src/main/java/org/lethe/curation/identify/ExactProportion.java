package org.lethe.curation.identify;

import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A share that was counted on a random sample, with its exact 95 % interval (Clopper, Pearson, The
 * Use of Confidence or Fiducial Limits, 1934): it holds the true share at least 95 times in 100,
 * whatever it is and however small the sample.
 *
 * @param hits how many have the property
 * @param of how many were looked at; 0 where there was none to look at, and so no share
 */
public record ExactProportion(int hits, int of) {
  private static final double TAIL = 0.025;

  public ExactProportion {
    if (hits < 0 || hits > of) {
      throw new IllegalArgumentException("hits is " + hits + " of " + of);
    }
  }

  /** hits/of; empty where nothing was looked at. */
  public OptionalDouble share() {
    return of == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) hits / of);
  }

  /** The largest share that makes so many hits or more improbable; 0 without any hit. */
  public double low() {
    return hits == 0
        ? 0
        : BetaDistribution.of(hits, of - hits + 1.0).inverseCumulativeProbability(TAIL);
  }

  /** The smallest share that makes so few hits improbable; 1 if all were hits. */
  public double high() {
    return hits == of
        ? 1
        : BetaDistribution.of(hits + 1.0, of - hits).inverseSurvivalProbability(TAIL);
  }

  /** {@code 91.7 % [61.5, 99.8] (11 of 12)}. */
  public String words() {
    return of == 0
        ? "unknown (0 of 0)"
        : String.format(
            Locale.ROOT,
            "%.1f %% [%.1f, %.1f] (%d of %d)",
            100.0 * hits / of,
            100 * low(),
            100 * high(),
            hits,
            of);
  }
}
