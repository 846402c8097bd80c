package org.lethe.nd;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Σ (x−m)(x−m)ᵀ over rows: what covariances and Gram matrices are made of. The rows are read once,
 * slab by slab, and each slab is added to every tile of the result. A tile adds rows in their
 * order, so that sums do not depend on the number of threads.
 */
public final class Scatter {
  private static final int TILE = 128;

  /** Rows that a tile passes over at once: what of them it reads stays near the processor. */
  private static final int SLAB = 256;

  /** Numbers of rows that are held at once, 4 MB. */
  private static final int HELD = 1 << 19;

  /** Tiles that are added to at once, 70 MB; only beyond 4,000 features are rows read again. */
  private static final int TILES = 512;

  private final double[] centre;
  private final Features rows;
  private final IntToDoubleFunction scale;
  private final int panels;

  /** Rows less the centre, {@code [panel][row][column]}; what fills up a panel to fours is zero. */
  private final double[][][] held;

  private Scatter(double[] centre, Features rows, IntToDoubleFunction scale) {
    int d = rows.columns();
    this.centre = centre;
    this.rows = rows;
    this.scale = scale;
    this.panels = (d + TILE - 1) / TILE;
    int capacity = Math.max(1, HELD / (SLAB * Math.max(1, d))) * SLAB;
    int even = rows.rows() + rows.rows() % AddProducts.SOURCES;
    this.held = new double[panels][][];
    Arrays.setAll(held, p -> AddProducts.doubles(Math.min(capacity, even), padded(width(p))));
  }

  /**
   * Σ (x−centre)(x−centre)ᵀ over the n rows, row-major {@code [d·d]}, symmetric to the last bit.
   *
   * @param centre {@code [d]}
   */
  public static double[] about(double[] centre, Features rows) {
    return about(centre, rows, row -> 1);
  }

  /**
   * Σ wᵢ(xᵢ−centre)(xᵢ−centre)ᵀ, likewise.
   *
   * @param weights 0 or more, {@code [n]}
   */
  public static double[] about(double[] centre, Features rows, double[] weights) {
    return about(centre, rows, row -> Math.sqrt(weights[row]));
  }

  /** With every row scaled: a weight's root belongs to each of the two factors. */
  private static double[] about(double[] centre, Features rows, IntToDoubleFunction scale) {
    int d = rows.columns();
    double[] result = new double[Math.multiplyExact(d, d)];
    if (rows.rows() > 0) {
      Scatter scatter = new Scatter(centre, rows, scale);
      int tiles = scatter.panels * (scatter.panels + 1) / 2;
      for (int first = 0; first < tiles; first += TILES) {
        scatter.addUp(first, Math.min(TILES, tiles - first), result);
      }
    }
    return result;
  }

  /** A tile of the result on or right of the diagonal, {@code c[row][column]}. */
  private record Tile(int down, int across, double[][] c) {}

  /** One pass over the rows for some of the tiles. */
  private void addUp(int first, int count, double[] result) {
    Tile[] tiles = new Tile[count];
    Arrays.setAll(tiles, t -> tile(first + t));
    int capacity = held[0].length;
    for (int from = 0; from < rows.rows(); from += capacity) {
      int start = from;
      int size = Math.min(capacity, rows.rows() - start);
      Parallel.forEach((size + SLAB - 1) / SLAB, group -> hold(start, group * SLAB, size));
      Parallel.forEach(count, t -> add(tiles[t], size));
    }
    for (Tile tile : tiles) {
      write(tile, result);
    }
  }

  /** The tiles on and right of the diagonal, row by row. */
  private Tile tile(int number) {
    int down = 0;
    int left = number;
    while (left >= panels - down) {
      left -= panels - down;
      down++;
    }
    int across = down + left;
    return new Tile(down, across, AddProducts.doubles(padded(width(down)), width(across)));
  }

  /** Reads the rows of one group of a slab. */
  private void hold(int start, int group, int size) {
    int end = Math.min(size, group + SLAB);
    for (int k = group; k < end; k++) {
      double factor = scale.applyAsDouble(start + k);
      for (int p = 0; p < panels; p++) {
        double[] into = held[p][k];
        int width = width(p);
        rows.read(start + k, p * TILE, width, into);
        for (int j = 0; j < width; j++) {
          into[j] = (into[j] - centre[p * TILE + j]) * factor;
        }
      }
    }
    if (end == size && size % AddProducts.SOURCES == 1) {
      for (double[][] panel : held) {
        Arrays.fill(panel[size], 0);
      }
    }
  }

  /** Adds the held rows to a tile. */
  private void add(Tile tile, int size) {
    boolean diagonal = tile.down == tile.across;
    double[][] a = held[tile.down];
    double[][] b = held[tile.across];
    double[][] c = tile.c;
    int width = width(tile.across);
    for (int group = 0; group < size; group += SLAB) {
      int end = Math.min(size, group + SLAB);
      for (int i = 0; i < c.length; i += AddProducts.TARGETS) {
        int from = diagonal ? i : 0;
        for (int k = group; k < end; k += AddProducts.SOURCES) {
          double[] x = a[k];
          double[] y = a[k + 1];
          AddProducts.add(
              c[i], c[i + 1], c[i + 2], c[i + 3], b[k], b[k + 1], from, width, x[i], y[i], x[i + 1],
              y[i + 1], x[i + 2], y[i + 2], x[i + 3], y[i + 3]);
        }
      }
    }
  }

  /** Writes both of the mirrored tiles. */
  private void write(Tile tile, double[] result) {
    int d = rows.columns();
    int top = tile.down * TILE;
    int left = tile.across * TILE;
    for (int i = 0; i < width(tile.down); i++) {
      for (int j = tile.down == tile.across ? i : 0; j < width(tile.across); j++) {
        result[(top + i) * d + left + j] = tile.c[i][j];
        result[(left + j) * d + top + i] = tile.c[i][j];
      }
    }
  }

  private int width(int panel) {
    return Math.min(TILE, rows.columns() - panel * TILE);
  }

  private static int padded(int width) {
    return (width + AddProducts.TARGETS - 1) / AddProducts.TARGETS * AddProducts.TARGETS;
  }
}
