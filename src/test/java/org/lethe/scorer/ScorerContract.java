package org.lethe.scorer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.testing.Sparse;

/**
 * What every removal rule promises. Guards against rules that look at the order of the rows, at the
 * number of threads or at what was scored before, that write to their input, that densify, and that
 * point the wrong way.
 */
abstract class ScorerContract {
  private static final int N1 = 60;
  private static final int N2 = 90;
  private static final int D = 6;

  /** What must not change the ranking of a rule. */
  enum Invariance {
    PERMUTATION,
    TRANSLATION,
    ROTATION,
    SCALE,
    FEATURE_SCALE
  }

  abstract Scorer scorer();

  abstract java.util.Set<Invariance> invariances();

  /** Whether an obvious outlier-free pair of blobs is to be ordered along the line between them. */
  boolean prefersFarFromRetain() {
    return false;
  }

  @Test
  void scoresAreFiniteAndOneASample() {
    for (boolean sparse : new boolean[] {false, true}) {
      double[] scores = scorer().score(blobs(sparse)).values();
      assertEquals(N1, scores.length);
      assertTrue(Arrays.stream(scores).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(scores).distinct().count() > 1, "every score is the same");
    }
  }

  @Test
  void sameCandidatesGiveTheSameBits() {
    assertArrayEquals(
        scorer().score(blobs(false)).values(), scorer().score(blobs(false)).values(), 0.0);
    Candidates shared = blobs(false);
    double[] first = scorer().score(shared).values();
    assertArrayEquals(first, scorer().score(shared).values(), 0.0);
  }

  @Test
  void numberOfThreadsDoesNotChangeABit() {
    double[] one = Parallel.limitedTo(1, () -> scorer().score(blobs(false)).values());
    double[] four = Parallel.limitedTo(4, () -> scorer().score(blobs(false)).values());
    assertArrayEquals(one, four, 0.0);
  }

  @Test
  void denseAndSparseRowsGetTheSameScores() {
    assertArrayEquals(
        scorer().score(blobs(false)).values(), scorer().score(blobs(true)).values(), 1e-9);
  }

  @Test
  void permutedSamplesGetPermutedScores() {
    assumeTrue(invariances().contains(Invariance.PERMUTATION), "draws at random by row");
    int[] order = new Seed(5).permutation(N1);
    Candidates given = blobs(false);
    Candidates permuted =
        candidates(
            given.forget().select(order),
            given.retain(),
            select(norms(given.forget()), order),
            new OriginalOutputs(
                select(given.original().orElseThrow().loss(), order),
                select(given.original().orElseThrow().margin(), order)));
    double[] scores = scorer().score(given).values();
    double[] expected = Arrays.stream(order).mapToDouble(i -> scores[i]).toArray();
    assertArrayEquals(expected, scorer().score(permuted).values(), 1e-9);
  }

  @Test
  void inputIsLeftAlone() {
    Candidates given = blobs(false);
    float[] forget = ((DenseFeatures) given.forget()).values().clone();
    float[] retain = ((DenseFeatures) given.retain()).values().clone();
    double[] norms = given.forgetRawNorms().clone();
    double[] loss = given.original().orElseThrow().loss().clone();
    double[] margin = given.original().orElseThrow().margin().clone();
    double[] scores = scorer().score(given).values();
    Arrays.fill(scores, 7); // an owner may do so; what is shared must not be what was returned
    assertArrayEquals(forget, ((DenseFeatures) given.forget()).values());
    assertArrayEquals(retain, ((DenseFeatures) given.retain()).values());
    assertArrayEquals(norms, given.forgetRawNorms());
    assertArrayEquals(loss, given.original().orElseThrow().loss());
    assertArrayEquals(margin, given.original().orElseThrow().margin());
  }

  @Test
  void partsAddUpToTheScore() {
    Map<String, double[]> parts = scorer().parts(blobs(false));
    assumeTrue(!parts.isEmpty(), "this score is no sum");
    double[] sum = new double[N1];
    for (double[] part : parts.values()) {
      for (int i = 0; i < N1; i++) {
        sum[i] += part[i];
      }
    }
    assertArrayEquals(scorer().score(blobs(false)).values(), sum, 1e-12);
  }

