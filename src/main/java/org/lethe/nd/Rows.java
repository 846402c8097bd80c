package org.lethe.nd;

import java.util.Objects;

/**
 * Chosen rows of features, read where they lie: a learner fits a thousand subsets of the same
 * features without copying one of them. Every product is for k vectors side by side, so that a row
 * is read once for all of them; k vectors of length d are held feature by feature, {@code [d·k]}.
 */
public abstract sealed class Rows {
  private final int[] chosen;
  private final int columns;

  private Rows(int available, int columns, int[] chosen) {
    int outside = 0; // its sign: in one pass that the compiler turns into vector instructions
    for (int row : chosen) {
      outside |= row | (available - 1 - row);
    }
    if (outside < 0) {
      for (int row : chosen) {
        Objects.checkIndex(row, available);
      }
    }
    this.chosen = chosen;
    this.columns = columns;
  }

  /**
   * The chosen rows of features, in the given order.
   *
   * @param chosen shared, do not write to it
   */
  public static Rows of(Features features, int[] chosen) {
    return features instanceof SparseFeatures sparse
        ? new Sparse(sparse, chosen)
        : features instanceof DenseFeatures dense
            ? new Dense(dense, chosen)
            : new Mapped((MappedFeatures) features, chosen);
  }

  /**
   * Rows of two sets, the second numbered after the first, without a copy of either.
   *
   * @param bottom with as many features as the top
   */
  public static Rows of(Features top, Features bottom, int[] chosen) {
    return new Stacked(top, bottom, chosen);
  }

  /** All rows of features. */
  public static Rows of(Features features) {
    int[] all = new int[features.rows()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return of(features, all);
  }

  /** n, how many rows were chosen. */
  public int size() {
    return chosen.length;
  }

  /** d. */
  public int columns() {
    return columns;
  }

  final int row(int i) {
    return chosen[i];
  }

  /**
   * Writes the products of row i with k vectors.
   *
   * @param vectors {@code [d·k]} or longer
   * @param products where the k products go, from {@code at}
   */
  public abstract void multiply(int i, double[] vectors, int k, double[] products, int at);

  /**
   * Adds row i, scaled for each of k vectors, to them.
   *
   * @param scales k numbers, from {@code at}
   * @param vectors {@code [d·k]} or longer
   */
  public abstract void addTo(int i, double[] scales, int at, double[] vectors, int k);

  /** As {@link #addTo}, with each value of the row squared. */
  public abstract void addSquaresTo(int i, double[] scales, int at, double[] vectors, int k);

  /** X·V for k vectors, row by row {@code [n·k]}. */
  public double[] multiply(double[] vectors, int k) {
    double[] products = new double[Math.multiplyExact(size(), k)];
    for (int i = 0; i < size(); i++) {
      multiply(i, vectors, k, products, i * k);
    }
    return products;
  }

  /** Xᵀ·S for k columns of S, {@code [n·k]} to {@code [d·k]}. */
  public double[] transposeMultiply(double[] scales, int k) {
    double[] vectors = new double[Math.multiplyExact(columns, k)];
    for (int i = 0; i < size(); i++) {
      addTo(i, scales, i * k, vectors, k);
    }
    return vectors;
  }

  /** Rows of {@link SparseFeatures}. */
  private static final class Sparse extends Rows {
    private final int[] offsets;
    private final int[] indices;
    private final double[] values;

    Sparse(SparseFeatures features, int[] chosen) {
      super(features.rows(), features.columns(), chosen);
      this.offsets = features.offsets();
      this.indices = features.indices();
      this.values = features.values();
    }

    @Override
    public void multiply(int i, double[] vectors, int k, double[] products, int at) {
      int from = offsets[row(i)];
      int to = offsets[row(i) + 1];
      if (k == 1) {
        double sum = 0;
        for (int p = from; p < to; p++) {
          sum += values[p] * vectors[indices[p]];
        }
        products[at] = sum;
        return;
      }
      multiplyMany(from, to, vectors, k, products, at);
    }

    /**
     * Four sums at a time, which stay in registers. A method of its own, so that it is compiled for
     * what measuring asks of it, and not as what training hardly ever does.
     */
    private void multiplyMany(
        int from, int to, double[] vectors, int k, double[] products, int at) {
      int c = 0;
      for (; c + 3 < k; c += 4) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int p = from; p < to; p++) {
          double value = values[p];
          int start = indices[p] * k + c;
          s0 += value * vectors[start];
          s1 += value * vectors[start + 1];
          s2 += value * vectors[start + 2];
          s3 += value * vectors[start + 3];
        }
        products[at + c] = s0;
        products[at + c + 1] = s1;
        products[at + c + 2] = s2;
        products[at + c + 3] = s3;
      }
      for (; c < k; c++) {
        double sum = 0;
        for (int p = from; p < to; p++) {
          sum += values[p] * vectors[indices[p] * k + c];
        }
        products[at + c] = sum;
      }
    }

