package org.lethe.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Guards the histogram's edges and the direction (fixture T14). */
class KlomTest {
  private static final double[] LOW = {0, 0, 0, 4};
  private static final double[] HIGH = {2, 2, 2, 4};

  @Test
  void equalSamplesHaveNone() {
    double[] margins = {-3, 0.5, 0.5, 2, 120};
    assertEquals(0, Klom.DEFAULT.of(margins, margins).orElseThrow(), 1e-15);
    double[] constant = {1, 1};
    assertEquals(0, Klom.DEFAULT.of(constant, constant).orElseThrow(), 1e-15);
  }

  @Test
  void theBenchmarksCodeLosesTheLargestValue() {
    // only bin 0 of the first is left and has the floor in the second: ln(1 / (1e-5/1.00001))
    assertEquals(11.5129354649, new Klom(4, 100, 1e-5, true).of(LOW, HIGH).orElseThrow(), 1e-9);
  }

  @Test
  void theLargestValueIsInTheLastBinOtherwise() {
    // p = (¾, 0, 0, ¼), q = (1e-5, 0, ¾, ¼) normalised by 1.00001 (bins [0,1), [1,2), [2,3),
    // [3,4]):
    // ¾ ln(0.75·1.00001/1e-5) + ¼ ln 1.00001
    double expected = 0.75 * Math.log(0.75 * 1.00001 / 1e-5) + 0.25 * Math.log(1.00001);
    assertEquals(expected, new Klom(4, 100, 1e-5, false).of(LOW, HIGH).orElseThrow(), 1e-12);
  }

  @Test
  void theDirectionMatters() {
    double[] wide = {0, 1, 2, 3};
    double[] narrow = {0, 0, 0, 3};
    Klom four = new Klom(4, 100, 1e-5, false);
    assertNotEquals(four.of(wide, narrow).orElseThrow(), four.of(narrow, wide).orElseThrow());
    // first narrow: p = (¾, 0, 0, ¼), q = ¼ each: ¾ ln 3
    assertEquals(0.75 * Math.log(3), four.of(narrow, wide).orElseThrow(), 1e-12);
  }

  @Test
  void whatIsBeyondTheClipIsEqual() {
    assertEquals(
        0,
        Klom.DEFAULT.of(new double[] {150, -300}, new double[] {400, -101}).orElseThrow(),
        1e-15);
  }

  @Test
  void oneValueASampleExceptWhereNothingIsLeft() {
    double[][] oracles = {LOW, {4, 4}};
    double[][] unlearned = {LOW, {0, 4}};
    assertArrayEquals(new double[] {0}, new Klom(4, 100, 1e-5, true).of(oracles, unlearned), 1e-15);
    assertTrue(new Klom(4, 100, 1e-5, true).of(oracles[1], unlearned[1]).isEmpty());
    assertEquals(2, Klom.DEFAULT.of(oracles, unlearned).length);
  }
}
