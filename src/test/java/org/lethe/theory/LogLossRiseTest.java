package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/** T15. Guards against a rise that is measured against the wrong predictor. */
class LogLossRiseTest {

  @Test
  void riseIsTheDivergenceThatDoesNotSitInTheInput() {
    for (int draw = 0; draw < 20; draw++) {
      Seed seed = new Seed(draw);
      double[][] edited = joint(seed.derive("edited"));
      for (String side : new String[] {"forget", "retain"}) {
        LogLossRise rise = LogLossRise.of(joint(seed.derive(side)), edited);
        assertEquals(rise.jointDivergence() - rise.inputDivergence(), rise.rise(), 1e-12);
        assertTrue(rise.inputDivergence() >= 0);
        assertTrue(rise.rise() >= -1e-15);
        assertTrue(rise.rise() <= rise.jointDivergence() + 1e-15, "at most ε");
      }
    }
  }

  @Test
  void isWorkedByHand() {
    // p_i: x uniform, y = 0 always; p: x uniform, y a fair coin: the loss rises from 0 to ln 2
    LogLossRise rise =
        LogLossRise.of(
            new double[][] {{0.5, 0}, {0.5, 0}}, new double[][] {{0.25, 0.25}, {0.25, 0.25}});
    assertEquals(Math.log(2), rise.rise(), 1e-15);
    assertEquals(0, rise.inputDivergence(), 1e-15);
  }

  @Test
  void isVoidWhenTheWholeDivergenceSitsInTheInput() {
    // p(y|x) = p_i(y|x), only x is distributed differently
    LogLossRise rise =
        LogLossRise.of(
            new double[][] {{0.45, 0.45}, {0.05, 0.05}},
            new double[][] {{0.05, 0.05}, {0.45, 0.45}});
    assertEquals(0, rise.rise(), 1e-15);
    assertEquals(rise.jointDivergence(), rise.inputDivergence(), 1e-15);
  }

  @Test
  void refusesAnEditedLawThatLacksWhatTheDomainHas() {
    assertThrows(
        IllegalArgumentException.class,
        () -> LogLossRise.of(new double[][] {{0.5, 0.5}}, new double[][] {{1, 0}}));
  }

  private static double[][] joint(Seed seed) {
    double[] law = DiscreteMixtureTest.law(seed, 12);
    double[][] joint = new double[4][3];
    for (int i = 0; i < law.length; i++) {
      joint[i / 3][i % 3] = law[i];
    }
    return joint;
  }
}
