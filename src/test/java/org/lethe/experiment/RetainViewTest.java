package org.lethe.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;

/**
 * Guards against a spoiled copy that is spoiled otherwise than it says: too few rows, no wrong
 * ones, noise of the wrong size, or a clean view that is not the retain set.
 */
class RetainViewTest {
  private static final Seed SEED = new Seed(7);
  // 0…999 are retained and hold 1, 1000…1199 are forget samples and hold −1
  private static final int[] RETAIN = IntStream.range(0, 1000).toArray();
  private static final int[] FORGET = IntStream.range(1000, 1200).toArray();

  private static final RetainPool POOL = pool(RETAIN);

  /** Retained rows, the even ones of class 4, the others of class 9. */
  private static RetainPool pool(int[] rows) {
    ExampleSet none =
        new ExampleSet(
            "none",
            List.of(),
            new Content.Texts(List.of()),
            new Side[0],
            new int[0],
            List.of(),
            new Part[0],
            Optional.empty());
    return new RetainPool(none, rows, Arrays.stream(rows).map(i -> i % 2 == 0 ? 4 : 9).toArray());
  }

  private static DenseFeatures rows() {
    float[] values = new float[1200];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 1000 ? 1 : -1;
    }
    return new DenseFeatures(values, 1200, 1);
  }

  @Test
  void aCleanViewIsTheRetainSet() {
    RetainView.Seen seen = RetainView.CLEAN.of(rows(), POOL, FORGET, SEED);
    assertArrayEquals(rows().select(RETAIN).values(), ((DenseFeatures) seen.rows()).values());
    assertArrayEquals(POOL.classes(), seen.classes());
  }

  @Test
  void keepLeavesThatShareOfTrueRetainedRows() {
    Features seen = new RetainView(0.1, 0, 0).of(rows(), POOL, FORGET, SEED).rows();
    assertEquals(100, seen.rows());
    assertArrayEquals(new double[] {1}, seen.mean());
  }

  @Test
  void mislabelReplacesThatShareByForgetRows() {
    Features seen = new RetainView(0.5, 0.2, 0).of(rows(), POOL, FORGET, SEED).rows();
    assertEquals(500, seen.rows());
    // 400 ones and 100 minus ones
    assertEquals(0.6, seen.mean()[0], 1e-12);
  }

  @Test
  void everyRowKeepsItsClassAndAWrongOneHasSomeRetainedClass() {
    float[] numbers = new float[1200];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    RetainView.Seen seen =
        new RetainView(0.5, 0.2, 0).of(new DenseFeatures(numbers, 1200, 1), POOL, FORGET, SEED);
    int[] drawn = new int[10];
    for (int i = 0; i < 500; i++) {
      int row = (int) seen.rows().row(i)[0];
      if (row < 1000) {
        assertEquals(row % 2 == 0 ? 4 : 9, seen.classes()[i]);
      } else {
        drawn[seen.classes()[i]]++;
      }
    }
    // of 100 fair draws fewer than 30 of a kind have odds of 1 in 50,000
    assertEquals(100, drawn[4] + drawn[9]);
    assertTrue(Math.min(drawn[4], drawn[9]) >= 30, Arrays.toString(drawn));
  }

  @Test
  void keepingNoneIsForgetOnly() {
    RetainView.Seen seen = new RetainView(0, 0, 0).of(rows(), POOL, FORGET, SEED);
    assertEquals(0, seen.rows().rows());
    assertEquals(0, seen.classes().length);
  }

  @Test
  void theShareOfWrongRowsHoldsWhereForgetRowsAreFew() {
    // half of 1000 would need 500 forget rows; there are 200, so 200 and 200
    Features seen = new RetainView(1, 0.5, 0).of(rows(), POOL, FORGET, SEED).rows();
    assertEquals(400, seen.rows());
    assertEquals(0, seen.mean()[0], 1e-12);
  }

  @Test
  void noiseIsMeasuredInEachFeaturesOwnDeviation() {
    float[] values = new float[4000];
    for (int i = 0; i < 2000; i++) {
      values[2 * i] = i % 2 == 0 ? 10 : -10; // deviation 10
      values[2 * i + 1] = i % 2 == 0 ? 0.1f : -0.1f; // deviation 0.1
    }
    DenseFeatures two = new DenseFeatures(values, 2000, 2);
    int[] all = IntStream.range(0, 2000).toArray();
    Features seen = new RetainView(1, 0, 2).of(two, pool(all), new int[0], SEED).rows();
    double[] squares = new double[2];
    for (int i = 0; i < 2000; i++) {
      for (int j = 0; j < 2; j++) {
        squares[j] += Math.pow(seen.row(i)[j] - two.row(i)[j], 2) / 2000;
      }
    }
    // sd of the noise 2 × 10 and 2 × 0.1; its standard error is 1/√4000 = 1.6 %
    assertEquals(20, Math.sqrt(squares[0]), 20 * 0.07);
    assertEquals(0.2, Math.sqrt(squares[1]), 0.2 * 0.07);
  }

  @Test
  void noiseOnSparseRowsLeavesZerosZero() {
    SparseFeatures sparse =
        new SparseFeatures(new int[] {0, 1, 2}, new int[] {0, 2}, new double[] {1, 2}, 3);
    Features seen =
        new RetainView(1, 0, 1).of(sparse, pool(new int[] {0, 1}), new int[0], SEED).rows();
    assertEquals(2, ((SparseFeatures) seen).values().length);
    assertEquals(0, seen.row(0)[1]);
  }

  @Test
  void equalSeedsSeeTheSame() {
    RetainView view = new RetainView(0.3, 0.1, 0.5);
    Features once = view.of(rows(), POOL, FORGET, SEED).rows();
    Features again = view.of(rows(), POOL, FORGET, SEED).rows();
    assertArrayEquals(((DenseFeatures) once).values(), ((DenseFeatures) again).values());
  }

  @Test
  void sharesOutsideTheirRangeAreRefused() {
    for (double[] bad :
        new double[][] {
          {-0.1, 0, 0}, {0, 0.1, 0}, {0, 0, 1}, {1.1, 0, 0}, {1, 1, 0}, {1, -0.1, 0}, {1, 0, -1}
        }) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> new RetainView(bad[0], bad[1], bad[2]));
      assertTrue(String.valueOf(e.getMessage()).contains("allowed"), e::toString);
    }
  }
}
