package org.lethe.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards against intervals that are wrong by a factor nobody sees in a plot: n for n − 1, one-sided
 * for two-sided, a quantile off by one, a bootstrap that resamples too little. Reference numbers
 * are from {@code src/test/python/statistics_reference.py} (SciPy).
 */
class StatisticsTest {

  private static final double[] MANY = {
    0.02, 0.05, 0.09, 0.1, 0.14, 0.2, 0.22, 0.3, 0.41, 0.77, 0.8, 0.95
  };

  @Test
  void belowTenValuesTheIntervalIsStudents() {
    Estimate estimate = Statistics.estimate(new double[] {0.61, 0.64, 0.655, 0.67, 0.72});
    assertEquals(0.659, estimate.mean(), 1e-15);
    assertEquals(0.04068169121361598, estimate.sd(), 1e-15);
    assertEquals(0.6084870086340106, estimate.low(), 1e-12);
    assertEquals(0.7095129913659894, estimate.high(), 1e-12);
    assertEquals(5, estimate.n());
  }

  @Test
  void twoValuesHaveTheWidestInterval() {
    Estimate estimate = Statistics.estimate(new double[] {1, 2});
    assertEquals(-4.853102368216048, estimate.low(), 1e-9);
    assertEquals(7.853102368216048, estimate.high(), 1e-9);
  }

  @Test
  void fromTenValuesTheIntervalIsBootstrapped() {
    Estimate estimate = Statistics.estimate(MANY);
    assertEquals(0.3375, estimate.mean(), 1e-15);
    assertEquals(0.3241246954210959, estimate.sd(), 1e-15);
    // The 2.5 % quantile of 10,000 resamples has a standard error of about 0.004 here: the share
    // below it is 0.025 ± sqrt(0.025·0.975/10000) = ±0.0016, and 0.001 of share is 0.0013 of value.
    assertEquals(0.1741666666666667, estimate.low(), 0.008);
    assertEquals(0.5233333333333333, estimate.high(), 0.008);
  }

  @Test
  void aBootstrapIntervalIsAsSkewedAsItsValues() {
    double[] values = new double[12];
    values[0] = 1;
    Estimate estimate = Statistics.estimate(values);
    // The mean is Binomial(12, 1/12)/12: 0 with probability 0.352, so the low end is 0, where a t
    // interval would be negative; P(X ≤ 3) = 0.983 ≥ 0.975 > P(X ≤ 2) = 0.927, so the high end
    // is 3/12.
    assertEquals(0, estimate.low(), 1e-15);
    assertEquals(0.25, estimate.high(), 1e-15);
  }

  @Test
  void bootstrapAndStudentAgreeOnManyNormalValues() {
    double[] values = new double[100];
    UniformRandomProvider random = new Seed(7).random();
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < 12; k++) {
        values[i] += random.nextDouble();
      }
    }
    Estimate estimate = Statistics.estimate(values);
    double half = 1.984217 * estimate.sd() / 10;
    assertEquals(estimate.mean() - half, estimate.low(), 0.1 * half);
    assertEquals(estimate.mean() + half, estimate.high(), 0.1 * half);
  }

  @Test
  void moreValuesThanAreKeptAsCountsAreResampledAlike() {
    double[] values = new double[200];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2;
    }
    Estimate estimate = Statistics.estimate(values);
    // Binomial(200, 1/2)/200: normal with sd 0.0354, so ±1.96 sd = ±0.0693, in steps of 0.005.
    assertEquals(0.5 - 0.0693, estimate.low(), 0.006);
    assertEquals(0.5 + 0.0693, estimate.high(), 0.006);
  }

  @Test
  void oneValueHasNoInterval() {
    Estimate estimate = Statistics.estimate(new double[] {0.3});
    assertEquals(new Estimate(0.3, Double.NaN, Double.NaN, Double.NaN, 1), estimate);
  }

  @Test
  void equalValuesHaveExactlyThatMeanAndNoSpread() {
    for (int n : new int[] {2, 9, 10, 150}) {
      double[] values = new double[n];
      Arrays.fill(values, 0.1);
      assertEquals(new Estimate(0.1, 0, 0.1, 0.1, n), Statistics.estimate(values));
    }
  }

  @Test
  void shiftingTheValuesShiftsTheInterval() {
    double[] shifted = Arrays.stream(MANY).map(v -> v + 1024).toArray();
    Estimate plain = Statistics.estimate(MANY);
    Estimate far = Statistics.estimate(shifted);
    assertEquals(plain.low() + 1024, far.low(), 1e-10);
    assertEquals(plain.high() + 1024, far.high(), 1e-10);
    assertTrue(far.low() < far.mean() && far.mean() < far.high());
  }

  @Test
  void pairingLooksAtDifferencesOnly() {
    Estimate estimate =
        Statistics.paired(new double[] {0.5, 0.7, 0.6, 0.9}, new double[] {0.4, 0.65, 0.6, 0.7});
    assertEquals(0.0875, estimate.mean(), 1e-15);
    assertEquals(0.08539125638299669, estimate.sd(), 1e-15);
    assertEquals(-0.04837654418982454, estimate.low(), 1e-12);
    assertEquals(0.22337654418982453, estimate.high(), 1e-12);
  }

  @Test
  void nothingHasNoMean() {
    assertThrows(IllegalArgumentException.class, () -> Statistics.estimate(new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> Statistics.paired(new double[1], new double[2]));
  }
}
