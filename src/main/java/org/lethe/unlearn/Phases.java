package org.lethe.unlearn;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Seconds by phase of one run: masks and Fisher matrices belong to a method, evaluation does not.
 */
public final class Phases {
  private final SortedMap<String, Double> seconds = new TreeMap<>();

  /** Does something and books its time under a name. */
  public <T> T timed(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      add(phase, (System.nanoTime() - start) / 1e9);
    }
  }

  /** Books time that was spent elsewhere, for instance by a process that was stopped. */
  public void add(String phase, double more) {
    seconds.merge(phase, more, Double::sum);
  }

  /** Seconds by name, a copy. */
  public SortedMap<String, Double> seconds() {
    return new TreeMap<>(seconds);
  }
}
