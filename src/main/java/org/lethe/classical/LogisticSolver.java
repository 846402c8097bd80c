package org.lethe.classical;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lethe.nd.Rows;

/**
 * The optimum of several ℓ2-regularised logistic regressions on the same rows, solved side by side
 * by Newton's method with conjugate gradients (truncated Newton; Nocedal, Wright, Numerical
 * Optimization, 7.1; the family of scikit-learn's {@code newton-cg} and LIBLINEAR's TRON).
 *
 * <p>Each problem minimises over weights w and intercept b
 *
 * <pre>f(w, b) = ½‖w‖² + ½ρb² + Σ sᵢ ln(1 + exp(−yᵢ(w·xᵢ + b))),   ρ = 0 or 1</pre>
 *
 * where sᵢ is the cost of example i. Why not the libraries: liblinear-java penalises the intercept
 * (ρ = 1), copies the rows for every fit, starts cold, and cannot share one pass over the rows
 * between the problems of one-vs-rest. Here a row is read where it lies and once for all problems,
 * and a Newton direction costs a handful of passes.
 *
 * <p>Stops where ‖∇f‖ ≤ tolerance. The penalty makes f strongly convex in w with modulus 1, hence
 * ‖w − w*‖ ≤ ‖∇f‖ and f − f* ≤ ½‖∇f‖² (for ρ = 0 in the limit of an exact intercept): the tolerance
 * bounds how far a decision value of a row of norm 1 is from the exact one, whatever the start.
 *
 * <p>One thread, no randomness, sums in a fixed order: equal input gives equal bits.
 *
 * <p>Shapes: n rows, d features, k problems that are not yet solved; per-row numbers are {@code
 * [n·k]}, weights {@code [(d + 1)·k]} with the intercepts last.
 */
final class LogisticSolver {

  /**
   * One binary problem.
   *
   * @param positive the label that counts as +1, all others are −1
   * @param positiveCost s of the positive examples
   * @param negativeCost s of the others
   * @param start weights to start from, the intercept last, {@code [d + 1]}
   */
  record Problem(int positive, double positiveCost, double negativeCost, double[] start) {}

  /** How much flatter than the gradient promises a step may be (Armijo's constant). */
  private static final double ARMIJO = 1e-4;

  /** Differences of f below this share of f are rounding. */
  private static final double ROUNDING = 1e-13;

  private static final int MOST_HALVINGS = 40;
  private static final int MOST_CG_STEPS = 500;

  private final Rows rows;
  private final int[] labels;
  private final int n;
  private final int d;
  private final Intercept intercept;
  private final double tolerance;
  private final int mostIterations;

  // the problems that are left, and their state
  private int k;
  private int[] problem;
  private int[] positive;
  private double[] positiveCost;
  private double[] negativeCost;
  private double[] weights;
  private double[] margins;
  private double[] residuals;
  private double[] curvatures;
  private double[] objective;

  /**
   * @param labels of the rows, {@code [n]}
   * @param tolerance largest ‖∇f‖ of a solution
   */
  LogisticSolver(
      Rows rows,
      int[] labels,
      List<Problem> problems,
      Intercept intercept,
      double tolerance,
      int mostIterations) {
    this.rows = rows;
    this.labels = labels;
    this.n = rows.size();
    this.d = rows.columns();
    this.intercept = intercept;
    this.tolerance = tolerance;
    this.mostIterations = mostIterations;
    k = problems.size();
    problem = IntStream.range(0, k).toArray();
    positive = problems.stream().mapToInt(Problem::positive).toArray();
    positiveCost = problems.stream().mapToDouble(Problem::positiveCost).toArray();
    negativeCost = problems.stream().mapToDouble(Problem::negativeCost).toArray();
    weights = new double[(d + 1) * k];
    for (int c = 0; c < k; c++) {
      double[] start = problems.get(c).start();
      for (int j = 0; j <= d; j++) {
        weights[j * k + c] = start[j];
      }
    }
    margins = new double[n * k];
    products(weights, margins);
    residuals = new double[n * k];
    curvatures = new double[n * k];
    objective = evaluate(margins);
    addPenalty(objective, weights);
  }

  /**
   * The optimum of each problem, weights and then the intercept, {@code [d + 1]} each.
   *
   * @throws ArithmeticException if the iterations do not suffice
   * @throws IllegalArgumentException if a row holds a number that is not finite
   */
  double[][] solve() {
    double[][] solutions = new double[k][];
    for (int iteration = 0; k > 0; iteration++) {
      double[] gradient = gradient();
      double[] norms = norms(gradient);
      boolean[] open = new boolean[k];
      for (int c = 0; c < k; c++) {
        if (!Double.isFinite(norms[c])) {
          throw new IllegalArgumentException(
              "the training rows hold numbers that are not finite, or too large to square");
        }
        open[c] = norms[c] > tolerance;
        if (!open[c]) {
          solutions[problem[c]] = column(weights, d + 1, k, c);
        } else if (iteration >= mostIterations) {
          throw new ArithmeticException(
              "logistic regression is not at its optimum after "
                  + mostIterations
                  + " Newton steps: the gradient's norm is "
                  + norms[c]
                  + ", the tolerance "
                  + tolerance);
        }
      }
      gradient = keep(open, gradient);
      if (k > 0) {
        step(gradient, keep(open, norms, norms.length));
      }
    }
    return solutions;
  }

