package org.lethe.nd;

import java.util.Arrays;

/**
 * Σ (x−m)(x−m)ᵀ over rows: what covariances and Gram matrices are made of. Computed tile by tile of
 * the result; a tile reads its columns of all rows in one fixed order, so that sums do not depend
 * on the number of threads, and needs no memory besides one slab of rows.
 */
public final class Scatter {
  private static final int TILE = 128;
  private static final int SLAB = 256;

  private Scatter() {}

  /**
   * Σ (x−centre)(x−centre)ᵀ over the n rows, row-major {@code [d·d]}, symmetric to the last bit.
   *
   * @param centre {@code [d]}
   */
  public static double[] about(double[] centre, Features rows) {
    int d = rows.columns();
    double[] result = new double[Math.multiplyExact(d, d)];
    int panels = (d + TILE - 1) / TILE;
    Parallel.forEach(
        panels * (panels + 1) / 2,
        task -> {
          // the tiles on and right of the diagonal, row by row
          int i = 0;
          int left = task;
          while (left >= panels - i) {
            left -= panels - i;
            i++;
          }
          tile(rows, centre, i * TILE, (i + left) * TILE, result);
        });
    return result;
  }

  /** Σ rows·rowsᵀ for the columns i0… against j0…, i0 ≤ j0; writes both of the mirrored tiles. */
  private static void tile(Features rows, double[] centre, int i0, int j0, double[] result) {
    int d = rows.columns();
    int height = Math.min(TILE, d - i0);
    int width = Math.min(TILE, d - j0);
    boolean diagonal = i0 == j0;
    // rows of the tile in fours: those beyond its height stay zero
    int padded = (height + AddProducts.TARGETS - 1) / AddProducts.TARGETS * AddProducts.TARGETS;
    double[][] c = AddProducts.doubles(padded, width);
    double[][] b = AddProducts.doubles(SLAB, width);
    double[][] a = new double[SLAB][padded];
    for (int row = 0; row < rows.rows(); row += SLAB) {
      int size = Math.min(SLAB, rows.rows() - row);
      for (int k = 0; k < size; k++) {
        readCentred(rows, row + k, i0, height, centre, a[k]);
        if (diagonal) {
          System.arraycopy(a[k], 0, b[k], 0, width);
        } else {
          readCentred(rows, row + k, j0, width, centre, b[k]);
        }
      }
      if (size % AddProducts.SOURCES == 1) {
        Arrays.fill(a[size], 0);
      }
      for (int i = 0; i < padded; i += AddProducts.TARGETS) {
        int from = diagonal ? i : 0;
        for (int k = 0; k < size; k += AddProducts.SOURCES) {
          double[] x = a[k];
          double[] y = a[k + 1];
          AddProducts.add(
              c[i], c[i + 1], c[i + 2], c[i + 3], b[k], b[k + 1], from, width, x[i], y[i], x[i + 1],
              y[i + 1], x[i + 2], y[i + 2], x[i + 3], y[i + 3]);
        }
      }
    }
    for (int i = 0; i < height; i++) {
      for (int j = diagonal ? i : 0; j < width; j++) {
        result[(i0 + i) * d + j0 + j] = c[i][j];
        result[(j0 + j) * d + i0 + i] = c[i][j];
      }
    }
  }

  private static void readCentred(
      Features rows, int row, int column, int count, double[] centre, double[] into) {
    rows.read(row, column, count, into);
    for (int j = 0; j < count; j++) {
      into[j] -= centre[column + j];
    }
  }
}
