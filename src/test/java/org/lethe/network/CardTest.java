package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * A card keeps one peak for the whole process. Guards against a trial that forgets it while another
 * looks, and against a phase that is told what an earlier one had.
 */
class CardTest {

  /** Counts as an allocator does. */
  private static final class Counted extends Card {
    private long now;
    private long peak;

    void takes(long bytes) {
      now += bytes;
      peak = Math.max(peak, now);
    }

    @Override
    public long free() {
      return 1000 - now;
    }

    @Override
    protected long peak() {
      return peak;
    }

    @Override
    protected void forgetPeak() {
      peak = now;
    }
  }

  private final Counted card = new Counted();

  @Test
  void eachPhaseHearsItsOwnPeak() {
    Card.Watch first = card.watch();
    card.takes(300);
    card.takes(-200);
    assertEquals(300, first.end());
    Card.Watch second = card.watch();
    card.takes(50);
    assertEquals(150, second.end());
  }

  @Test
  void whoBeginsLaterTakesNothingFromWhoLooksAlready() {
    Card.Watch early = card.watch();
    card.takes(300);
    card.takes(-200);
    Card.Watch late = card.watch();
    card.takes(100);
    card.takes(-100);
    assertEquals(300, early.end());
    assertEquals(200, late.end());
  }

  /** Arrays that were there before count: they take room all the same. */
  @Test
  void whatIsThereAlreadyCounts() {
    card.takes(500);
    assertEquals(500, card.watch().end());
  }
}
