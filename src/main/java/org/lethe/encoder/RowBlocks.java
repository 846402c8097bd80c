package org.lethe.encoder;

import org.lethe.encoder.Encoder.RowSink;
import org.lethe.encoder.onnx.Rows;
import org.lethe.nd.Features;
import org.lethe.nd.RowMajor;

/** Rows that are handed on block by block, so that not all of them are held at once. */
public final class RowBlocks {
  /** Samples that a model is asked about at once: two entries of what is kept. */
  static final int SAMPLES = 2 * KeptRows.ENTRY;

  private static final int NUMBERS = 1 << 18;

  private RowBlocks() {}

  /** Hands on rows that are there, from wherever they lie. */
  public static void handOn(Features rows, RowSink sink) {
    int d = rows.columns();
    int most = Math.max(1, NUMBERS / Math.max(1, d));
    float[] block = new float[Math.multiplyExact(most, d)];
    double[] row = new double[d];
    for (int from = 0; from < rows.rows(); from += most) {
      int count = Math.min(most, rows.rows() - from);
      if (rows instanceof RowMajor floats) {
        floats.read(from, count, block);
      } else {
        for (int i = 0; i < count; i++) {
          rows.read(from + i, 0, d, row);
          for (int j = 0; j < d; j++) {
            block[i * d + j] = (float) row[j];
          }
        }
      }
      sink.take(block, d, count);
    }
  }

  /** Makes the rows of the samples from…to−1. */
  @FunctionalInterface
  interface Maker {
    Rows of(int from, int to);
  }

  /**
   * How many samples were not embedded whole.
   *
   * @param truncated longer than the model takes
   * @param empty without a token
   */
  record Tally(int truncated, int empty) {
    static Tally of(Rows rows) {
      return new Tally(rows.truncated(), rows.empty());
    }

    private Tally plus(Rows rows) {
      return new Tally(truncated + rows.truncated(), empty + rows.empty());
    }
  }

  /** Makes the rows of n samples and hands them on, block by block. */
  static Tally make(int n, Maker maker, RowSink sink) {
    Tally tally = new Tally(0, 0);
    for (int from = 0; from < n; from += SAMPLES) {
      Rows rows = maker.of(from, Math.min(n, from + SAMPLES));
      sink.take(rows.values(), rows.columns(), rows.size());
      tally = tally.plus(rows);
    }
    return tally;
  }
}
