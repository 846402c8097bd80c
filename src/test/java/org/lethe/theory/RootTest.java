package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Guards against a solver that stops early, hangs on flat functions, or leaves its bracket. */
class RootTest {

  @Test
  void findsARootToTheLastBits() {
    assertEquals(Math.sqrt(2), Root.between(x -> x * x - 2, 0, 2), 2 * Math.ulp(1.0));
  }

  @Test
  void findsARootOfAFallingFunction() {
    assertEquals(Math.PI / 2, Root.between(Math::cos, 0, 3), 1e-15);
  }

  @Test
  void keepsRelativeAccuracyForTinyRoots() {
    assertEquals(1e-12, Root.between(x -> x - 1e-12, 0, 1), 1e-26);
  }

  @Test
  void survivesAFunctionThatIsFlatExceptAtTheRoot() {
    int[] calls = {0};
    double root =
        Root.between(
            x -> {
              calls[0]++;
              return Math.pow(x - 0.3, 9);
            },
            0,
            1);
    assertEquals(0.3, root, 1e-10);
    assertTrue(calls[0] < 200, "calls: " + calls[0]);
  }

  @Test
  void toleratesAnInfiniteEnd() {
    assertEquals(0.5, Root.between(x -> -1 / x + 2, 0, 3), 1e-15);
  }

  @Test
  void refusesABracketWithoutAChangeOfSign() {
    assertThrows(IllegalArgumentException.class, () -> Root.between(x -> x * x + 1, -1, 1));
  }
}
