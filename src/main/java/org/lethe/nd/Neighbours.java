package org.lethe.nd;

import java.util.Arrays;

/**
 * The k nearest points of each query by Euclidean distance, exact, nearest first; equally near ones
 * in the order of their rows.
 *
 * <p>Dense rows: all pairs are screened in float32 by ‖x‖² − 2x·y + ‖y‖², which is fast but
 * cancels; a bound on its rounding error says which points may still be among the nearest, and
 * those few are measured in float64, difference by difference. So the result is that of float64
 * throughout, whatever the screening rounds. Sparse rows: dot products over the shared features
 * only, by an inverted index.
 *
 * <p>Shapes: n queries, m points, d features.
 */
public final class Neighbours {
  /** Points side by side in the inner loop, which begins and ends with a few slow steps. */
  private static final int PANEL = 1024;

  /** Panels that are packed, by all threads, before the queries pass over them. */
  private static final int PANELS = 2;

  /** Points that one thread packs at a time. */
  private static final int PACKED = 128;

  private static final int QUERIES = 64;

  /**
   * Features that all queries of a chunk pass over before the next ones: this part of a panel (half
   * a megabyte) and the chunk's products (a quarter) stay in a core's second cache.
   */
  private static final int DEPTH = 128;

  private final int k;
  private final int[] indices;
  private final double[] distances;

  private Neighbours(int n, int k) {
    this.k = k;
    this.indices = new int[Math.multiplyExact(n, k)];
    this.distances = new double[n * k];
  }

  /**
   * The nearest points of each query.
   *
   * @param queries {@code [n, d]}
   * @param points {@code [m, d]}, of the same kind as the queries
   * @param k 1 to m
   * @throws IllegalArgumentException if a number is not finite, since what is near it is not
   *     defined
   */
  public static Neighbours of(Features queries, Features points, int k) {
    return search(queries, points, k, false);
  }

  /**
   * The nearest other rows of each row: a row is never its own neighbour, a copy of it may be.
   *
   * @param rows {@code [n, d]}
   * @param k 1 to n − 1
   * @throws IllegalArgumentException if a number is not finite
   */
  public static Neighbours among(Features rows, int k) {
    return search(rows, rows, k, true);
  }

  /** How many neighbours each query has. */
  public int k() {
    return k;
  }

  /** The row of the rank-th nearest point, ranks from 0. */
  public int index(int query, int rank) {
    return indices[query * k + rank];
  }

  /** The distance to the rank-th nearest point, ranks from 0. */
  public double distance(int query, int rank) {
    return distances[query * k + rank];
  }

  /** Mean distance to the k nearest, {@code [n]}. */
  public double[] meanDistances() {
    double[] means = new double[distances.length / k];
    for (int i = 0; i < means.length; i++) {
      for (int rank = 0; rank < k; rank++) {
        means[i] += distances[i * k + rank];
      }
      means[i] /= k;
    }
    return means;
  }

  private static Neighbours search(Features queries, Features points, int k, boolean others) {
    int available = points.rows() - (others ? 1 : 0);
    if (k < 1 || k > available) {
      throw new IllegalArgumentException(
          "k is " + k + "; allowed: 1 to " + available + ", the number of points");
    }
    if (queries.columns() != points.columns()) {
      throw new IllegalArgumentException(
          "queries have " + queries.columns() + " features, points " + points.columns());
    }
    Neighbours found = new Neighbours(queries.rows(), k);
    if (queries instanceof SparseFeatures q && points instanceof SparseFeatures p) {
      found.searchSparse(q, p, others);
    } else {
      found.searchDense(queries, points, others);
    }
    return found;
  }

