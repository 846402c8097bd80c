package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.classical.ClassWeight;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;

/**
 * Each formula on numbers that are worked in the comments, and each refusal by its message. Guards
 * against a square root that is missing or too many, a sign, a mean of the wrong side.
 */
class RulesByHandTest {

  // S1 = (0, 0), (2, 0), μ1 = (1, 0); S2 = (4, 3), (4, 5), μ2 = (4, 4)
  private static final Candidates PLANE =
      candidates(new float[][] {{0, 0}, {2, 0}}, new float[][] {{4, 3}, {4, 5}});

  @Test
  void distanceIsEuclideanToTheRetainedMean() {
    // √(16 + 16), √(4 + 16)
    assertScores(new Distance(), PLANE, Math.sqrt(32), Math.sqrt(20));
  }

  @Test
  void mahalanobisDividesByThePooledWithinSpread() {
    // within S1: x deviates by ±1, y not; within S2: y by ±1, x not. Σ = diag(2, 2)/4 = diag(½, ½)
    assertScores(
        new MahaMu2(Covariance.POOLED, 0), PLANE, Math.sqrt(2 * 32.0), Math.sqrt(2 * 20.0));
    // a ridge of 1 adds tr(Σ)/d = ½: Σ = I
    assertScores(new MahaMu2(Covariance.POOLED, 1), PLANE, Math.sqrt(32), Math.sqrt(20));
  }

  @Test
  void likelihoodRatioIsADifferenceOfRootsOrOfSquares() {
    // with Σ = I: to μ2 √32, √20; to μ1 1, 1
    assertScores(new LrMaha(Covariance.POOLED, 1), PLANE, Math.sqrt(32) - 1, Math.sqrt(20) - 1);
    assertScores(new LrMahaSquared(Covariance.POOLED, 1), PLANE, 31, 19);
  }

  @Test
  void cosineOfAZeroRowIsOne() {
    // (0, 0) points nowhere: 1. (2, 0) against (4, 4): 1 − 8/(2·√32) = 1 − 1/√2
    assertScores(new CosMu2(), PLANE, 1, 1 - Math.sqrt(0.5));
    // against μ1 = (1, 0): 1 and 1 − 1 = 0
    assertScores(new LrCos(), PLANE, 0, 1 - Math.sqrt(0.5));
  }

  @Test
  void neighbourRatioLeavesTheSampleItselfOut() {
    // S1 = 0, 1, 5 and S2 = 2, 7 with k = 1: to S2 2, 1, 2; to the others 1, 1, 4
    Candidates line = candidates(new float[][] {{0}, {1}, {5}}, new float[][] {{2}, {7}});
    assertScores(new KnnRatio(1), line, 2, 1, 0.5);
  }

  // S2 has two modes, around 0 and around 10, of one class each; μ2 = 5 is near to no retained row
  private static final Candidates TWO_MODES =
      new Candidates(
          dense(new float[][] {{5}, {9}, {-4}}),
          dense(new float[][] {{-1}, {1}, {9}, {11}}),
          Optional.of(new int[] {2, 2, 0, 0}),
          new double[3],
          Optional.empty(),
          new Seed(1));

  @Test
  void distanceToOneOfSeveralModesIsToTheNearestOfThem() {
    // to 0 and 10: 5 | 9 and 1 | 4 and 14; the distance to μ2 would order them the other way round
    assertScores(new DistanceClasses(), TWO_MODES, 5, 1, 4);
    assertScores(new DistanceClusters(2), TWO_MODES, 5, 1, 4);
    assertScores(new DistanceClusters(1), TWO_MODES, 0, 4, 9);
    // each row a centre of its own: 5 is 4 from 1 and from 9
    assertScores(new DistanceClusters(4), TWO_MODES, 4, 0, 3);
  }

