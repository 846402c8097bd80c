package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.settings.SettingsFile;
import org.lethe.theory.GaussianPair;

/**
 * Guards against laws that are not those that were asked for: every number of the Gaussian
 * experiments is held against theory, and a wrong mean or covariance would look like a discovery.
 */
class GaussiansTest extends CorpusContract {
  private static final DataHome NOWHERE = new DataHome(Path.of("no-such-folder"), true);

  @Override
  Corpus open() {
    return gaussians(2, point(0), point(2.5), one(1), 200, 400).open(NOWHERE);
  }

  @Override
  TestPart testPart() {
    return TestPart.DRAWN;
  }

  @Test
  void sizesAreThoseThatWereAskedFor() {
    ExampleSet set = open().draw(new Seed(1));
    assertEquals(200, set.rows(Side.FORGET, Part.TRAIN).length);
    assertEquals(400, set.rows(Side.RETAIN, Part.TRAIN).length);
    for (Side side : Side.values()) {
      assertEquals(50, set.rows(side, Part.VALIDATION).length);
      assertEquals(60, set.rows(side, Part.TEST).length);
    }
  }

  @Test
  void aNumberIsAPlaceOnTheFirstAxis() {
    GaussianPair truth = open().draw(new Seed(1)).truth().orElseThrow();
    assertArrayEquals(new double[] {0, 0}, truth.mean1());
    assertArrayEquals(new double[] {2.5, 0}, truth.mean2());
    assertArrayEquals(new double[] {1, 0, 0, 1}, truth.covariance());
  }

  @Test
  void samplesHaveTheMeanAndCovarianceOfTheirLaw() {
    // Σ = [[4, 1.2], [1.2, 1]], so x1 has variance 4 and cov(x1, x2) = 1.2.
    Covariance full = new Covariance(List.of(List.of(4.0, 1.2), List.of(1.2, 1.0)));
    int n = 40_000;
    Gaussians gaussians = gaussians(2, new Coordinates(List.of(1.0, -3.0)), point(0), full, n, 2);
    ExampleSet set = gaussians.open(NOWHERE).draw(new Seed(5));
    DenseFeatures p1 =
        ((Content.Numbers) set.content()).rows().select(set.rows(Side.FORGET, Part.TRAIN));
    double[] mean = p1.mean();
    // Four standard errors: 4·√(4/n) = 0.04 and 4·√(1/n) = 0.02.
    assertEquals(1, mean[0], 0.04);
    assertEquals(-3, mean[1], 0.02);
    double[] second = new double[3];
    for (int i = 0; i < n; i++) {
      double[] x = p1.row(i);
      second[0] += (x[0] - mean[0]) * (x[0] - mean[0]) / n;
      second[1] += (x[0] - mean[0]) * (x[1] - mean[1]) / n;
      second[2] += (x[1] - mean[1]) * (x[1] - mean[1]) / n;
    }
    // Standard errors: 4·√(2/n) = 0.028, √((4·1 + 1.2²)/n) = 0.012, √(2/n) = 0.007; four of each.
    assertEquals(4, second[0], 0.113);
    assertEquals(1.2, second[1], 0.047);
    assertEquals(1, second[2], 0.028);
  }

  @Test
  void aDiagonalIsTheSameAsItsMatrix() {
    Covariance diagonal = new Covariance(List.of(List.of(4.0, 0.25)));
    Covariance matrix = new Covariance(List.of(List.of(4.0, 0.0), List.of(0.0, 0.25)));
    float[] one = values(gaussians(2, point(0), point(1), diagonal, 50, 50));
    float[] two = values(gaussians(2, point(0), point(1), matrix, 50, 50));
    assertArrayEquals(one, two);
  }

