package org.lethe.scorer;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;

/**
 * What a scorer sees: the forget samples of the training part, its copy of the retained ones
 * (perhaps downsampled or noisy), and what can be shared between rules, computed once by whoever
 * asks first. Safe to use from several threads.
 */
public final class Candidates {
  private final Features forget;
  private final Features retain;
  private final Optional<int[]> retainClasses;
  private final double[] forgetRawNorms;
  private final Optional<OriginalOutputs> original;
  private final Seed seed;
  private final double[] forgetSquaredNorms;
  private final double[] retainSquaredNorms;
  private final Map<Statistic<?>, Once<?>> shared = new ConcurrentHashMap<>();

  /**
   * Something that several rules need of the same candidates. An implementation is a record: equal
   * statistics are computed once.
   */
  interface Statistic<T> {
    /** Computes it; may ask the candidates for other statistics. */
    T of(Candidates candidates);
  }

  /** Candidates whose retained samples have no known classes. */
  public Candidates(
      Features forget,
      Features retain,
      double[] forgetRawNorms,
      Optional<OriginalOutputs> original,
      Seed seed) {
    this(forget, retain, Optional.empty(), forgetRawNorms, original, seed);
  }

  /**
   * @param forget {@code [n1, d]}, at least one row
   * @param retain {@code [n2, d]}, dense or sparse as the forget rows; may have no rows for
   *     forget-only rules
   * @param retainClasses the class of each retain row, 0 or more, where it is known, {@code [n2]};
   *     shared
   * @param forgetRawNorms norms of the forget rows before row normalisation, {@code [n1]}
   * @param original what the original model says, where there is one
   * @throws IllegalArgumentException if the two sides do not fit together or a number is not finite
   */
  public Candidates(
      Features forget,
      Features retain,
      Optional<int[]> retainClasses,
      double[] forgetRawNorms,
      Optional<OriginalOutputs> original,
      Seed seed) {
    if (forget.rows() == 0) {
      throw new IllegalArgumentException("there are no forget samples to score");
    }
    if (forget.columns() != retain.columns()) {
      throw new IllegalArgumentException(
          "forget has " + forget.columns() + " features, retain has " + retain.columns());
    }
    if (forget instanceof SparseFeatures != retain instanceof SparseFeatures) {
      throw new IllegalArgumentException(
          "forget and retain must both be dense or both sparse; they are "
              + kind(forget)
              + " and "
              + kind(retain));
    }
    if (forgetRawNorms.length != forget.rows()) {
      throw new IllegalArgumentException(
          "forgetRawNorms.length=" + forgetRawNorms.length + ", forget rows=" + forget.rows());
    }
    int classes = retainClasses.map(all -> all.length).orElse(retain.rows());
    if (classes != retain.rows()) {
      throw new IllegalArgumentException(
          "retainClasses.length=" + classes + ", retain rows=" + retain.rows());
    }
    this.forget = forget;
    this.retain = retain;
    this.retainClasses = retainClasses;
    this.forgetRawNorms = forgetRawNorms;
    this.original = original;
    this.seed = seed;
    this.forgetSquaredNorms = finiteSquaredNorms("forget", forget);
    this.retainSquaredNorms = finiteSquaredNorms("retain", retain);
  }

  /** S1, {@code [n1, d]}. */
  public Features forget() {
    return forget;
  }

  /** S2 as the scorer sees it, {@code [n2, d]}. */
  public Features retain() {
    return retain;
  }

  /** ‖x‖₂ of the forget rows before row normalisation, {@code [n1]}. */
  public double[] forgetRawNorms() {
    return forgetRawNorms;
  }

  /** What the original model says of the forget samples. */
  public Optional<OriginalOutputs> original() {
    return original;
  }

  public Seed seed() {
    return seed;
  }

  /** ‖x‖² of the forget rows, {@code [n1]}, shared. */
  double[] forgetSquaredNorms() {
    return forgetSquaredNorms;
  }

  /** ‖x‖² of the retain rows, {@code [n2]}, shared. */
  double[] retainSquaredNorms() {
    return retainSquaredNorms;
  }

  /** μ̂1, {@code [d]}, shared. */
  double[] forgetMean() {
    return get(new ForgetMean());
  }

  /**
   * μ̂2, {@code [d]}, shared.
   *
   * @throws IllegalArgumentException if there are no retained samples
   */
  double[] retainMean() {
    return get(new RetainMean());
  }

  /** d(x, point) of each forget row, Euclidean, {@code [n1]}. */
  double[] distances(double[] point) {
    double[] distances = forget.squaredDistances(point);
    Arrays.setAll(distances, i -> Math.sqrt(distances[i]));
    return distances;
  }

  /** The retain rows, for a rule that cannot do without them. */
  Features requireRetain() {
    if (retain.rows() == 0) {
      throw new IllegalArgumentException(
          "there are no retained samples, which this rule compares with; without them use a"
              + " forget-only rule: "
              + String.join(", ", Scorers.FORGET_ONLY));
    }
    return retain;
  }

  /** The class of each retain row, for a rule that cannot do without them, {@code [n2]}. */
  int[] requireRetainClasses() {
    requireRetain();
    return retainClasses.orElseThrow(
        () ->
            new IllegalArgumentException(
                "this rule needs the classes of the retained samples, and they are not known here;"
                    + " without them use distance-clusters, maha-clusters or gmm"));
  }

  /** The outputs of the original model, for a rule that looks at nothing else. */
  OriginalOutputs requireOriginal() {
    return original.orElseThrow(
        () ->
            new IllegalArgumentException(
                "this rule looks at the original model, and there is none here"));
  }

  /** A shared value; computed by the first who asks while the others wait. */
  <T> T get(Statistic<T> statistic) {
    // equal statistics are of one class and so of one T
    @SuppressWarnings("unchecked")
    Once<T> once = (Once<T>) shared.computeIfAbsent(statistic, key -> new Once<>());
    return once.get(statistic, this);
  }

  private record ForgetMean() implements Statistic<double[]> {
    @Override
    public double[] of(Candidates candidates) {
      return candidates.forget.mean();
    }
  }

  private record RetainMean() implements Statistic<double[]> {
    @Override
    public double[] of(Candidates candidates) {
      return candidates.requireRetain().mean();
    }
  }

  /**
   * A value that is computed on first use, under its own lock: the map's lock must not be held,
   * since a statistic may ask for others.
   */
  private static final class Once<T> {
    private @Nullable T value;

    synchronized T get(Statistic<T> statistic, Candidates candidates) {
      T known = value;
      if (known == null) {
        known = statistic.of(candidates);
        value = known;
      }
      return known;
    }
  }

  private static String kind(Features rows) {
    return rows instanceof SparseFeatures ? "sparse" : "dense";
  }

  private static double[] finiteSquaredNorms(String side, Features rows) {
    double[] norms = rows.squaredNorms();
    for (int i = 0; i < norms.length; i++) {
      if (!Double.isFinite(norms[i])) {
        double[] row = rows.row(i);
        for (int j = 0; j < row.length; j++) {
          if (!Double.isFinite(row[j])) {
            throw new IllegalArgumentException(
                side + " row " + i + ", feature " + j + " is " + row[j] + "; allowed: finite");
          }
        }
        throw new IllegalArgumentException(
            side + " row " + i + " is too large: its squared norm overflows");
      }
    }
    return norms;
  }
}
