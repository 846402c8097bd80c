package org.lethe.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Guards against shares that are truncated, and budgets that reach beyond S1. */
class BudgetTest {

  @Test
  void sharesAreRoundedToTheNearestCount() {
    assertEquals(0, new Budget.Share(0).count(747));
    assertEquals(747, new Budget.Share(1).count(747));
    assertEquals(374, new Budget.Share(0.5).count(747)); // 373.5
    assertEquals(37, new Budget.Share(0.05).count(747)); // 37.35
  }

  @Test
  void countsAreSharesOfWhatThereIs() {
    assertEquals(500, new Budget.Count(500).count(1000));
    assertEquals(0.5, new Budget.Count(500).share(1000));
    assertEquals(0.25, new Budget.Share(0.25).share(3));
  }

  @Test
  void printedFormsTellEveryBudgetApart() {
    assertEquals("0.25", new Budget.Share(0.25).toString());
    assertEquals("0.0", new Budget.Share(-0.0).toString());
    assertEquals("count 1", new Budget.Count(1).toString());
    assertEquals("1.0", new Budget.Share(1).toString());
  }

  @Test
  void outOfRangeIsRefusedWithWhatIsAllowed() {
    assertEquals(
        "budget is 1.5; allowed: a share in [0, 1] or {count: …}",
        assertThrows(IllegalArgumentException.class, () -> new Budget.Share(1.5)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Budget.Share(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Budget.Count(-1));
    assertEquals(
        "count is 500; there are only 10 forget samples to remove",
        assertThrows(IllegalArgumentException.class, () -> new Budget.Count(500).count(10))
            .getMessage());
  }
}
