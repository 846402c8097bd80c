package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lethe.results.Records;

/** Guards against a table that shows only the ends of a curve whose budgets are not quarters. */
class BudgetColumnsTest {
  private static final List<String> RULES = List.of("random", "lr-cos");

  @Test
  void fewBudgetsAllHaveTheirColumn() {
    assertEquals(
        List.of("at_0", "at_16.7", "at_33.3", "at_50", "at_66.7", "at_83.3", "at_100"), columns(6));
  }

  @Test
  void manyBudgetsShowTheUsualOnes() {
    assertEquals(List.of("at_0", "at_25", "at_50", "at_75", "at_90", "at_100"), columns(20));
  }

  private static List<String> columns(int steps) {
    Records records =
        new Records(Studies.textTrials(RULES, steps, 2), List.of(), List.of(), List.of());
    return new Tables(Findings.of(Studies.text("made"), records))
        .all().stream()
            .filter(table -> table.name().equals("forgetting"))
            .flatMap(table -> table.columns().stream())
            .map(Column::name)
            .filter(name -> name.startsWith("at_"))
            .toList();
  }
}
