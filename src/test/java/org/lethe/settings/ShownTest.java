package org.lethe.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Guards against text of a data set that writes more than a quotation on somebody's terminal. */
class ShownTest {

  @Test
  void nothingThatControlsATerminalIsLeft() {
    // ESC, the one-character CSI of C1, a turn of the writing direction, and a line's other ends
    assertEquals("\"a [31mb\"", Shown.text("a\u001b[31mb"));
    assertEquals("\"a 2Jb\"", Shown.text("a\u009b2Jb"));
    assertEquals("\"a b c d\"", Shown.text("a\u202eb\u2028c\nd"));
  }

  @Test
  void lettersOfAnyScriptStay() {
    assertEquals("\"größe ٠ 漢\"", Shown.text("größe ٠ 漢"));
    // Persian "they go": a joiner that is no blank
    assertEquals("\"می\u200cروند\"", Shown.text("می\u200cروند"));
  }

  /** Whoever throws it and whoever shows it: a table, a page, a file of failures. */
  @Test
  void whatIsRefusedIsOneLine() {
    assertEquals(
        "a.csv, column  x [31m: no number",
        new BadInput("a.csv, column\n\u202ex\u001b[31m: no number").getMessage());
  }

  @Test
  void lettersOfTwoPartsAreNotCutApart() {
    String melons = "\ud83c\udf49".repeat(40);
    assertEquals(melons.substring(0, 60) + "…", Shown.plain(melons));
    assertEquals("x" + melons.substring(0, 58) + "…", Shown.plain("x" + melons));
  }

  @Test
  void longTextIsCut() {
    assertEquals('"' + "x".repeat(60) + "…\"", Shown.text("x".repeat(61)));
    assertEquals('"' + "x".repeat(60) + '"', Shown.text("x".repeat(60)));
  }
}