  @Test
  void samplesFarFromTheRetainedOnesGoFirst() {
    assumeTrue(prefersFarFromRetain(), "no rule about the retained side");
    // forget blobs at 3 (near) and at 9 (far), retained ones at 0, along (1, …, 1)/√D
    float[] forget = new float[N1 * D];
    float[] retain = new float[N2 * D];
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < N1; i++) {
      for (int j = 0; j < D; j++) {
        forget[i * D + j] = (float) ((i < N1 / 2 ? 3 : 9) + random.nextGaussian() * 0.3);
      }
    }
    for (int i = 0; i < N2; i++) {
      for (int j = 0; j < D; j++) {
        // retained samples point elsewhere too, for the rules that look at directions
        retain[i * D + j] = (float) ((j % 2 == 0 ? 1 : -1) + random.nextGaussian() * 0.3);
      }
    }
    // turn the near forget samples towards the retained ones
    for (int i = 0; i < N1 / 2; i++) {
      for (int j = 0; j < D; j++) {
        forget[i * D + j] = forget[i * D + j] / 3 + (j % 2 == 0 ? 0.7f : -0.7f);
      }
    }
    Features rows = new DenseFeatures(forget, N1, D);
    double[] scores =
        scorer()
            .score(candidates(rows, new DenseFeatures(retain, N2, D), norms(rows), outputs(N1)))
            .values();
    double near = Arrays.stream(scores, 0, N1 / 2).average().orElseThrow();
    double far = Arrays.stream(scores, N1 / 2, N1).average().orElseThrow();
    assertTrue(far > near, "far " + far + ", near " + near);
  }

  @Test
  void translationRotationAndScaleKeepTheOrderWhereTheRuleSaysSo() {
    for (Invariance invariance : Invariance.values()) {
      if (invariance == Invariance.PERMUTATION) {
        continue;
      }
      Candidates given = blobs(false);
      Candidates moved =
          candidates(
              move(given.forget(), invariance),
              move(given.retain(), invariance),
              norms(move(given.forget(), invariance)),
              given.original().orElseThrow());
      int[] before = ranking(scorer().score(given).values());
      int[] after = ranking(scorer().score(moved).values());
      if (invariances().contains(invariance)) {
        assertArrayEquals(before, after, invariance + " changed the order");
      } else {
        assertNotEquals(
            Arrays.toString(before), Arrays.toString(after), invariance + " changed nothing");
      }
    }
  }

  @Test
  void withoutRetainedSamplesItScoresOrSaysWhy() {
    Candidates given = blobs(false);
    Candidates alone =
        candidates(
            given.forget(),
            given.retain().select(new int[0]),
            given.forgetRawNorms(),
            given.original().orElseThrow());
    if (scorer().needsRetain()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> scorer().score(alone)).getMessage();
      assertTrue(String.valueOf(message).startsWith("there are no retained samples"), message);
    } else {
      assertArrayEquals(scorer().score(given).values(), scorer().score(alone).values(), 0.0);
    }
  }

  @Test
  void withoutTheOriginalModelItScoresOrSaysWhy() {
    Candidates given = blobs(false);
    Candidates alone =
        new Candidates(
            given.forget(),
            given.retain(),
            classes(given.retain()),
            given.forgetRawNorms(),
            Optional.empty(),
            given.seed());
    if (scorer().needsOriginal()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> scorer().score(alone)).getMessage();
      assertTrue(String.valueOf(message).contains("original model"), message);
    } else {
      assertArrayEquals(scorer().score(given).values(), scorer().score(alone).values(), 0.0);
    }
  }

  @Test
  void withoutClassesOfTheRetainedSamplesItScoresOrSaysWhy() {
    Candidates given = blobs(false);
    Candidates unlabelled =
        new Candidates(
            given.forget(), given.retain(), given.forgetRawNorms(), given.original(), given.seed());
    if (scorer().needsRetainClasses()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> scorer().score(unlabelled))
              .getMessage();
      assertTrue(String.valueOf(message).contains("classes of the retained"), message);
    } else {
      assertArrayEquals(scorer().score(given).values(), scorer().score(unlabelled).values(), 0.0);
    }
  }

  @Test
  void theNameIsTheOneInTheFamily() {
    assumeTrue(
        Scorers.FAMILY.members().containsValue(scorer().getClass()), "a recipe, not in the family");
    assertEquals(Scorers.FAMILY.members().get(scorer().name()), scorer().getClass());
  }

  /** Two overlapping correlated clouds with some zeros, and an original model's outputs. */
  private static Candidates blobs(boolean sparse) {
    SplittableRandom random = new SplittableRandom(3);
    Features forget = cloud(random, N1, 0.9);
    Features retain = cloud(random, N2, -0.3);
    double[] norms = norms(forget);
    return sparse
        ? candidates(Sparse.of(forget), Sparse.of(retain), norms, outputs(N1))
        : candidates(forget, retain, norms, outputs(N1));
  }

  private static Features cloud(SplittableRandom random, int n, double shift) {
    float[] values = new float[n * D];
    for (int i = 0; i < n; i++) {
      double common = random.nextGaussian();
      for (int j = 0; j < D; j++) {
        double value = shift * (j + 1) / D + 0.6 * common + random.nextGaussian() * (1 + 0.2 * j);
        values[i * D + j] = random.nextInt(5) == 0 ? 0 : (float) value;
      }
    }
    return new DenseFeatures(values, n, D);
  }

  private static Candidates candidates(
      Features forget, Features retain, double[] norms, OriginalOutputs outputs) {
    return new Candidates(
        forget, retain, classes(retain), norms, Optional.of(outputs), new Seed(1));
  }

  /** Three classes that have nothing to do with the features. */
  private static Optional<int[]> classes(Features retain) {
    return Optional.of(IntStream.range(0, retain.rows()).map(i -> i % 3).toArray());
  }

  /** What some model says of n samples: it has never seen their features. */
  private static OriginalOutputs outputs(int n) {
    SplittableRandom random = new SplittableRandom(9);
    double[] margin = IntStream.range(0, n).mapToDouble(i -> random.nextGaussian() + 1).toArray();
    double[] loss = Arrays.stream(margin).map(m -> Math.log1p(Math.exp(-m))).toArray();
    return new OriginalOutputs(loss, margin);
  }

  private static double[] norms(Features rows) {
    return Arrays.stream(rows.squaredNorms()).map(Math::sqrt).toArray();
  }

  private static double[] select(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
  }

  private static int[] ranking(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Features move(Features rows, Invariance how) {
    int n = rows.rows();
    float[] values = new float[n * D];
    for (int i = 0; i < n; i++) {
      double[] row = rows.row(i);
      double[] moved = row.clone();
      switch (how) {
        case TRANSLATION -> {
          for (int j = 0; j < D; j++) {
            moved[j] += 2.0 * (j % 3) - 1;
          }
        }
        case ROTATION -> {
          // by 40° in the planes (0, 1), (2, 3), (4, 5), then (1, 2)
          for (int[] plane : new int[][] {{0, 1}, {2, 3}, {4, 5}, {1, 2}}) {
            double a = moved[plane[0]];
            double b = moved[plane[1]];
            moved[plane[0]] = Math.cos(0.7) * a - Math.sin(0.7) * b;
            moved[plane[1]] = Math.sin(0.7) * a + Math.cos(0.7) * b;
          }
        }
        case SCALE -> Arrays.setAll(moved, j -> row[j] * 4);
        case FEATURE_SCALE -> Arrays.setAll(moved, j -> row[j] * (1 << j));
        default -> throw new IllegalArgumentException(how.toString());
      }
      for (int j = 0; j < D; j++) {
        values[i * D + j] = (float) moved[j];
      }
    }
    return new DenseFeatures(values, n, D);
  }
}