  @Test
  void mahalanobisToAModeIsMeasuredWithinTheModes() {
    // within each mode the rows deviate by ±1: Σ = 1, with a ridge of 1 it is 2
    assertScores(new MahaClasses(0), TWO_MODES, 5, 1, 4);
    assertScores(
        new MahaClusters(2, 1), TWO_MODES, 5 / Math.sqrt(2), 1 / Math.sqrt(2), 4 / Math.sqrt(2));
  }

  @Test
  void theNeighbourThatCountsIsTheKth() {
    // to −1, 1, 9, 11 from 5: 6, 4, 4, 6; from 9: 10, 8, 0, 2; from −4: 3, 5, 13, 15
    assertScores(new KnnDistance(1), TWO_MODES, 4, 0, 3);
    assertScores(new KnnDistance(3), TWO_MODES, 6, 8, 13);
  }

  @Test
  void oneGaussianIsAMixtureToo() {
    // S2 = −1, 1, 9, 11: μ2 = 5, variance (36 + 16 + 16 + 36)/4 = 26; −ln N(x; 5, 26)
    double constant = 0.5 * Math.log(2 * Math.PI * 26);
    for (MixtureCovariance kind : MixtureCovariance.values()) {
      assertScores(
          new Gmm(1, kind, 0), TWO_MODES, constant, constant + 16 / 52.0, constant + 81 / 52.0);
    }
    // S1 = 5, 9, −4: μ1 = 10/3, variance (25 + 289 + 484)/27 = 266/9: ln N(x; μ1, 266/9)
    double own = -0.5 * Math.log(2 * Math.PI * 266 / 9);
    assertScores(
        new GmmRatio(1, 1, MixtureCovariance.FULL, 0),
        TWO_MODES,
        own - 25 / 532.0 + constant,
        own - 289 / 532.0 + constant + 16 / 52.0,
        own - 484 / 532.0 + constant + 81 / 52.0);
  }

  @Test
  void aComponentOnCopiesOfOneRowKeepsTheRidgesSpread() {
    // S2 = 0, 0, 20, 20: μ2 = 10, S = 100, so a ridge of 0.01 leaves each component variance 1;
    // halves at 0 and 20. −ln ½N(0; 0, 1) at 0, whose other half is e^−200 of it
    Candidates copies = candidates(new float[][] {{0}, {10}}, new float[][] {{0}, {0}, {20}, {20}});
    double at0 = Math.log(2) + 0.5 * Math.log(2 * Math.PI);
    for (MixtureCovariance kind : MixtureCovariance.values()) {
      // in the middle both halves are e^−50 of that
      assertScores(new Gmm(2, kind, 0.01), copies, at0, at0 + 50 - Math.log(2));
    }
  }

  @Test
  void fewerDifferentRowsThanClustersAreAsManyClusters() {
    Candidates copies = candidates(new float[][] {{1}, {7}}, new float[][] {{0}, {0}, {8}, {8}});
    assertScores(new DistanceClusters(4), copies, 1, 1);
  }

  @Test
  void moreClustersThanSamplesAreRefused() {
    refused(
        "k is 3, but there are 2 retained samples; allowed: 1 to 2",
        () -> new DistanceClusters(3).score(PLANE));
    refused(
        "retain-components is 10, but there are 2 retained samples; allowed: 1 to 2",
        () -> new Gmm(10, MixtureCovariance.SHARED, 0).score(PLANE));
    refused(
        "forget-components is 3, but there are 2 forget samples; allowed: 1 to 2",
        () -> new GmmRatio(3, 1, MixtureCovariance.SHARED, 0.001).score(PLANE));
  }

  @Test
  void mixturesOfOnePointAreRefused() {
    refused(
        "all 2 samples of a side are equal, so no mixture can be fitted to it",
        () ->
            new Gmm(1, MixtureCovariance.DIAGONAL, 1e-3)
                .score(candidates(new float[][] {{1}, {2}}, new float[][] {{3}, {3}})));
  }

