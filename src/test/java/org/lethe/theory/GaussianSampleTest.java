package org.lethe.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;

/**
 * Guards against a bias correction of the wrong sign or size, and a divergence the wrong way round.
 */
class GaussianSampleTest {

  @Test
  void plugInAgreesWithNumPy() {
    // src/test/python/theory_reference.py
    GaussianSample first =
        new GaussianSample(10, new double[] {0, 1}, new double[] {2, 0.5, 0.5, 1});
    GaussianSample second =
        new GaussianSample(10, new double[] {1, -1}, new double[] {1, -0.2, -0.2, 3});
    assertEquals(1.5263002537137869, first.plugInDivergence(second), 1e-12);
  }

  @Test
  void correctsTheBiasOfFits() {
    // N(0, I) against N(0.5·1, 2I), d = 6: KL = ½[6/2 − 6 + 6 ln 2 + 6·0.25/2] = 0.9544
    int d = 6;
    double truth = 0.5 * (3 - 6 + 6 * Math.log(2) + 0.75);
    int runs = 2000;
    int n1 = 40;
    int n = 60;
    double plain = 0;
    double corrected = 0;
    double square = 0;
    UniformRandomProvider random = new Seed(17).random();
    for (int run = 0; run < runs; run++) {
      GaussianSample first = fit(random, n1, d, 0, 1);
      GaussianSample second = fit(random, n, d, 0.5, Math.sqrt(2));
      plain += first.plugInDivergence(second) / runs;
      double estimate = first.divergence(second);
      corrected += estimate / runs;
      square += estimate * estimate / runs;
    }
    double standardError = Math.sqrt((square - corrected * corrected) / runs);
    assertEquals(truth, corrected, 4 * standardError);
    assertTrue(plain > truth + 20 * standardError, "plug-in " + plain + ", truth " + truth);
  }

  @Test
  void correctsTheBiasOfKappa() {
    // d = 8, n1 = 20, n2 = 30, κ = ½·8·0.09 = 0.36; means alone add 8/2·(1/20 + 1/30) = 0.3333
    int d = 8;
    SampleSizes sizes = new SampleSizes(20, 30);
    double kappa = 0.36;
    int runs = 4000;
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
      GaussianSample first = fit(random, 20, d, 0, 1);
      GaussianSample second = fit(random, 30, d, 0.3, 1);
      double[] covariance = new double[d * d];
      for (int i = 0; i < d * d; i++) {
        covariance[i] = (19 * first.covariance()[i] + 29 * second.covariance()[i]) / 48;
      }
      double withKnown =
          GaussianSample.kappaKnownCovariance(
              new GaussianPair(first.mean(), second.mean(), identity).kappa(), d, sizes);
      double withPooled =
          GaussianSample.kappaPooledCovariance(
              new GaussianPair(first.mean(), second.mean(), covariance).kappa(), d, sizes);
      known += withKnown / runs;
      pooled += withPooled / runs;
      knownSquare += withKnown * withKnown / runs;
      pooledSquare += withPooled * withPooled / runs;
    }
    assertEquals(kappa, known, 4 * Math.sqrt((knownSquare - known * known) / runs));
    assertEquals(kappa, pooled, 4 * Math.sqrt((pooledSquare - pooled * pooled) / runs));
    assertEquals(0.36, GaussianSample.kappaKnownCovariance(0.36 + 1.0 / 3, d, sizes), 1e-12);
  }

  @Test
  void refusesTooFewSamples() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new GaussianSample(3, new double[] {0, 0}, new double[] {1, 0, 0, 1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> GaussianSample.kappaPooledCovariance(1, 10, new SampleSizes(6, 7)));
    GaussianSample line = new GaussianSample(5, new double[] {0}, new double[] {1});
    GaussianSample plane = new GaussianSample(5, new double[] {0, 0}, new double[] {1, 0, 0, 1});
    assertThrows(IllegalArgumentException.class, () -> line.divergence(plane));
    // ν = 2 = d + 1: ν/(ν − d − 1) has no value, and no trace would be left to estimate with
    GaussianSample few = new GaussianSample(3, new double[] {0}, new double[] {1});
    assertThrows(IllegalArgumentException.class, () -> line.divergence(few));
    assertTrue(Double.isFinite(few.divergence(line)));
  }

  private static GaussianSample fit(
      UniformRandomProvider random, int n, int d, double mean, double deviation) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] x = new double[n][d];
    double[] center = new double[d];
    for (double[] row : x) {
      for (int j = 0; j < d; j++) {
        row[j] = mean + deviation * gaussian.sample();
        center[j] += row[j] / n;
      }
    }
    double[] covariance = new double[d * d];
    for (double[] row : x) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          covariance[i * d + j] += (row[i] - center[i]) * (row[j] - center[j]) / (n - 1);
        }
      }
    }
    return new GaussianSample(n, center, covariance);
  }
}
