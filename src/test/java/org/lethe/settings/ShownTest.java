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

  @Test
  void longTextIsCut() {
    assertEquals('"' + "x".repeat(60) + "…\"", Shown.text("x".repeat(61)));
    assertEquals('"' + "x".repeat(60) + '"', Shown.text("x".repeat(60)));
  }
}
