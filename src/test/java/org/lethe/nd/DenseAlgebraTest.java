package org.lethe.nd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.lethe.testing.Refused;
import org.lethe.testing.Sparse;

/**
 * The blocked kernels against sums written out, at sizes around their block lengths. Guards against
 * rows and columns that are lost at the edge of a block, and against results that depend on the
 * number of threads.
 */
class DenseAlgebraTest {

  @Test
  void scatterIsTheSumOfOuterProducts() {
    for (int[] size : new int[][] {{1, 1}, {3, 5}, {257, 4}, {300, 130}, {40, 257}, {513, 6}}) {
      int n = size[0];
      int d = size[1];
      DenseFeatures rows = random(n, d, 1);
      double[] centre = rows.mean();
      double[] expected = new double[d * d];
      for (int r = 0; r < n; r++) {
        double[] x = rows.row(r);
        for (int i = 0; i < d; i++) {
          for (int j = 0; j < d; j++) {
            expected[i * d + j] += (x[i] - centre[i]) * (x[j] - centre[j]);
          }
        }
      }
      assertArrayEquals(
          expected, Scatter.about(centre, rows), 1e-10 * n, n + " rows of " + d + " features");
      assertArrayEquals(
          expected, Scatter.about(centre, Sparse.of(rows)), 1e-10 * n, "sparse " + n + "×" + d);
    }
  }

  @Test
  void productsOfVectorsAddEveryEntryWhateverTheLength() {
    for (int d = 0; d < 10; d++) {
      double[] counting = IntStream.rangeClosed(1, d).asDoubleStream().toArray();
      // 1² + 2² + … + d²
      assertEquals(d * (d + 1) * (2 * d + 1) / 6.0, Vectors.dot(counting, counting), 0);
    }
  }

  @Test
  void whatWasWhitenedComesBack() {
    // L = (2 0; 1 2): L·(1, 1) = (2, 3)
    Cholesky two = Cholesky.of(new double[] {4, 2, 2, 5}, 2);
    assertArrayEquals(new double[] {2, 3}, two.unwhiten(new double[] {1, 1}), 1e-15);
    for (int d : new int[] {1, 3, 4, 5, 33}) {
      DenseFeatures rows = random(200, d, d);
      Cholesky factor = Cholesky.of(Scatter.about(rows.mean(), rows), d);
      double[] x = rows.row(7);
      assertArrayEquals(x, factor.unwhiten(factor.whiten(x)), 1e-12);
    }
  }

  @Test
  void factorGivesDistancesThatSolvingByHandGives() {
    // Σ = (4 2; 2 5) = L·Lᵀ with L = (2 0; 1 2); x = (2, 3): z = (1, 1), zᵀz = 2
    Cholesky factor = Cholesky.of(new double[] {4, 2, 2, 5}, 2);
    assertArrayEquals(new double[] {1, 1}, factor.whiten(new double[] {2, 3}), 1e-15);
    // Σ⁻¹x = (4·5 − 4)⁻¹·(5·2 − 2·3, −2·2 + 4·3) = (4, 8)/16
    assertArrayEquals(new double[] {0.25, 0.5}, factor.solve(new double[] {2, 3}), 1e-15);
    assertEquals(Math.log(16), factor.logDeterminant(), 1e-15);
    DenseFeatures rows = new DenseFeatures(new float[] {2, 3, 0, 0}, 2, 2);
    double[][] squared = factor.squaredDistances(rows, new double[] {0, 0}, new double[] {2, 3});
    assertArrayEquals(new double[] {2, 0}, squared[0], 1e-15);
    assertArrayEquals(new double[] {0, 2}, squared[1], 1e-15);
  }