    @Override
    public void addTo(int i, double[] scales, int at, double[] vectors, int k) {
      int from = offsets[row(i)];
      int to = offsets[row(i) + 1];
      if (k == 1) {
        double scale = scales[at];
        for (int p = from; p < to; p++) {
          vectors[indices[p]] += scale * values[p];
        }
        return;
      }
      for (int p = from; p < to; p++) {
        double value = values[p];
        int start = indices[p] * k;
        for (int c = 0; c < k; c++) {
          vectors[start + c] += scales[at + c] * value;
        }
      }
    }

    @Override
    public void addSquaresTo(int i, double[] scales, int at, double[] vectors, int k) {
      for (int p = offsets[row(i)]; p < offsets[row(i) + 1]; p++) {
        double square = values[p] * values[p];
        int start = indices[p] * k;
        for (int c = 0; c < k; c++) {
          vectors[start + c] += scales[at + c] * square;
        }
      }
    }
  }

  /** Rows of float32, wherever they lie. */
  private abstract static sealed class Floats extends Rows {

    Floats(RowMajor features, int[] chosen) {
      super(features.rows(), features.columns(), chosen);
    }

    /** An array that holds row i; not to be written to. */
    abstract float[] holder(int i);

    /** Where row i starts in its holder. */
    abstract int start(int i);

    @Override
    public void multiply(int i, double[] vectors, int k, double[] products, int at) {
      float[] values = holder(i);
      int start = start(i);
      if (k == 1) {
        double sum = 0;
        for (int j = 0; j < columns(); j++) {
          sum += values[start + j] * vectors[j];
        }
        products[at] = sum;
        return;
      }
      for (int c = 0; c < k; c++) {
        products[at + c] = 0;
      }
      for (int j = 0; j < columns(); j++) {
        double value = values[start + j];
        for (int c = 0; c < k; c++) {
          products[at + c] += value * vectors[j * k + c];
        }
      }
    }

    @Override
    public void addTo(int i, double[] scales, int at, double[] vectors, int k) {
      float[] values = holder(i);
      int start = start(i);
      if (k == 1) {
        double scale = scales[at];
        for (int j = 0; j < columns(); j++) {
          vectors[j] += scale * values[start + j];
        }
        return;
      }
      for (int j = 0; j < columns(); j++) {
        double value = values[start + j];
        for (int c = 0; c < k; c++) {
          vectors[j * k + c] += scales[at + c] * value;
        }
      }
    }

    @Override
    public void addSquaresTo(int i, double[] scales, int at, double[] vectors, int k) {
      float[] values = holder(i);
      int start = start(i);
      for (int j = 0; j < columns(); j++) {
        double square = (double) values[start + j] * values[start + j];
        for (int c = 0; c < k; c++) {
          vectors[j * k + c] += scales[at + c] * square;
        }
      }
    }
  }

  /** Rows of {@link DenseFeatures}. */
  private static final class Dense extends Floats {
    private final float[] values;

    Dense(DenseFeatures features, int[] chosen) {
      super(features, chosen);
      this.values = features.values();
    }

    @Override
    float[] holder(int i) {
      return values;
    }

    @Override
    int start(int i) {
      return row(i) * columns();
    }
  }

  /** Rows of {@link MappedFeatures}, each copied while it is used. */
  private static final class Mapped extends Floats {
    private final MappedFeatures features;

    Mapped(MappedFeatures features, int[] chosen) {
      super(features, chosen);
      this.features = features;
    }

    @Override
    float[] holder(int i) {
      float[] row = new float[columns()];
      features.read(row(i), 1, row);
      return row;
    }

    @Override
    int start(int i) {
      return 0;
    }
  }

  /** Rows of two sets. */
  private static final class Stacked extends Rows {
    private final Rows top;
    private final Rows bottom;

    Stacked(Features top, Features bottom, int[] chosen) {
      super(Math.addExact(top.rows(), bottom.rows()), top.columns(), chosen);
      if (top.columns() != bottom.columns()) {
        throw new IllegalArgumentException(
            "the upper rows have " + top.columns() + " features, the lower " + bottom.columns());
      }
      this.top = Rows.of(top);
      this.bottom = Rows.of(bottom);
    }

    @Override
    public void multiply(int i, double[] vectors, int k, double[] products, int at) {
      set(i).multiply(within(i), vectors, k, products, at);
    }

    @Override
    public void addTo(int i, double[] scales, int at, double[] vectors, int k) {
      set(i).addTo(within(i), scales, at, vectors, k);
    }

    @Override
    public void addSquaresTo(int i, double[] scales, int at, double[] vectors, int k) {
      set(i).addSquaresTo(within(i), scales, at, vectors, k);
    }

    private Rows set(int i) {
      return row(i) < top.size() ? top : bottom;
    }

    private int within(int i) {
      return row(i) < top.size() ? row(i) : row(i) - top.size();
    }
  }
}
