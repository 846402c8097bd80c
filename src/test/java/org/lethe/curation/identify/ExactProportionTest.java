package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guards intervals that are too short: Wald's would give [1, 1] for ten of ten. */
class ExactProportionTest {

  @ParameterizedTest
  @CsvSource({
    // benchmarks/peers/platt.py
    "11, 12, 0.6152038348490559, 0.9978924067681397",
    "0, 10, 0, 0.3084971078187608",
    "10, 10, 0.6915028921812392, 1",
    "3, 7, 0.09898827844250786, 0.8159484323599169",
    "250, 1000, 0.22343040626468022, 0.2780500062237557"
  })
  void isClopperAndPearsons(int hits, int of, double low, double high) {
    ExactProportion proportion = new ExactProportion(hits, of);
    assertEquals(low, proportion.low(), 1e-10);
    assertEquals(high, proportion.high(), 1e-10);
    assertEquals((double) hits / of, proportion.share().orElseThrow());
  }

  @Test
  void noHitInTenIsTheTenthRootOfTheTail() {
    // (1 − p)¹⁰ = 0.025 at the upper end
    assertEquals(1 - Math.pow(0.025, 0.1), new ExactProportion(0, 10).high(), 1e-12);
  }

  @Test
  void theMirrorImageHasTheMirroredInterval() {
    for (int hits = 0; hits <= 20; hits++) {
      ExactProportion one = new ExactProportion(hits, 20);
      ExactProportion other = new ExactProportion(20 - hits, 20);
      assertEquals(1 - one.low(), other.high(), 1e-12);
    }
  }

  @Test
  void nothingLookedAtIsNoShare() {
    ExactProportion none = new ExactProportion(0, 0);
    assertTrue(none.share().isEmpty());
    assertEquals(0, none.low());
    assertEquals(1, none.high());
    assertEquals("unknown (0 of 0)", none.words());
    assertThrows(IllegalArgumentException.class, () -> new ExactProportion(3, 2));
  }
}
