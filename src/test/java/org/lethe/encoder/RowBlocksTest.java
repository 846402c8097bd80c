package org.lethe.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lethe.encoder.onnx.Rows;
import org.lethe.nd.DenseFeatures;

/** Guards against rows that are lost, doubled or out of place where one block ends. */
class RowBlocksTest {

  /** The numbers of all rows, and how many came at once. */
  private final List<Float> numbers = new ArrayList<>();

  private final List<Integer> counts = new ArrayList<>();

  private void take(float[] values, int columns, int count) {
    for (int i = 0; i < count * columns; i++) {
      numbers.add(values[i]);
    }
    counts.add(count);
  }

  @Test
  void rowsThatAreThereComeInTheirOrder() {
    int d = 1000;
    int n = 1000; // 2^18 numbers are 262 rows of 1000
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    RowBlocks.handOn(new DenseFeatures(values, n, d), this::take);
    assertEquals(List.of(262, 262, 262, 214), counts);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], numbers.get(i));
    }
  }

  @Test
  void samplesAreAskedForInBlocksAndCountedOverAll() {
    int n = 2 * RowBlocks.SAMPLES + 5;
    RowBlocks.Tally tally =
        RowBlocks.make(
            n,
            (from, to) -> {
              float[] values = new float[to - from];
              boolean[] cut = new boolean[to - from];
              boolean[] blank = new boolean[to - from];
              for (int i = 0; i < values.length; i++) {
                values[i] = from + i;
              }
              cut[0] = true; // one of every block
              blank[1] = from > 0; // one of every block but the first
              return new Rows(values, 1, new double[to - from], cut, blank);
            },
            this::take);
    assertEquals(new RowBlocks.Tally(3, 2), tally);
    assertEquals(List.of(RowBlocks.SAMPLES, RowBlocks.SAMPLES, 5), counts);
    for (int i = 0; i < n; i++) {
      assertEquals(i, numbers.get(i));
    }
    assertTrue(RowBlocks.SAMPLES % KeptRows.ENTRY == 0, "a block fills entries of the store");
  }
}
