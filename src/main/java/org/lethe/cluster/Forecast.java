package org.lethe.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * How long a trial may take, judged by those of its slice so far: the longest of its kind, or of
 * any kind where there was none of its own, and half as much again.
 */
final class Forecast {
  private static final double MARGIN = 1.5;

  private final Map<String, Double> longest = new HashMap<>();

  /** A trial of a kind took so long. */
  synchronized void saw(String kind, double seconds) {
    longest.merge(kind, seconds, Math::max);
  }

  /** Seconds; 0 where nothing is known. */
  synchronized double of(String kind) {
    Double own = longest.get(kind);
    double known =
        own != null
            ? own
            : longest.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return MARGIN * known;
  }
}
