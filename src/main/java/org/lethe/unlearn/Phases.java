package org.lethe.unlearn;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.lethe.network.PeakMemory;

/**
 * Seconds and memory by phase of one run: masks and Fisher matrices belong to a method, evaluation
 * does not.
 */
public final class Phases {
  private final SortedMap<String, Double> seconds = new TreeMap<>();
  private final SortedMap<String, Long> peaks = new TreeMap<>();
  private final Optional<PeakMemory> memory;

  /** Of a run whose memory nobody asks for. */
  public Phases() {
    this(Optional.empty());
  }

  /**
   * @param memory that the run takes
   */
  public Phases(Optional<PeakMemory> memory) {
    this.memory = memory;
  }

  /** Does something and books its time and its memory under a name. */
  public <T> T timed(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return watched(phase, work);
    } finally {
      add(phase, (System.nanoTime() - start) / 1e9);
    }
  }

  /** As {@link #timed}, but for the time, which is booked by somebody else. */
  public <T> T watched(String phase, Supplier<T> work) {
    Optional<PeakMemory.Watch> watch = memory.map(PeakMemory::watch);
    try {
      return work.get();
    } finally {
      watch.ifPresent(each -> peaks.merge(phase, each.end(), Math::max));
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

  /** The most bytes that were in use, by name, a copy; empty where nobody can say. */
  public SortedMap<String, Long> peakBytes() {
    return new TreeMap<>(peaks);
  }
}