  @Test
  void distancesSolveTheFactorForEveryRowAndSize() {
    for (int d : new int[] {1, 2, 3, 4, 5, 7, 8, 33, 130}) {
      DenseFeatures rows = random(1030, d, d);
      double[] sigma = Scatter.about(rows.mean(), rows);
      Cholesky factor = Cholesky.of(sigma, d);
      double[] point = random(1, d, 99).row(0);
      double[] squared = factor.squaredDistances(rows, rows.mean(), point)[1];
      for (int i : new int[] {0, 1, 127, 128, 1023, 1024, 1029}) {
        double[] difference = rows.row(i);
        for (int j = 0; j < d; j++) {
          difference[j] -= point[j];
        }
        double[] solved = factor.solve(difference);
        double expected = IntStream.range(0, d).mapToDouble(j -> difference[j] * solved[j]).sum();
        assertEquals(expected, squared[i], 1e-10 * expected, "row " + i + ", d = " + d);
        // and Σ·Σ⁻¹x is x
        for (int j = 0; j < d; j++) {
          int at = j * d;
          double back = IntStream.range(0, d).mapToDouble(k -> sigma[at + k] * solved[k]).sum();
          assertEquals(difference[j], back, 1e-9);
        }
      }
    }
  }

  @Test
  void dependentFeaturesAreNotPositiveDefinite() {
    // the third feature is the sum of the first two
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Cholesky.of(new double[] {1, 0, 1, 0, 1, 1, 1, 1, 2}, 3))
            .getMessage();
    assertTrue(
        String.valueOf(message).startsWith("the matrix is not positive definite at feature 2 of 3"),
        message);
  }

  @Test
  void neighboursAreThoseOfAFullSort() {
    // the third has more than two panels of points, and features that end in the middle of a pass
    for (int[] size :
        new int[][] {{1, 1, 1, 1}, {70, 530, 13, 7}, {67, 2300, 259, 10}, {65, 64, 64, 64}}) {
      DenseFeatures queries = random(size[0], size[2], 5);
      DenseFeatures points = random(size[1], size[2], 6);
      assertNeighbours(queries, points, size[3], Neighbours.of(queries, points, size[3]), false);
      SparseFeatures sparseQueries = Sparse.of(queries);
      SparseFeatures sparsePoints = Sparse.of(points);
      assertNeighbours(
          queries, points, size[3], Neighbours.of(sparseQueries, sparsePoints, size[3]), false);
    }
  }

  @Test
  void rowIsNotItsOwnNeighbourButItsCopyIs() {
    DenseFeatures rows = random(90, 4, 8).select(IntStream.range(0, 180).map(i -> i / 2).toArray());
    for (Neighbours found :
        new Neighbours[] {Neighbours.among(rows, 3), Neighbours.among(Sparse.of(rows), 3)}) {
      assertNeighbours(rows, rows, 3, found, true);
      assertEquals(0, found.distance(17, 0));
      assertEquals(16, found.index(17, 0));
    }
  }

  /**
   * Where float32 cannot tell distances apart: points 2⁻³⁰ apart around a common offset of 2, and
   * some of norm 2⁵⁰ besides. The error bound must keep the right ones.
   */
  @Test
  void screeningInFloat32LosesNoNeighbour() {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[600 * 3];
    for (int i = 0; i < 600; i++) {
      for (int j = 0; j < 3; j++) {
        float near = 2f + (float) (random.nextInt(1 << 8) * 0x1p-22);
        values[i * 3 + j] = i % 50 == 0 ? 0x1p50f * (1 + random.nextInt(3)) : near;
      }
    }
    DenseFeatures rows = new DenseFeatures(values, 600, 3);
    assertNeighbours(rows, rows, 5, Neighbours.among(rows, 5), true);
  }

  /** Two rows, whose mean is 0, are 2⁷³ times as long: of others float32 has hardly a digit. */
  @Test
  void outliersHideNoNeighbourOfTheOthers() {
    float[] values = new float[600 * 3];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    values[0] = 0x1p73f;
    values[3] = -0x1p73f;
    DenseFeatures rows = new DenseFeatures(values, 600, 3);
    assertNeighbours(rows, rows, 5, Neighbours.among(rows, 5), true);
  }

  @Test
  void whatIsNearANumberThatIsNoneIsRefused() {
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] values = {0, 1, 2, 3, 4, odd, 6, 7};
      DenseFeatures rows = new DenseFeatures(values, 4, 2);
      DenseFeatures others = new DenseFeatures(new float[] {1, 2, 3, 4}, 2, 2);
      List<Executable> searches =
          List.of(
              () -> Neighbours.among(rows, 2),
              () -> Neighbours.of(rows, others, 1),
              () -> Neighbours.of(others, rows, 1),
              () -> Neighbours.among(Sparse.of(rows), 2),
              () -> Neighbours.of(Sparse.of(rows), Sparse.of(others), 1),
              () -> Neighbours.of(Sparse.of(others), Sparse.of(rows), 1));
      for (Executable search : searches) {
        String said = Refused.message(IllegalArgumentException.class, search);
        assertTrue(said.startsWith("row 2 of the ") && said.contains("feature 1 is " + odd), said);
      }
    }
  }

  @Test
  void numberOfThreadsDoesNotChangeABit() {
    DenseFeatures rows = random(3000, 140, 4);
    double[] one = Parallel.limitedTo(1, () -> all(rows));
    for (int threads : new int[] {2, 3, 8}) {
      assertArrayEquals(one, Parallel.limitedTo(threads, () -> all(rows)), 0.0);
    }
  }

  @Test
  void sparseAndDenseRowsAgreeInEveryProduct() {
    DenseFeatures dense = random(50, 9, 3);
    SparseFeatures sparse = Sparse.of(dense);
    double[] w = random(1, 9, 4).row(0);
    double[] weights = random(1, 50, 5).row(0);
    assertArrayEquals(dense.multiply(w), sparse.multiply(w), 1e-12);
    assertArrayEquals(dense.combine(weights), sparse.combine(weights), 1e-12);
    assertArrayEquals(dense.mean(), sparse.mean(), 1e-12);
    assertArrayEquals(dense.squaredNorms(), sparse.squaredNorms(), 1e-12);
    assertArrayEquals(dense.squaredDistances(w), sparse.squaredDistances(w), 1e-12);
    double[] part = new double[4];
    double[] same = new double[4];
    for (int i = 0; i < 50; i++) {
      dense.read(i, 3, 4, part);
      sparse.read(i, 3, 4, same);
      assertArrayEquals(part, same, 0.0);
      assertArrayEquals(dense.row(i), sparse.row(i), 0.0);
    }
  }

  @Test
  void exceptionOfABlockReachesTheCaller() {
    assertEquals(
        "block 7",
        assertThrows(
                IllegalStateException.class,
                () ->
                    Parallel.limitedTo(
                        4,
                        () -> {
                          Parallel.forEach(
                              100,
                              block -> {
                                if (block == 7) {
                                  throw new IllegalStateException("block 7");
                                }
                              });
                          return 0;
                        }))
            .getMessage());
  }

  private static double[] all(DenseFeatures rows) {
    double[] scatter = Scatter.about(rows.mean(), rows);
    Cholesky factor = Cholesky.of(scatter, rows.columns());
    double[] distances = factor.squaredDistances(rows, rows.mean())[0];
    double[] near = Neighbours.among(rows, 4).meanDistances();
    return IntStream.range(0, 3)
        .mapToObj(i -> i == 0 ? scatter : i == 1 ? distances : near)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static void assertNeighbours(
      DenseFeatures queries, DenseFeatures points, int k, Neighbours found, boolean others) {
    for (int q = 0; q < queries.rows(); q++) {
      int query = q;
      double[] x = queries.row(q);
      double[] squared =
          IntStream.range(0, points.rows())
              .mapToDouble(
                  p -> {
                    double sum = 0;
                    double[] y = points.row(p);
                    for (int j = 0; j < x.length; j++) {
                      sum += (x[j] - y[j]) * (x[j] - y[j]);
                    }
                    return sum;
                  })
              .toArray();
      int[] expected =
          IntStream.range(0, points.rows())
              .filter(p -> !others || p != query)
              .boxed()
              .sorted((a, b) -> Double.compare(squared[a], squared[b]))
              .mapToInt(Integer::intValue)
              .limit(k)
              .toArray();
      for (int rank = 0; rank < k; rank++) {
        assertEquals(expected[rank], found.index(q, rank), "query " + q + ", rank " + rank);
        assertEquals(Math.sqrt(squared[expected[rank]]), found.distance(q, rank));
      }
    }
  }

  private static DenseFeatures random(int n, int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(4) == 0 ? 0 : (float) (random.nextGaussian() + 0.5);
    }
    return new DenseFeatures(values, n, d);
  }
}