  @Test
  void copiesWithinTheForgetSideStayFinite() {
    Candidates line = candidates(new float[][] {{1}, {1}, {5}}, new float[][] {{2}, {7}});
    double[] scores = new KnnRatio(1).score(line).values();
    assertTrue(scores[0] == scores[1] && scores[0] > scores[2] && Double.isFinite(scores[0]));
  }

  @Test
  void coresetStartsNextToTheForgetMean() {
    // S1 = 0, 1, 5: μ1 = 2
    Candidates line = candidates(new float[][] {{0}, {1}, {5}}, new float[][] {{2}});
    assertScores(new Coreset(), line, -2, -1, -3);
  }

  @Test
  void centresAreTakenFarthestFirst() {
    // S1 = 0, 1, 5, 10: μ1 = 4, nearest is 5; then 0 and 10 are 5 away, the smaller row goes first;
    // then 10; then 1. Scores 4 − rank
    Candidates line = candidates(new float[][] {{0}, {1}, {5}, {10}}, new float[][] {{2}});
    assertScores(new KCenter(), line, 3, 1, 4, 2);
  }

  @Test
  void copiesOfCentresShareTheLowestScore() {
    Candidates line = candidates(new float[][] {{3}, {3}, {9}, {3}}, new float[][] {{2}});
    assertScores(new KCenter(), line, 4, 0, 3, 0);
  }

  @Test
  void herdingKeepsTheRunningMeanAtTheForgetMean() {
    // S1 = 0, 1, 5, 10: μ1 = 4. First 5 (off by 1). Then the sum should be 8: 5+0 is off by 3, 5+1
    // by
    // 2, 5+10 by 7: 1. Then 12: 6+0 off by 6, 6+10 off by 4: 10. Then 0.
    Candidates line = candidates(new float[][] {{0}, {1}, {5}, {10}}, new float[][] {{2}});
    assertScores(new Herding(), line, 1, 3, 4, 2);
  }

  @Test
  void oracleMovesTheFittedMeanNearestToTheRetainedOne() {
    // S1 = 0, 1, 5, 10 and μ2 = 2: y = −2, −1, 3, 8 with sum 8. Without 8: 0, at μ2 exactly. Then
    // −2, −1, 3 are left with sum 0: without −1 it is 1, the least. Then −2, 3 (sum 1): without 3
    // it
    // is −2, without −2 it is 3: 3. Then −2.
    Candidates line = candidates(new float[][] {{0}, {1}, {5}, {10}}, new float[][] {{2}});
    assertScores(new OracleGreedy(), line, 1, 3, 2, 4);
  }

  @Test
  void vonMisesFisherContrastsTwoConcentrations() {
    // directions of S1: (1, 0), (0, 1): mean (½, ½), R² = ½, κ·m = mean·(2 − ½)/(1 − ½) = (1.5,
    // 1.5)
    // directions of S2: (1, 0), (−1, 0), (1, 0), (1, 0): mean (½, 0), R² = ¼, times 1.75/0.75
    Candidates turned =
        candidates(new float[][] {{2, 0}, {0, 3}}, new float[][] {{1, 0}, {-4, 0}, {1, 0}, {2, 0}});
    assertScores(new Vmf(), turned, 1.5 - 3.5 / 3, 1.5);
  }

  @Test
  void normsAreThoseBeforeRowNormalisation() {
    Candidates rows =
        new Candidates(
            dense(new float[][] {{1, 0}, {0, 1}}),
            dense(new float[][] {{1, 0}}),
            new double[] {3, 8},
            Optional.empty(),
            new Seed(1));
    assertScores(new TfidfNorm(), rows, 3, 8);
    assertScores(new L2Norm(), rows, 3, 8);
  }

  @Test
  void theOriginalModelsBoundaryAndLossAreReadAsTheyAre() {
    Candidates rows =
        new Candidates(
            dense(new float[][] {{1}, {2}, {3}}),
            dense(new float[][] {{1}}),
            new double[] {1, 2, 3},
            Optional.of(
                new OriginalOutputs(new double[] {0.1, 2, 0.7}, new double[] {2, -3, 0.01})),
            new Seed(1));
    assertScores(new Margin(), rows, -2, -3, -0.01);
    assertScores(new Loss(), rows, 0.1, 2, 0.7);
    assertScores(new Anti(new Loss()), rows, -0.1, -2, -0.7);
    assertTrue(new Anti(new Loss()).needsOriginal());
  }

