package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lethe.results.Summary;

/** Guards against tables that wrap, tear or command the terminal. */
class TextTablesTest {

  @Test
  void noLineIsWiderThanTheTerminal() {
    String table =
        TextTables.crossings(Summary.of(Studies.gaussians(), Studies.gaussianTrials(8, 2)));
    assertTrue(table.lines().allMatch(line -> line.length() <= TextTables.WIDTH), table);
  }

  @Test
  void longLabelsGiveWay() {
    Table table =
        new Table(
            "t",
            "c",
            List.of(Column.text("a", "a"), Column.text("b", "b")),
            List.of(List.of(new Cell.Text("x".repeat(300)), new Cell.Text("kept"))));
    List<String> lines = TextTables.write(table).lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= TextTables.WIDTH));
    assertTrue(lines.get(2).endsWith("…  kept"), lines.get(2));
  }

  @Test
  void escapeSequencesDoNotReachTheTerminal() {
    Table table =
        new Table(
            "t",
            "c",
            List.of(Column.text("a", "a")),
            List.of(List.of(new Cell.Text("\u001b[31mred\u009b2J\u202e!"))));
    assertEquals("a\n─────────────\n [31mred 2J !\n", TextTables.write(table));
  }

  @Test
  void nothingToSayIsNothing() {
    assertEquals("", TextTables.crossings(Summary.of(Studies.small(), List.of())));
  }
}
