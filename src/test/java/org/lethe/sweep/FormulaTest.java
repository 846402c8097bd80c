package org.lethe.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lethe.testing.Refused;

/** Guards what a formula may say: numbers in, one number out, nothing that differs by the hour. */
class FormulaTest {
  @Test
  void aFormulaIsItsArithmetic() {
    // |0.2 − 0.5| + 2·max(0.1, 0.3) = 0.3 + 0.6
    assertEquals(
        0.9,
        new Formula("abs(a - b) + 2 * max(c, d)")
            .value(Map.of("a", 0.2, "b", 0.5, "c", 0.1, "d", 0.3)),
        1e-15);
    assertEquals(Set.of("a", "b"), new Formula("average(a, b)").names());
  }

  @Test
  void aFloorIsAComparison() {
    Formula floor = new Formula("kept >= 0.9 && alarms < 0.1");
    assertTrue(floor.compares());
    assertTrue(floor.holds(Map.of("kept", 0.9, "alarms", 0.0)));
    assertFalse(floor.holds(Map.of("kept", 0.89, "alarms", 0.0)));
    assertFalse(new Formula("kept").compares());
  }

  @Test
  void nothingReadsTheClockOrDrawsNumbers() {
    for (String text : new String[] {"random()", "dt_now()", "a + dt_today()"}) {
      assertTrue(
          Refused.message(IllegalArgumentException.class, () -> new Formula(text))
              .startsWith("formula '" + text + "' cannot be read"),
          text);
    }
  }

  @Test
  void aFormulaWithoutAValueSaysSo() {
    Formula ratio = new Formula("a / b");
    String message =
        Refused.message(ArithmeticException.class, () -> ratio.value(Map.of("a", 1.0, "b", 0.0)));
    assertTrue(message.startsWith("a / b has no value"), message);
  }

  @Test
  void aMeasureMayBeCalledLikeAConstant() {
    assertEquals(2, new Formula("e + pi").value(Map.of("e", 1.5, "pi", 0.5)));
  }
}