  /**
   * The trap of the published rule: in one dimension every sample beyond μ̂1 has one and the same
   * score, half of S1; the squared form orders them.
   */
  @Test
  void unsquaredRatioTiesOnTheFarSideInOneDimension() {
    // S1 = −3, −2, −1, 2 with μ1 = −1; S2 = 3, 5 with μ2 = 4. Beyond μ1: (4 − x) − (−1 − x) = 5
    Candidates line = candidates(new float[][] {{-3}, {-2}, {-1}, {2}}, new float[][] {{3}, {5}});
    double[] published = new LrMaha(Covariance.POOLED, 0).score(line).values();
    assertEquals(published[0], published[1], 1e-12);
    assertEquals(published[1], published[2], 1e-12);
    assertTrue(published[2] > published[3]);
    double[] squared = new LrMahaSquared(Covariance.POOLED, 0).score(line).values();
    assertTrue(squared[0] > squared[1] && squared[1] > squared[2] && squared[2] > squared[3]);
  }

  @Test
  void notANumberIsNamedWithItsPlace() {
    refused(
        "retain row 1, feature 0 is NaN; allowed: finite",
        () -> candidates(new float[][] {{1, 2}}, new float[][] {{1, 2}, {Float.NaN, 3}}));
  }

  @Test
  void noForgetSamplesAreRefused() {
    refused(
        "there are no forget samples to score",
        () ->
            new Candidates(
                new DenseFeatures(new float[0], 0, 2),
                dense(new float[][] {{1, 2}}),
                new double[0],
                Optional.empty(),
                new Seed(1)));
  }

  @Test
  void sidesOfDifferentWidthAreRefused() {
    refused(
        "forget has 2 features, retain has 1",
        () -> candidates(new float[][] {{1, 2}}, new float[][] {{1}}));
  }

  @Test
  void singularCovarianceWithoutRidgeAsksForOne() {
    refused(
        "the covariance of 4 samples with 3 features is singular with ridge 0.0 (fewer samples than"
            + " features); use a larger ridge, for instance 0.001, or covariance: ledoit-wolf",
        () ->
            new MahaMu2(Covariance.POOLED, 0)
                .score(
                    candidates(
                        new float[][] {{1, 2, 3}, {2, 2, 2}},
                        new float[][] {{4, 1, 0}, {3, 3, 1}})));
  }

  @Test
  void ridgeMakesFewerSamplesThanFeaturesScorable() {
    double[] scores =
        new MahaMu2(Covariance.POOLED, 1e-3)
            .score(
                candidates(
                    new float[][] {{1, 2, 3}, {2, 2, 2}}, new float[][] {{4, 1, 0}, {3, 3, 1}}))
            .values();
    assertTrue(Arrays.stream(scores).allMatch(s -> s > 0 && Double.isFinite(s)));
  }

  @Test
  void constantFeatureNeedsARidgeOnTheDiagonal() {
    Candidates constant =
        candidates(new float[][] {{1, 2}, {3, 2}}, new float[][] {{5, 2}, {6, 2}});
    refused(
        "feature 1 is constant within both sides; use a ridge above 0",
        () -> new MahaMu2(Covariance.DIAGONAL, 0).score(constant));
    assertEquals(2, new MahaMu2(Covariance.DIAGONAL, 1e-3).score(constant).values().length);
  }

  @Test
  void sidesWithoutAnySpreadAreRefused() {
    refused(
        "every feature is constant within each side, so there is no covariance to measure by",
        () ->
            new MahaMu2(Covariance.POOLED, 1e-3)
                .score(candidates(new float[][] {{1}, {1}}, new float[][] {{2}, {2}})));
  }

