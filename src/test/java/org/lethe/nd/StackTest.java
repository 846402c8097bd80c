package org.lethe.nd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Guards against rows that slip by a place, and against sets of other widths put together. */
class StackTest {

  @Test
  void denseAndSparseRowsStandBelowEachOther() {
    // dense: (1 2), then (3 4); sparse: (0 5), then (6 0) and an empty row
    Features dense =
        Stack.of(
            new DenseFeatures(new float[] {1, 2}, 1, 2),
            new DenseFeatures(new float[] {3, 4}, 1, 2));
    assertEquals(2, dense.rows());
    assertArrayEquals(new double[] {1, 2}, dense.row(0));
    assertArrayEquals(new double[] {3, 4}, dense.row(1));
    Features sparse =
        Stack.of(
            new SparseFeatures(new int[] {0, 1}, new int[] {1}, new double[] {5}, 2),
            new SparseFeatures(new int[] {0, 1, 1}, new int[] {0}, new double[] {6}, 2));
    assertEquals(3, sparse.rows());
    assertArrayEquals(new double[] {0, 5}, sparse.row(0));
    assertArrayEquals(new double[] {6, 0}, sparse.row(1));
    assertArrayEquals(new double[] {0, 0}, sparse.row(2));
  }

  /** The second would be read across the ends of its rows. */
  @Test
  void rowsOfAnotherWidthAreRefused() {
    DenseFeatures two = new DenseFeatures(new float[] {1, 2, 3, 4}, 2, 2);
    DenseFeatures four = new DenseFeatures(new float[] {1, 2, 3, 4}, 1, 4);
    for (Features[] pair : new Features[][] {{two, four}, {four, two}}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Stack.of(pair[0], pair[1]))
              .getMessage();
      assertTrue(String.valueOf(message).contains("features"), message);
    }
  }
}