  private void searchDense(Features queries, Features points, boolean others) {
    int n = queries.rows();
    int m = points.rows();
    int d = points.columns();
    double[] centre = points.mean(); // distances do not see it, rounding errors shrink with it
    double[] queryNorms = queries.squaredDistances(centre);
    double[] pointNorms = points.squaredDistances(centre);
    requireFinite("points", points, pointNorms); // first: the centre is theirs
    requireFinite("queries", queries, queryNorms);
    double largest =
        Math.max(
            Arrays.stream(queryNorms).max().orElse(0), Arrays.stream(pointNorms).max().orElse(0));
    // rows are scaled to norms of at most 1, so that no float32 overflows
    double scale = largest > 0 ? 1 / Math.sqrt(largest) : 1;
    // x·y − ½‖y‖² is summed in one go, from −½‖y‖² on, rows and norms rounded to float32 first: it
    // is wrong by at most (d + 6)·2⁻²⁴·(‖x‖‖y‖ + ½‖y‖²) (Higham, Accuracy and Stability, 3.1), and
    // twice that is at most the same share of ‖x‖² + 2‖y‖²
    double slack = (d + 6) * 0x1.02p-24;
    // of numbers too small for float32 the error is no share: 2⁻¹⁵⁰ for each number of each row,
    // each product and the norm; twice that
    double least = (3.0 * d + 2) * 0x1p-149;

    float[][] rows = new float[(n + 3) / 4 * 4][d + d % 2];
    Nearest[] nearest = new Nearest[n];
    int chunks = (n + QUERIES - 1) / QUERIES;
    Parallel.forEach(
        chunks,
        chunk -> {
          double[] read = new double[d];
          for (int i = chunk * QUERIES; i < Math.min(n, (chunk + 1) * QUERIES); i++) {
            queries.read(i, 0, d, read);
            for (int j = 0; j < d; j++) {
              rows[i][j] = (float) ((read[j] - centre[j]) * scale);
            }
            nearest[i] = new Nearest(k);
          }
        });

    int width = Math.min(PANEL, (m + 15) / 16 * 16);
    float[][][] panels = new float[PANELS][][];
    Arrays.setAll(panels, p -> AddProducts.floats(d + d % 2, width));
    float[][] starts = new float[PANELS][width]; // −½(1 − 2·slack)‖y‖²
    for (int start = 0; start < m; start += PANELS * width) {
      int first = start;
      int used = Math.min(PANELS, (m - first + width - 1) / width);
      int packs = (Math.min(used * width, m - first) + PACKED - 1) / PACKED;
      Parallel.forEach(
          packs,
          pack -> {
            int from = first + pack * PACKED;
            int p = pack * PACKED / width;
            int at = pack * PACKED % width;
            int size = Math.min(PACKED, m - from);
            pack(points, from, size, centre, scale, panels[p], at);
            for (int j = 0; j < size; j++) {
              starts[p][at + j] = (float) ((slack - 0.5) * pointNorms[from + j] * scale * scale);
            }
          });
      Parallel.forEach(
          chunks,
          chunk -> {
            float[][] products = AddProducts.floats(QUERIES, width);
            int begin = chunk * QUERIES;
            int end = Math.min(n, begin + QUERIES);
            for (int p = 0; p < used; p++) {
              int from = first + p * width;
              int size = Math.min(width, m - from);
              multiply(rows, begin, end, panels[p], starts[p], products);
              for (int i = begin; i < end; i++) {
                double norm = queryNorms[i] * scale * scale;
                int self = others ? i - from : -1;
                Bounds bounds = new Bounds(norm, slack, least);
                screen(products[i - begin], starts[p], size, from, self, bounds, nearest[i]);
              }
            }
          });
    }
    Parallel.forEach(
        chunks,
        chunk -> {
          double[] query = new double[d];
          double[] point = new double[d];
          for (int i = chunk * QUERIES; i < Math.min(n, (chunk + 1) * QUERIES); i++) {
            queries.read(i, 0, d, query);
            Nearest near = nearest[i];
            near.drop();
            double[] exact = new double[near.size];
            for (int c = 0; c < near.size; c++) {
              points.read(near.index[c], 0, d, point);
              exact[c] = squaredDistance(query, point);
            }
            keep(i, near.index, exact, near.size);
          }
        });
  }

  /** Rows as columns from {@code at} on, eight at a time: a piece of a cache line of each. */
  private static void pack(
      Features points, int from, int size, double[] centre, double scale, float[][] panel, int at) {
    int d = points.columns();
    double[][] read = new double[8][d];
    for (int r = 0; r < size; r += 8) {
      int count = Math.min(8, size - r);
      for (int g = 0; g < count; g++) {
        points.read(from + r + g, 0, d, read[g]);
      }
      for (int j = 0; j < d; j++) {
        for (int g = 0; g < count; g++) {
          panel[j][at + r + g] = (float) ((read[g][j] - centre[j]) * scale);
        }
      }
    }
  }

