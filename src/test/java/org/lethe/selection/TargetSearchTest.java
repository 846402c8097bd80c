package org.lethe.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.lethe.selection.TargetSearch.Effect;
import org.lethe.selection.TargetSearch.Found;

/** Guards against a search that is off by one, forgets the floor or trains a budget twice. */
class TargetSearchTest {
  private static final Target HALVED =
      new Target("recall", 0.5, Target.Reading.OF_START, "log-loss", 0.1, 20);

  @Test
  void smallestCountThatHalvesIsFoundToTheSample() {
    // recall 0.9·(1 − f/1000), half of the start at f = 500 exactly
    Found found = TargetSearch.search(HALVED, 1000, f -> new Effect(0.9 * (1 - f / 1000.0), 0));
    assertEquals(Optional.of(new Budget.Count(500)), found.budget());
    assertEquals(0.45, found.level(), 1e-15);
    // 0.45 is missed by a hair at f = 500 where the slope is a little smaller
    found = TargetSearch.search(HALVED, 1000, f -> new Effect(0.9 * (1 - f / 1001.0), 0));
    assertEquals(Optional.of(new Budget.Count(501)), found.budget());
  }

  @Test
  void floorRulesOutBudgetsThatCostTooMuch() {
    // recall halves from 500 on, but the retained side is only spared above 620
    Found found =
        TargetSearch.search(
            HALVED, 1000, f -> new Effect(0.9 * (1 - f / 1000.0), f < 620 ? 0.2 : 0.05));
    assertEquals(Optional.of(new Budget.Count(620)), found.budget());
    assertEquals(
        Optional.empty(),
        TargetSearch.search(HALVED, 1000, f -> new Effect(1 - f / 1000.0, f == 0 ? 0 : 0.2))
            .budget());
  }

  @Test
  void risingMetricsAreReachedFromBelow() {
    // KL from 1 to 4: halfway is 2.5, at f = 500
    Target halfway = new Target("kl", 0.5, Target.Reading.HALFWAY, "kl-retain", 1, 10);
    Found found = TargetSearch.search(halfway, 1000, f -> new Effect(1 + 3 * f / 1000.0, 0));
    assertEquals(2.5, found.level());
    assertEquals(Optional.of(new Budget.Count(500)), found.budget());
  }

  @Test
  void absoluteLevelThatHoldsFromTheStartNeedsNoRemoval() {
    Target reached = new Target("recall", 0.9, Target.Reading.ABSOLUTE, "log-loss", 0, 20);
    assertEquals(
        Optional.of(new Budget.Count(0)),
        TargetSearch.search(reached, 100, f -> new Effect(0.9, 0)).budget());
  }

  @Test
  void dipOnTheGridIsFoundBeforeTheLastingCrossing() {
    // below the level in [100, 150] and again from 700: the smallest is 100, also on a 5 % grid
    Found found =
        TargetSearch.search(
            HALVED, 1000, f -> new Effect((f >= 100 && f <= 150) || f >= 700 ? 0.1 : 0.9, 0));
    assertEquals(Optional.of(new Budget.Count(100)), found.budget());
  }

  @Test
  void everyCountIsTriedOnce() {
    AtomicInteger calls = new AtomicInteger();
    Found found =
        TargetSearch.search(
            HALVED,
            1000,
            f -> {
              calls.incrementAndGet();
              return new Effect(1 - f / 1000.0, 0);
            });
    assertEquals(found.seen().size(), calls.get());
    assertTrue(calls.get() <= 20 + 1 + 6, "tried " + calls); // grid, then log2(50) halvings
  }

  @Test
  void boundsOfTheTheoryAreSearchedByHalving() {
    assertEquals(OptionalInt.of(313), TargetSearch.smallest(1000, f -> f >= 313));
    assertEquals(OptionalInt.of(0), TargetSearch.smallest(1000, f -> true));
    assertEquals(OptionalInt.of(1000), TargetSearch.smallest(1000, f -> f == 1000));
    assertEquals(OptionalInt.empty(), TargetSearch.smallest(1000, f -> false));
  }

  @Test
  void targetsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Target("recall", Double.NaN, Target.Reading.OF_START, "log-loss", 0, 20));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Target("recall", 2, Target.Reading.HALFWAY, "log-loss", 0, 20));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Target("recall", 0.5, Target.Reading.OF_START, "log-loss", -1, 20));
  }
}
