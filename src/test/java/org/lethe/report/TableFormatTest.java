package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.results.Summary;

/**
 * Seals what papers and programs read: the golden files in {@code golden/}. The numbers in them are
 * worked out at {@link Studies#smallTrials()}.
 */
class TableFormatTest {

  private static final Findings SMALL =
      FiguresTest.findings(Studies.small(), Studies.smallTrials());

  @ParameterizedTest
  @ValueSource(strings = {"", "de-DE", "tr-TR", "ar-EG", "hi-IN-u-nu-deva", "fr-FR"})
  void tablesAreTheSameUnderEveryLocale(String tag) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      for (Table table : new Tables(SMALL).all()) {
        for (TableFormat format : TableFormat.values()) {
          String name = table.name() + "." + format.extension();
          assertEquals(golden(name), format.write(table), name);
        }
      }
      assertEquals(
          golden("crossings.txt"),
          TextTables.crossings(Summary.of(Studies.small(), Studies.smallTrials())));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theCrossingsAreThoseWorkedOutByHand() {
    Table table = new Tables(SMALL).crossings();
    assertEquals(
        List.of("lr-cos", "50.0 ± 5.6", "17.8 ± 14.4 (2/3)"),
        table.rows().get(0).stream().map(Cell::text).toList());
    assertEquals(
        List.of("random", "66.7 ± 0.0 (2/3)", ""),
        table.rows().get(1).stream().map(Cell::text).toList());
    assertEquals("– (0/3)", table.rows().get(2).get(1).text());
  }

  @Test
  void latexKeepsItsStructureWhateverTheLabels() {
    String tex = TableFormat.LATEX.write(new Tables(SMALL).crossings());
    for (String line : tex.lines().filter(l -> l.endsWith("\\\\")).toList()) {
      String plain = line.replaceAll("\\\\[&%#_${}]", "");
      assertEquals(2, plain.chars().filter(c -> c == '&').count(), line);
      assertFalse(plain.contains("%") || plain.contains("#") || plain.contains("_"), line);
    }
    assertTrue(tex.contains("$50.0 \\pm 5.6$") || tex.contains("50.0 $\\pm$ 5.6"), tex);
  }

  @Test
  void aLineBreakInALabelDoesNotBreakARow() {
    Table table =
        new Table(
            "t",
            "c\nd",
            List.of(Column.text("a", "a")),
            List.of(List.of(new Cell.Text("x\r\ny | z\u2028w\u0085v\u202e"))));
    assertEquals("c d\n\n| a |\n| --- |\n| x y \\| z w v  |\n", TableFormat.MARKDOWN.write(table));
    assertTrue(TableFormat.LATEX.write(table).contains("\nx y \\textbar{} z w v  \\\\\n"));
    assertEquals("a\n\"x\r\ny | z\u2028w\u0085v\u202e\"\n", TableFormat.CSV.write(table));
  }

  @Test
  void aBracketAfterALineEndIsNotAnArgument() {
    Table table =
        new Table(
            "t", "c", List.of(Column.text("a", "a")), List.of(List.of(new Cell.Text("[2pt] *"))));
    assertTrue(TableFormat.LATEX.write(table).contains("\n{[}2pt{]} {*} \\\\\n"));
  }

  @Test
  void aRowThatDoesNotFitIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Table("t", "c", List.of(Column.text("a", "a")), List.of(List.of())));
  }

  @Test
  void nothingReachedIsAnEmptyCellWithItsCount() {
    Cell cell = new Cell.Measured(Optional.empty(), Form.PERCENT, 5);
    assertEquals("– (0/5)", cell.text());
    assertEquals(List.of("", "", "", "0"), cell.fields());
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = TableFormatTest.class.getResourceAsStream("golden/" + name)) {
      assertTrue(in != null, "no golden file " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