  /** products[i − begin][j] = starts[j] + rows[i]·(j-th point of the panel). */
  private static void multiply(
      float[][] rows, int begin, int end, float[][] panel, float[] starts, float[][] products) {
    for (int i = begin; i < end; i++) {
      System.arraycopy(starts, 0, products[i - begin], 0, starts.length);
    }
    for (int from = 0; from < panel.length; from += DEPTH) {
      int to = Math.min(panel.length, from + DEPTH);
      for (int i = begin; i < end; i += AddProducts.TARGETS) {
        addProducts(rows, i, panel, from, to, products, i - begin, starts.length);
      }
    }
  }

  /** The features from…to−1 of four rows. */
  private static void addProducts(
      float[][] rows,
      int i,
      float[][] panel,
      int from,
      int to,
      float[][] products,
      int at,
      int width) {
    float[] q0 = rows[i];
    float[] q1 = rows[i + 1];
    float[] q2 = rows[i + 2];
    float[] q3 = rows[i + 3];
    for (int j = from; j < to; j += AddProducts.SOURCES) {
      AddProducts.add(
          products[at],
          products[at + 1],
          products[at + 2],
          products[at + 3],
          panel[j],
          panel[j + 1],
          0,
          width,
          q0[j],
          q0[j + 1],
          q1[j],
          q1[j + 1],
          q2[j],
          q2[j + 1],
          q3[j],
          q3[j + 1]);
    }
  }

  /**
   * What is known of a query's squared distances to points.
   *
   * @param norm ‖x‖² of the query
   * @param slack share of ‖x‖² + 2‖y‖² by which they may be wrong
   * @param least by how much they may be wrong besides
   */
  private record Bounds(double norm, double slack, double least) {
    /** Of a point at product 0: twice the product is subtracted. */
    double lower() {
      return (1 - slack) * norm - least;
    }

    double upper(double lower, float start) {
      double pointNorm = start / (slack - 0.5);
      return lower + 2 * least + 2 * slack * (norm + 2 * pointNorm);
    }
  }

  /** Offers the points whose distance may, within the error bound, still be among the nearest. */
  private static void screen(
      float[] products,
      float[] starts,
      int size,
      int from,
      int self,
      Bounds bounds,
      Nearest nearest) {
    double share = bounds.lower();
    float smallest = smallest(share, nearest);
    for (int j = 0; j < size; j++) {
      if (products[j] >= smallest && j != self) {
        double lower = share - 2.0 * products[j];
        nearest.offer(from + j, lower, bounds.upper(lower, starts[j]));
        smallest = smallest(share, nearest);
      }
    }
  }

  /** A product below this belongs to a point that is too far: ‖x‖² of its bound less twice it. */
  private static float smallest(double share, Nearest nearest) {
    return Math.nextDown((float) ((share - nearest.bar()) / 2));
  }

  /** Nothing is less than, equal to or greater than NaN: such a row would be left out silently. */
  private static void requireFinite(String side, Features rows, double[] norms) {
    for (int i = 0; i < norms.length; i++) {
      if (!Double.isFinite(norms[i])) {
        refuse(side, rows);
      }
    }
  }

  private static void refuse(String side, Features rows) {
    for (int i = 0; i < rows.rows(); i++) {
      double[] row = rows.row(i);
      for (int j = 0; j < row.length; j++) {
        if (!Double.isFinite(row[j])) {
          throw new IllegalArgumentException(
              "row " + i + " of the " + side + ": feature " + j + " is " + row[j] + ", not finite");
        }
      }
    }
    throw new IllegalArgumentException("distances to the " + side + " are beyond float64");
  }