  @Test
  void fullCovarianceOfManySparseFeaturesNamesTheWayOut() {
    SparseFeatures wide =
        new SparseFeatures(new int[] {0, 1, 2}, new int[] {0, 20_000}, new double[] {1, 1}, 30_000);
    Candidates sparse =
        new Candidates(wide, wide, new double[] {1, 1}, Optional.empty(), new Seed(1));
    refused(
        "a full covariance of 30000 features is out of reach (at most 8192); use the encoder"
            + " tfidf-svd, or covariance: diagonal",
        () -> new MahaMu2(Covariance.POOLED, 1e-3).score(sparse));
    // both features have variance ¼ in 2 + 2 rows, d = 30,000
    assertEquals(2, new MahaMu2(Covariance.DIAGONAL, 1e-3).score(sparse).values().length);
  }

  @Test
  void moreNeighboursThanSamplesAreRefused() {
    refused(
        "k is 10, but there are 2 retained samples and each forget sample has 1 others; allowed: 1"
            + " to 1",
        () -> new KnnRatio(10).score(PLANE));
  }

  @Test
  void densityRatioIsTheLogitOfAClassifierThatHasNotSeenTheSample() {
    // two folds; one forget sample sits among the retained ones. Trained with it, its logit would
    // be drawn up; left out, the other samples alone decide: far below the rest
    Candidates line =
        candidates(
            new float[][] {{5}, {6}, {5}, {6}, {-5}},
            new float[][] {{-5}, {-6}, {-5}, {-6}, {-5}, {-6}});
    double[] scores = new DensityRatio(2, 1, ClassWeight.NONE).score(line).values();
    for (int i = 0; i < 4; i++) {
      assertTrue(scores[i] > 1, "logit of sample " + i + " is " + scores[i]);
    }
    assertTrue(scores[4] < -1, "logit of the sample on the other side is " + scores[4]);
  }

  @Test
  void moreFoldsThanSamplesAreRefused() {
    refused(
        "folds is 5, but there are 2 forget and 2 retained samples; allowed: 2 to 2",
        () -> new DensityRatio(5, 1, ClassWeight.NONE).score(PLANE));
  }

  @Test
  void oneDirectionHasNoConcentration() {
    refused(
        "all 2 retain samples point in one direction, so the concentration of a von Mises-Fisher"
            + " law is infinite",
        () ->
            new Vmf()
                .score(candidates(new float[][] {{1, 0}, {0, 1}}, new float[][] {{1, 1}, {2, 2}})));
  }

  @Test
  void settingsOutOfRangeNameTheKey() {
    refused("ridge is -1.0; allowed: 0 or more", () -> new MahaMu2(Covariance.POOLED, -1));
    refused("ridge is NaN; allowed: 0 or more", () -> new LrMaha(Covariance.POOLED, Double.NaN));
    refused("k is 0; allowed: 1 or more", () -> new KnnRatio(0));
  }

  @Test
  void sharedStatisticsAreTheSameForThreadsThatAskAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<double[]> work = () -> new LrMahaSquared(Covariance.POOLED, 1).score(PLANE).values();
      for (Future<double[]> each :
          pool.invokeAll(IntStream.range(0, 50).mapToObj(i -> work).toList())) {
        assertArrayEquals(new double[] {31, 19}, each.get(), 1e-12);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void assertScores(Scorer rule, Candidates candidates, double... expected) {
    assertArrayEquals(expected, rule.score(candidates).values(), 1e-12, rule.name());
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable work) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, work).getMessage());
  }

  private static DenseFeatures dense(float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
    }
    return new DenseFeatures(values, rows.length, rows[0].length);
  }

  private static Candidates candidates(float[][] forget, float[][] retain) {
    DenseFeatures rows = dense(forget);
    double[] norms = Arrays.stream(rows.squaredNorms()).map(Math::sqrt).toArray();
    return new Candidates(rows, dense(retain), norms, Optional.empty(), new Seed(1));
  }
}
