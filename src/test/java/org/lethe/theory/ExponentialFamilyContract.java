package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * What every family must satisfy. Guards against a divergence with its arguments swapped, a natural
 * parameter that does not belong to the divergence, and a line that leaves its family.
 */
abstract class ExponentialFamilyContract {

  /** The family, and two of its members. */
  abstract ExponentialFamily family();

  abstract double[] mean1();

  abstract double[] mean2();

  /** KL(mean1‖mean2), from a textbook formula. */
  abstract double textbookDivergence();

  private MeanLine line() {
    return new MeanLine(family(), mean1(), mean2());
  }

  // some shifts that every family here survives
  private double[] shifts() {
    double end = Math.min(2, line().maximalShift());
    return new double[] {-1, -0.7, -0.2, 0, 0.1 * end, 0.5 * end, 0.9 * end};
  }

  @Test
  void agreesWithTheTextbook() {
    double expected = textbookDivergence();
    assertEquals(expected, family().divergence(mean1(), mean2()), 1e-12 * Math.max(1, expected));
    assertEquals(expected, line().kappa(), 1e-12 * Math.max(1, expected));
  }

  @Test
  void isZeroForEqualLawsAndQuadraticNearby() {
    assertEquals(0, family().divergence(mean1(), mean1()), 0);
    // KL ≈ ½ t² dᵀV⁻¹d: a hundredth of the step is a ten-thousandth of the divergence, to the last
    // digits that the rounding of the step itself leaves
    MeanLine line = line();
    double wide = line.at(1e-4).epsilon();
    double narrow = line.at(1e-6).epsilon();
    assertEquals(1e-4, narrow / wide, 1e-7);
  }

  @Test
  void naturalParametersBelongToTheDivergence() {
    // α − ε = κ + ⟨θ_s − θ_2, m2 − m1⟩: exact for exponential families on the line
    MeanLine line = line();
    double[] theta2 = family().natural(mean2());
    for (double shift : shifts()) {
      double[] theta = family().natural(line.mean(shift));
      double expected = line.kappa();
      for (int i = 0; i < theta.length; i++) {
        expected += (theta[i] - theta2[i]) * (mean2()[i] - mean1()[i]);
      }
      Divergences point = line.at(shift);
      assertEquals(expected, point.alpha() - point.epsilon(), 1e-9 * Math.max(1, point.alpha()));
    }
  }

  @Test
  void frontierSlopeIsShiftOverOnePlusShift() {
    MeanLine line = line();
    double h = 1e-5;
    for (double shift : shifts()) {
      if (shift > -1 + h) {
        double alphaRise = line.at(shift + h).alpha() - line.at(shift - h).alpha();
        double epsilonRise = line.at(shift + h).epsilon() - line.at(shift - h).epsilon();
        assertEquals(shift / (1 + shift), epsilonRise / alphaRise, 1e-5);
      }
    }
  }

  @Test
  void inversesOfTheFrontierAgreeWithThePointsOnIt() {
    MeanLine line = line();
    for (double shift : shifts()) {
      if (shift >= 0) {
        Divergences point = line.at(shift);
        double scale = Math.max(1, point.alpha());
        assertEquals(point.alpha(), line.maximalAlpha(point.epsilon()), 1e-9 * scale);
        assertEquals(point.epsilon(), line.minimalEpsilon(point.alpha()), 1e-9 * scale);
      }
    }
    assertEquals(0, line.minimalEpsilon(line.kappa() * 0.9), 0);
    assertEquals(line.kappa(), line.maximalAlpha(0), 1e-12 * Math.max(1, line.kappa()));
  }

  @Test
  void randomDeletionFollowsTheMixtureOfTheMeans() {
    // T14: the fit of (1 − w) p2 + w p1 has the mean parameter (1 − w) m2 + w m1
    for (double w : new double[] {0, 0.25, 0.6, 1}) {
      double[] mixed = new double[mean1().length];
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] = (1 - w) * mean2()[i] + w * mean1()[i];
      }
      Divergences point = line().deletion(w);
      assertEquals(family().divergence(mean1(), mixed), point.alpha(), 1e-10);
      assertEquals(family().divergence(mean2(), mixed), point.epsilon(), 1e-10);
    }
  }

  @Test
  void noNearbyMemberBeatsTheFrontier() {
    MeanLine line = line();
    double shift = 0.3 * Math.min(1, line.maximalShift());
    double[] mean = line.mean(shift);
    for (int i = 0; i < mean.length; i++) {
      for (double step : new double[] {-1e-3, 1e-3}) {
        double[] moved = mean.clone();
        moved[i] += step * Math.max(1e-3, Math.abs(mean2()[i] - mean1()[i]));
        double alpha = family().divergence(mean1(), moved);
        double epsilon = family().divergence(mean2(), moved);
        assertTrue(
            epsilon >= line.minimalEpsilon(alpha) - 1e-12,
            "parameter " + i + " moved by " + step + ": " + epsilon);
      }
    }
  }

  @Test
  void theLineEndsWhereTheFamilyDoes() {
    MeanLine line = line();
    double end = line.maximalShift();
    if (Double.isInfinite(end)) {
      family().check(line.mean(1e6));
    } else {
      family().check(line.mean(end * (1 - 1e-9)));
      assertThrows(
          IllegalArgumentException.class, () -> family().check(line.mean(end * (1 + 1e-9))));
      assertThrows(IllegalArgumentException.class, () -> line.at(end));
    }
    assertThrows(IllegalArgumentException.class, () -> line.at(-1.01));
  }
}