  @Test
  void moreExamplesKeepTheFirstAndAnotherMeanMovesTheSameNoise() {
    ExampleSet small = gaussians(1, point(0), point(1), one(1), 10, 10).open(NOWHERE).draw(SEED);
    ExampleSet large = gaussians(1, point(0), point(9), one(1), 20, 10).open(NOWHERE).draw(SEED);
    for (Side side : Side.values()) {
      double shift = side == Side.RETAIN ? 8 : 0;
      for (int k = 0; k < 10; k++) {
        double[] before = rows(small).row(small.rows(side, Part.TRAIN)[k]);
        double[] after = rows(large).row(large.rows(side, Part.TRAIN)[k]);
        assertEquals(before[0] + shift, after[0], 1e-6);
      }
    }
  }

  @Test
  void aMatrixMayHaveOneRow() {
    for (String written : new String[] {"2", "[2]", "[[2]]"}) {
      SettingsFile file = SettingsFile.parse("covariance: " + written, "made");
      assertEquals(
          one(2), Covariance.fromSettings(file.at("covariance").orElseThrow()), "of " + written);
    }
  }

  @Test
  void impossibleLawsAreRefused() {
    refused(
        "mean2", () -> gaussians(3, point(0), new Coordinates(List.of(1.0, 2.0)), one(1), 9, 9));
    Covariance three = new Covariance(List.of(List.of(1.0, 2.0, 3.0)));
    refused(
        "covariance has 3 entries. Allowed: one, or dimension = 2",
        () -> gaussians(2, point(0), point(1), three, 9, 9));
    refused("dimension", () -> gaussians(0, point(0), point(1), one(1), 9, 9));
    refused("n1", () -> gaussians(1, point(0), point(1), one(1), 1, 9));
    refused("n1", () -> gaussians(4096, point(0), point(1), one(1), 600_000, 9));
    refused(
        "mean2 is 1.0E39. Allowed: at most 1.0E30",
        () -> gaussians(1, point(0), point(1e39), one(1), 9, 9));
    refused(
        "covariance: standard deviation is 1.0E40",
        () -> gaussians(1, point(0), point(1), one(1e80), 9, 9));
    refused("covariance", () -> one(0));
    refused("covariance", () -> one(Double.NaN));
    refused("covariance", () -> new Covariance(List.of()));
    refused("not square", () -> new Covariance(List.of(List.of(1.0, 0.0), List.of(1.0))));
    // det [[1, 2], [2, 1]] = −3.
    Covariance indefinite = new Covariance(List.of(List.of(1.0, 2.0), List.of(2.0, 1.0)));
    refused("positive definite", () -> gaussians(2, point(0), point(1), indefinite, 9, 9));
    Covariance lopsided = new Covariance(List.of(List.of(1.0, 0.5), List.of(0.4, 1.0)));
    refused("symmetric", () -> gaussians(2, point(0), point(1), lopsided, 9, 9));
  }

  @Test
  void lawsAreGivenAndNothingElseIsClaimed() {
    assertTrue(open().draw(SEED).truth().isPresent());
    assertEquals(
        Optional.empty(), Optional.of(open().provenance().address()).filter(a -> !a.isEmpty()));
  }

  private static final Seed SEED = new Seed(11);

  private static void refused(String word, Runnable making) {
    var e = assertThrows(IllegalArgumentException.class, making::run);
    assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
  }

  private static float[] values(Gaussians gaussians) {
    return rows(gaussians.open(NOWHERE).draw(SEED)).values();
  }

  private static DenseFeatures rows(ExampleSet set) {
    return ((Content.Numbers) set.content()).rows();
  }

  private static Coordinates point(double x) {
    return new Coordinates(List.of(x));
  }

  private static Covariance one(double variance) {
    return new Covariance(List.of(List.of(variance)));
  }

  private static Gaussians gaussians(
      int d, Coordinates mean1, Coordinates mean2, Covariance covariance, int n1, int n2) {
    return new Gaussians(d, mean1, mean2, covariance, n1, n2, 50, 60);
  }
}
