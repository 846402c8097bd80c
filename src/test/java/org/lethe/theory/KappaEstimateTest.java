package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/** Guards against a bias correction of the wrong sign or size. */
class KappaEstimateTest {

  @Test
  void correctsWhatIsWorkedOutByHand() {
    SampleSizes sizes = new SampleSizes(20, 30);
    // d = 8: the means alone add 8/2·(1/20 + 1/30) = 1/3
    assertEquals(0.36, KappaEstimate.knownCovariance(0.36 + 1.0 / 3, 8, sizes), 1e-12);
    // ν = 48, so S⁻¹ is too large by 48/39: 39/48·0.8 − 1/3 = 0.65 − 1/3
    assertEquals(0.65 - 1.0 / 3, KappaEstimate.pooledCovariance(0.8, 8, sizes), 1e-12);
  }

  @Test
  void theMeanOfManyEstimatesIsTheTruth() {
    // d = 8, n1 = 20, n2 = 30, κ = ½·8·0.09 = 0.36
    int d = 8;
    SampleSizes sizes = new SampleSizes(20, 30);
    double kappa = 0.36;
    int runs = 4000;
    double plain = 0;
    double known = 0;
    double pooled = 0;
    double knownSquare = 0;
    double pooledSquare = 0;
    UniformRandomProvider random = new Seed(19).random();
    double[] identity = new double[d * d];
    for (int j = 0; j < d; j++) {
      identity[j * d + j] = 1;
    }
    for (int run = 0; run < runs; run++) {
      Fit first = fit(random, sizes.forget(), d, 0);
      Fit second = fit(random, sizes.retain(), d, 0.3);
      double[] covariance = new double[d * d];
      for (int i = 0; i < d * d; i++) {
        covariance[i] = (first.scatter[i] + second.scatter[i]) / 48;
      }
      double plugIn = new GaussianPair(first.mean, second.mean, identity).kappa();
      double withKnown = KappaEstimate.knownCovariance(plugIn, d, sizes);
      double withPooled =
          KappaEstimate.pooledCovariance(
              new GaussianPair(first.mean, second.mean, covariance).kappa(), d, sizes);
      plain += plugIn / runs;
      known += withKnown / runs;
      pooled += withPooled / runs;
      knownSquare += withKnown * withKnown / runs;
      pooledSquare += withPooled * withPooled / runs;
    }
    double error = Math.sqrt((knownSquare - known * known) / runs);
    assertEquals(kappa, known, 4 * error);
    assertEquals(kappa, pooled, 4 * Math.sqrt((pooledSquare - pooled * pooled) / runs));
    assertTrue(plain > kappa + 20 * error, "plug-in " + plain);
  }

  @Test
  void refusesTooFewSamples() {
    // ν = 11 = d + 1: ν/(ν − d − 1) has no value
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> KappaEstimate.pooledCovariance(1, 10, new SampleSizes(6, 7)))
            .getMessage();
    assertEquals("n1 + n2 = 13; a pooled covariance in 10 dimensions needs at least 14", said);
    // ν = 12: 1/12·12 − 10/2·(1/7 + 1/7) = 1 − 10/7
    assertEquals(
        1 - 10.0 / 7, KappaEstimate.pooledCovariance(12, 10, new SampleSizes(7, 7)), 1e-12);
  }

  /** Of a sample: {@code [d]}, and the sum of outer products about it, {@code [d·d]}. */
  private record Fit(double[] mean, double[] scatter) {}

  private static Fit fit(UniformRandomProvider random, int n, int d, double mean) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] x = new double[n][d];
    double[] center = new double[d];
    for (double[] row : x) {
      for (int j = 0; j < d; j++) {
        row[j] = mean + gaussian.sample();
        center[j] += row[j] / n;
      }
    }
    double[] scatter = new double[d * d];
    for (double[] row : x) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          scatter[i * d + j] += (row[i] - center[i]) * (row[j] - center[j]);
        }
      }
    }
    return new Fit(center, scatter);
  }
}
