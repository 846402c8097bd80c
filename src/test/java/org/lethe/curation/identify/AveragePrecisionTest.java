package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/**
 * Guards against counting ties in the order of the rows, which would flatter or punish by chance.
 */
class AveragePrecisionTest {

  @Test
  void isPrecisionWeightedByTheRecallItAdds() {
    // Falling: member, other, member, other. 1/2·1/1 + 1/2·2/3 = 5/6
    assertEquals(
        5.0 / 6,
        AveragePrecision.of(
            new double[] {0.9, 0.7, 0.5, 0.2}, new boolean[] {true, false, true, false}),
        1e-15);
  }

  @Test
  void tiesCountAsOneThreshold() {
    // Both members are among the three that tie at the top: recall 1 at precision 2/3.
    boolean[] member = {true, false, true, false};
    assertEquals(2.0 / 3, AveragePrecision.of(new double[] {1, 1, 1, 0}, member), 1e-15);
    assertEquals(0.5, AveragePrecision.of(new double[4], member), 1e-15);
  }

  @Test
  void aPerfectOrderIsOneAndNoMemberIsRefused() {
    assertEquals(1, AveragePrecision.of(new double[] {3, 2, 1}, new boolean[] {true, true, false}));
    assertThrows(
        IllegalArgumentException.class,
        () -> AveragePrecision.of(new double[] {3, 2}, new boolean[2]));
  }
}
