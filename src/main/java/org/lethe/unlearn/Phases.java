package org.lethe.unlearn;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.lethe.network.Card;

/**
 * Seconds by phase of one run, and on a card its memory: masks and Fisher matrices belong to a
 * method, evaluation does not.
 */
public final class Phases {
  private final SortedMap<String, Double> seconds = new TreeMap<>();
  private final SortedMap<String, Long> peaks = new TreeMap<>();
  private final Optional<Card> card;

  /** Of a run on the processor. */
  public Phases() {
    this(Optional.empty());
  }

  /**
   * @param card that the run computes on
   */
  public Phases(Optional<Card> card) {
    this.card = card;
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
    Optional<Card.Watch> watch = card.map(Card::watch);
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

  /** The most bytes that arrays had on the card, by name, a copy; empty on the processor. */
  public SortedMap<String, Long> peakBytes() {
    return new TreeMap<>(peaks);
  }
}