  /** One Newton step of every open problem, as long as it lowers f. */
  private void step(double[] gradient, double[] norms) {
    double[] direction = new double[(d + 1) * k];
    double[] moved = new double[n * k]; // X·direction
    conjugateGradients(gradient, norms, direction, moved);
    double[] slope = dots(gradient, direction);
    double[] length = new double[k];
    Arrays.fill(length, 1);
    double[] trialWeights = new double[(d + 1) * k];
    double[] trialMargins = new double[n * k];
    for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
      addScaled(weights, length, direction, trialWeights);
      addScaled(margins, length, moved, trialMargins);
      double[] trial = evaluate(trialMargins);
      addPenalty(trial, trialWeights);
      boolean lower = true;
      for (int c = 0; c < k; c++) {
        double bound = objective[c] + ARMIJO * length[c] * slope[c];
        if (!(trial[c] <= bound + ROUNDING * Math.abs(objective[c]))) {
          length[c] /= 2;
          lower = false;
        }
      }
      if (lower) {
        weights = trialWeights;
        margins = trialMargins;
        objective = trial;
        return;
      }
    }
    throw new ArithmeticException("no step along Newton's direction lowers the objective");
  }

  /**
   * Solves H·direction = −gradient for every open problem, as exactly as the distance to the
   * optimum deserves, so that Newton's method converges faster than linearly. Preconditioned by H's
   * diagonal: without it, the intercept, whose curvature is a sum over all rows, would set the
   * pace.
   */
  private void conjugateGradients(
      double[] gradient, double[] norms, double[] direction, double[] moved) {
    double[] diagonal = diagonal();
    double[] left = new double[(d + 1) * k]; // −gradient − H·direction
    double[] scaled = new double[(d + 1) * k];
    for (int at = 0; at < left.length; at++) {
      left[at] = -gradient[at];
      scaled[at] = left[at] / diagonal[at];
    }
    double[] search = scaled.clone();
    double[] energy = dots(left, scaled);
    double[] target = new double[k];
    for (int c = 0; c < k; c++) {
      double forcing = Math.min(0.1, Math.sqrt(norms[c] / (1 + Math.abs(objective[c]))));
      // energies are squared lengths; there is no use in going far below the tolerance
      double exact = Math.max(forcing, 0.1 * tolerance / norms[c]);
      target[c] = exact * exact * energy[c];
    }
    boolean[] done = new boolean[k];
    double[] image = new double[(d + 1) * k];
    double[] searched = new double[n * k];
    for (int stepCount = 0; stepCount < MOST_CG_STEPS; stepCount++) {
      hessian(search, searched, image);
      double[] bend = dots(search, image);
      double[] length = new double[k];
      for (int c = 0; c < k; c++) {
        length[c] = done[c] || bend[c] <= 0 ? 0 : energy[c] / bend[c];
      }
      addScaled(direction, length, search, direction);
      addScaled(moved, length, searched, moved);
      for (int at = 0, j = 0; j <= d; j++) {
        for (int c = 0; c < k; c++, at++) {
          left[at] -= length[c] * image[at];
          scaled[at] = left[at] / diagonal[at];
        }
      }
      double[] before = energy;
      energy = dots(left, scaled);
      boolean all = true;
      double[] keep = new double[k];
      for (int c = 0; c < k; c++) {
        done[c] |= energy[c] <= target[c] || length[c] == 0;
        keep[c] = done[c] ? 0 : energy[c] / before[c];
        all &= done[c];
      }
      if (all) {
        return;
      }
      addScaled(scaled, keep, search, search);
    }
  }

  /** Costs of the examples at the given margins; writes σ − y and its derivative, both with s. */
  private double[] evaluate(double[] at) {
    double[] sum = new double[k];
    for (int i = 0, p = 0; i < n; i++) {
      for (int c = 0; c < k; c++, p++) {
        boolean yes = labels[i] == positive[c];
        double cost = yes ? positiveCost[c] : negativeCost[c];
        double agreement = yes ? at[p] : -at[p];
        double small = Math.exp(-Math.abs(agreement));
        double wrong = (agreement >= 0 ? small : 1) / (1 + small); // probability of the other class
        sum[c] += cost * (Math.log1p(small) + Math.max(0, -agreement));
        residuals[p] = yes ? -cost * wrong : cost * wrong;
        curvatures[p] = cost * small / ((1 + small) * (1 + small));
      }
    }
    return sum;
  }

  private void addPenalty(double[] sum, double[] of) {
    double[] squares = new double[k];
    int penalised = intercept == Intercept.PENALISED ? d + 1 : d;
    for (int j = 0, at = 0; j < penalised; j++) {
      for (int c = 0; c < k; c++, at++) {
        squares[c] += of[at] * of[at];
      }
    }
    for (int c = 0; c < k; c++) {
      sum[c] += squares[c] / 2;
    }
  }

  private double[] gradient() {
    double[] gradient = penalised(weights);
    for (int i = 0; i < n; i++) {
      rows.addTo(i, residuals, i * k, gradient, k);
      addToIntercepts(residuals, i * k, gradient);
    }
    return gradient;
  }

  /** What the penalty contributes to gradient and Hessian products: a copy, less what is free. */
  private double[] penalised(double[] vector) {
    double[] result = vector.clone();
    if (intercept != Intercept.PENALISED) {
      Arrays.fill(result, d * k, (d + 1) * k, 0);
    }
    return result;
  }

  /** image = H·vector; leaves X·vector on the way, since the line search needs it. */
  private void hessian(double[] vector, double[] products, double[] image) {
    double[] penalty = penalised(vector);
    System.arraycopy(penalty, 0, image, 0, image.length);
    double[] bent = new double[k];
    for (int i = 0, p = 0; i < n; i++) {
      rows.multiply(i, vector, k, products, p);
      for (int c = 0; c < k; c++, p++) {
        products[p] += vector[d * k + c];
        bent[c] = curvatures[p] * products[p];
      }
      rows.addTo(i, bent, 0, image, k);
      addToIntercepts(bent, 0, image);
    }
  }

  private double[] diagonal() {
    double[] diagonal = new double[(d + 1) * k];
    Arrays.fill(diagonal, 1);
    if (intercept == Intercept.FREE) {
      Arrays.fill(diagonal, d * k, (d + 1) * k, Double.MIN_NORMAL);
    }
    for (int i = 0; i < n; i++) {
      rows.addSquaresTo(i, curvatures, i * k, diagonal, k);
      addToIntercepts(curvatures, i * k, diagonal);
    }
    return diagonal;
  }

  private void products(double[] vector, double[] result) {
    for (int i = 0, p = 0; i < n; i++) {
      rows.multiply(i, vector, k, result, p);
      for (int c = 0; c < k; c++, p++) {
        result[p] += vector[d * k + c];
      }
    }
  }

  /** Every row has a 1 in the column of the intercept, unless there is none. */
  private void addToIntercepts(double[] scales, int at, double[] vectors) {
    if (intercept != Intercept.NONE) {
      for (int c = 0; c < k; c++) {
        vectors[d * k + c] += scales[at + c];
      }
    }
  }

  private double[] dots(double[] a, double[] b) {
    double[] sums = new double[k];
    if (k == 1) {
      sums[0] = dot(a, b);
      return sums;
    }
    for (int at = 0; at < a.length; ) {
      for (int c = 0; c < k; c++, at++) {
        sums[c] += a[at] * b[at];
      }
    }
    return sums;
  }

  /** Four sums at once: one alone would wait for each addition. */
  private static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  private double[] norms(double[] a) {
    double[] squares = dots(a, a);
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** result = a + scales·b, problem by problem; result may be a or b. */
  private void addScaled(double[] a, double[] scales, double[] b, double[] result) {
    if (k == 1) {
      double scale = scales[0];
      for (int at = 0; at < a.length; at++) {
        result[at] = a[at] + scale * b[at];
      }
      return;
    }
    for (int at = 0; at < a.length; ) {
      for (int c = 0; c < k; c++, at++) {
        result[at] = a[at] + scales[c] * b[at];
      }
    }
  }

  /** Leaves only the open problems in the state; returns the gradient of those. */
  private double[] keep(boolean[] open, double[] gradient) {
    int left = (int) IntStream.range(0, k).filter(c -> open[c]).count();
    if (left == k) {
      return gradient;
    }
    int[] chosen = IntStream.range(0, k).filter(c -> open[c]).toArray();
    problem = Arrays.stream(chosen).map(c -> problem[c]).toArray();
    positive = Arrays.stream(chosen).map(c -> positive[c]).toArray();
    positiveCost = keep(open, positiveCost, k);
    negativeCost = keep(open, negativeCost, k);
    objective = keep(open, objective, k);
    weights = keep(open, weights, weights.length);
    margins = keep(open, margins, margins.length);
    residuals = keep(open, residuals, residuals.length);
    curvatures = keep(open, curvatures, curvatures.length);
    double[] kept = keep(open, gradient, gradient.length);
    k = left;
    return kept;
  }

  private static double[] keep(boolean[] open, double[] values, int length) {
    double[] kept = new double[length];
    int size = 0;
    for (int at = 0; at < length; at++) {
      if (open[at % open.length]) {
        kept[size++] = values[at];
      }
    }
    return Arrays.copyOf(kept, size);
  }

  private static double[] column(double[] values, int length, int k, int c) {
    double[] result = new double[length];
    for (int j = 0; j < length; j++) {
      result[j] = values[j * k + c];
    }
    return result;
  }
}