  private void searchSparse(SparseFeatures queries, SparseFeatures points, boolean others) {
    int n = queries.rows();
    int m = points.rows();
    // the points by feature: which have it, and how much
    int[] starts = new int[points.columns() + 1];
    int first = points.offsets()[0];
    int last = points.offsets()[m];
    for (int at = first; at < last; at++) {
      starts[points.indices()[at] + 1]++;
    }
    for (int j = 0; j < points.columns(); j++) {
      starts[j + 1] += starts[j];
    }
    int[] next = starts.clone();
    int[] owners = new int[last - first];
    double[] weights = new double[last - first];
    for (int i = 0; i < m; i++) {
      for (int at = points.offsets()[i]; at < points.offsets()[i + 1]; at++) {
        int place = next[points.indices()[at]]++;
        owners[place] = i;
        weights[place] = points.values()[at];
      }
    }
    double[] queryNorms = queries.squaredNorms();
    double[] pointNorms = points.squaredNorms();
    requireFinite("points", points, pointNorms);
    requireFinite("queries", queries, queryNorms);
    Parallel.forEach(
        (n + QUERIES - 1) / QUERIES,
        chunk -> {
          double[] products = new double[m];
          for (int i = chunk * QUERIES; i < Math.min(n, (chunk + 1) * QUERIES); i++) {
            Arrays.fill(products, 0);
            for (int at = queries.offsets()[i]; at < queries.offsets()[i + 1]; at++) {
              int feature = queries.indices()[at];
              double value = queries.values()[at];
              for (int p = starts[feature]; p < starts[feature + 1]; p++) {
                products[owners[p]] += value * weights[p];
              }
            }
            Nearest nearest = new Nearest(k);
            // products of the sums' rounding: near-equal rows are told apart by their differences
            double slack = 0x1p-44;
            for (int p = 0; p < m; p++) {
              double both = queryNorms[i] + pointNorms[p];
              double lower = (1 - slack) * both - 2 * products[p];
              if (lower <= nearest.bar() && !(others && p == i)) {
                nearest.offer(p, lower, lower + 2 * slack * both);
              }
            }
            nearest.drop();
            double[] exact = new double[nearest.size];
            for (int c = 0; c < nearest.size; c++) {
              exact[c] = squaredDistance(queries, i, points, nearest.index[c]);
            }
            keep(i, nearest.index, exact, nearest.size);
          }
        });
  }

  /** Writes the k nearest of the measured points of a query, nearest first. */
  private void keep(int query, int[] index, double[] squared, int size) {
    for (int c = 0; c < size; c++) {
      // insertion into the sorted first k; there are hardly more
      int at = Math.min(c, k);
      while (at > 0 && before(squared[c], index[c], query * k + at - 1)) {
        if (at < k) {
          distances[query * k + at] = distances[query * k + at - 1];
          indices[query * k + at] = indices[query * k + at - 1];
        }
        at--;
      }
      if (at < k) {
        distances[query * k + at] = squared[c];
        indices[query * k + at] = index[c];
      }
    }
    for (int rank = 0; rank < k; rank++) {
      distances[query * k + rank] = Math.sqrt(distances[query * k + rank]);
    }
  }

  private boolean before(double squared, int index, int place) {
    return squared < distances[place] || (squared == distances[place] && index < indices[place]);
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      double difference = a[j] - b[j];
      sum += difference * difference;
    }
    return sum;
  }

  private static double squaredDistance(SparseFeatures a, int i, SparseFeatures b, int j) {
    int p = a.offsets()[i];
    int q = b.offsets()[j];
    int endP = a.offsets()[i + 1];
    int endQ = b.offsets()[j + 1];
    double sum = 0;
    while (p < endP || q < endQ) {
      int left = p < endP ? a.indices()[p] : Integer.MAX_VALUE;
      int right = q < endQ ? b.indices()[q] : Integer.MAX_VALUE;
      double difference = (left <= right ? a.values()[p] : 0) - (right <= left ? b.values()[q] : 0);
      sum += difference * difference;
      p += left <= right ? 1 : 0;
      q += right <= left ? 1 : 0;
    }
    return sum;
  }

  /**
   * The points that may be among the k nearest of one query, each known within bounds: the k
   * smallest upper bounds say how near a point must be at most.
   */
  private static final class Nearest {
    private final double[] uppers; // ascending
    private int[] index;
    private double[] lower;
    private int size;

    Nearest(int k) {
      uppers = new double[k];
      Arrays.fill(uppers, Double.POSITIVE_INFINITY);
      index = new int[2 * k + 16];
      lower = new double[2 * k + 16];
    }

    /** Points whose lower bound is above this are not among the nearest. */
    double bar() {
      return uppers[uppers.length - 1];
    }

    void offer(int point, double lowerBound, double upperBound) {
      if (upperBound < bar()) {
        int at = uppers.length - 1;
        for (; at > 0 && uppers[at - 1] > upperBound; at--) {
          uppers[at] = uppers[at - 1];
        }
        uppers[at] = upperBound;
      }
      if (size == index.length) {
        drop();
        if (size > index.length / 2) {
          index = Arrays.copyOf(index, 2 * index.length);
          lower = Arrays.copyOf(lower, index.length);
        }
      }
      index[size] = point;
      lower[size++] = lowerBound;
    }

    /** Leaves out what has been overtaken. */
    void drop() {
      int kept = 0;
      for (int c = 0; c < size; c++) {
        if (lower[c] <= bar()) {
          index[kept] = index[c];
          lower[kept++] = lower[c];
        }
      }
      size = kept;
    }
  }
}
