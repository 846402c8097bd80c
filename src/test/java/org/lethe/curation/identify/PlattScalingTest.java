package org.lethe.curation.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards the calibration: against another optimum than Platt's, against certainty from a handful of
 * samples, and against a slope that turns the order round.
 */
class PlattScalingTest {
  private static final double[] LOGITS = {-3, -2.5, -1, -0.5, 0.2, 0.4, 1.5, 2, 3};
  private static final boolean[] FORGET = {
    false, false, false, true, false, true, true, false, true
  };

  @Test
  void equalsScikitLearnsSigmoidCalibration() {
    // benchmarks/peers/platt.py
    PlattScaling scaling = PlattScaling.fit(LOGITS, FORGET);
    assertEquals(0.41985868, scaling.a(), 1e-6);
    assertEquals(-0.24036540, scaling.b(), 1e-6);
  }

  @Test
  void logOddsThatSayNothingGiveTheShareOfTheTargets() {
    // Three of four are p1: targets 4/5, 4/5, 4/5 and 1/3, mean 41/60.
    PlattScaling scaling = PlattScaling.fit(new double[4], new boolean[] {true, true, true, false});
    assertEquals(41.0 / 60, scaling.probability(0), 1e-9);
  }

  @Test
  void separableSamplesDoNotEndAtCertainty() {
    double[] logits = {-2, -1, 1, 2};
    PlattScaling scaling = PlattScaling.fit(logits, new boolean[] {false, false, true, true});
    // Targets are 3/4 and 1/4: no probability can be meant to be beyond them by much.
    assertTrue(scaling.probability(2) < 0.9 && scaling.probability(2) > 0.6, scaling::toString);
  }

  @Test
  void samplesThatContradictTheProbeDoNotTurnItRound() {
    PlattScaling scaling =
        PlattScaling.fit(new double[] {-2, -1, 1, 2}, new boolean[] {true, true, false, false});
    assertEquals(0, scaling.a());
    assertEquals(0.5, scaling.probability(100), 1e-12);
  }

  @Test
  void oneSideAloneIsImprobableButPossible() {
    PlattScaling scaling = PlattScaling.fit(new double[] {-1, 0, 1}, new boolean[3]);
    assertEquals(0.2, scaling.probability(0), 1e-9); // 1/(3 + 2)
  }

  @Test
  void isCalibratedOnManySamples() {
    // Sides drawn with probability σ(2z − 1): the fit finds 2 and −1.
    UniformRandomProvider random = new Seed(3).random();
    double[] logits = new double[50_000];
    boolean[] forget = new boolean[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = 6 * random.nextDouble() - 3;
      forget[i] = random.nextDouble() < 1 / (1 + Math.exp(1 - 2 * logits[i]));
    }
    PlattScaling scaling = PlattScaling.fit(logits, forget);
    assertEquals(2, scaling.a(), 0.06);
    assertEquals(-1, scaling.b(), 0.06);
  }
}
