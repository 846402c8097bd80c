package org.lethe.classical;

import java.util.Arrays;
import org.lethe.nd.Rows;
import org.lethe.nd.Vectors;

/**
 * The optimum of one ℓ2-regularised logistic regression with two classes by Newton's method with
 * conjugate gradients (truncated Newton; Nocedal, Wright, Numerical Optimization, 7.1; the family
 * of scikit-learn's {@code newton-cg} and LIBLINEAR's TRON). It minimises over weights w and
 * intercept b
 *
 * <pre>f(w, b) = ½‖w‖² + ½ρb² + Σ sᵢ ln(1 + exp(−yᵢ(w·xᵢ + b))),   ρ = 0 or 1</pre>
 *
 * where sᵢ is the cost of example i. Why not liblinear-java: it penalises the intercept (ρ = 1),
 * wants the rows copied for every fit, and starts cold. Here a row is read where it lies, and a
 * Newton direction costs a handful of passes over the rows.
 *
 * <p>Stops where ‖∇f‖ ≤ tolerance. The penalty makes f strongly convex in w with modulus 1, hence
 * ‖w − w*‖ ≤ ‖∇f‖ and f − f* ≤ ½‖∇f‖² (for ρ = 0 in the limit of an exact intercept): the tolerance
 * bounds how far a decision value of a row of norm 1 is from the exact one, whatever the start.
 *
 * <p>One thread, no randomness, sums in a fixed order: equal input gives equal bits.
 *
 * <p>Shapes: n rows, d features; weights are {@code [d + 1]} with the intercept last.
 */
final class LogisticSolver {

  /** How much flatter than the gradient promises a step may be (Armijo's constant). */
  private static final double ARMIJO = 1e-4;

  /** Differences of f below this share of f are rounding. */
  private static final double ROUNDING = 1e-13;

  private static final double EXACT = 1e-12;

  /** How many numbers from 1 to 2 may be multiplied before a logarithm is taken. */
  private static final int FACTORS = 512;

  private static final int MOST_HALVINGS = 40;
  private static final int MOST_CG_STEPS = 500;

  private final Rows rows;
  private final boolean[] positive;
  private final double positiveCost;
  private final double negativeCost;
  private final Intercept intercept;
  private final int n;
  private final int d;

  // where the iterations are: weights, w·x + b of each row, and f there
  private double[] weights;
  private double[] margins;
  private double objective;

  // where the line search looks; what is better there changes places with what was best
  private double[] trialWeights;
  private double[] trialMargins;

  // What a step works with, allocated once: new arrays for each step went by at 2 GB a second, and
  // a tenth of the time with them.
  private final double[] gradient;
  private final double[] direction; // Newton's
  private final double[] moved; // X·direction
  private final double[] left; // −gradient − H·direction
  private final double[] scaled; // left, preconditioned
  private final double[] search; // where conjugate gradients go next
  private final double[] searched; // X·search
  private final double[] image; // H·search

  // the preconditioner, and Σ curvatures where it was made
  private final double[] inverse; // of the diagonal of C
  private final double[] mean; // row, and 0 for the intercept
  private double preparedFor = Double.NaN;

  /** sᵢ times the probability of the wrong class, signed: ∂f/∂margin. Of the latest evaluation. */
  private final double[] residuals;

  /** ∂²f/∂margin², of the latest evaluation. */
  private final double[] curvatures;

  /**
   * @param positive whether y of a row is +1, {@code [n]}
   * @param positiveCost s of the positive rows
   * @param negativeCost s of the others
   * @param start weights to start from
   */
  LogisticSolver(
      Rows rows,
      boolean[] positive,
      double positiveCost,
      double negativeCost,
      Intercept intercept,
      double[] start) {
    this.rows = rows;
    this.positive = positive;
    this.positiveCost = positiveCost;
    this.negativeCost = negativeCost;
    this.intercept = intercept;
    this.n = rows.size();
    this.d = rows.columns();
    this.residuals = new double[n];
    this.curvatures = new double[n];
    this.weights = start.clone();
    this.margins = new double[n];
    this.trialWeights = new double[d + 1];
    this.trialMargins = new double[n];
    this.gradient = new double[d + 1];
    this.direction = new double[d + 1];
    this.moved = new double[n];
    this.inverse = new double[d + 1];
    this.mean = new double[d + 1];
    this.left = new double[d + 1];
    this.scaled = new double[d + 1];
    this.search = new double[d + 1];
    this.searched = new double[n];
    this.image = new double[d + 1];
    for (int i = 0; i < n; i++) {
      rows.multiply(i, weights, 1, margins, i);
      margins[i] += weights[d];
    }
    this.objective = evaluate(weights, margins);
  }

  /**
   * Goes to the optimal weights.
   *
   * @param tolerance largest ‖∇f‖ there
   * @throws ArithmeticException if the iterations do not suffice
   * @throws IllegalArgumentException if a row holds a number that is not finite
   */
  LogisticSolver solve(double tolerance, int mostIterations) {
    for (int iteration = 0; ; iteration++) {
      gradient();
      double norm = Math.sqrt(Vectors.dot(gradient, gradient));
      if (!Double.isFinite(norm)) {
        throw new IllegalArgumentException(
            "the training rows hold numbers that are not finite, or too large to square");
      }
      if (norm <= tolerance) {
        return this;
      }
      if (iteration >= mostIterations) {
        throw new ArithmeticException(
            "logistic regression is not at its optimum after "
                + mostIterations
                + " Newton steps: the gradient's norm is "
                + norm
                + ", the tolerance "
                + tolerance);
      }
      // As exact as the distance to the optimum deserves (Dembo, Eisenstat, Steihaug 1982), so that
      // convergence is quadratic; but there is no use in going far below the tolerance.
      double forcing = Math.min(0.1, norm / Math.sqrt(1 + Math.abs(objective)));
      step(Math.max(forcing, 0.1 * tolerance / norm));
    }
  }

  /**
   * Takes one full Newton step, which need not lower the objective; the direction is exact to
   * {@value #EXACT} of the gradient. Derivatives stay those of the start.
   */
  LogisticSolver newtonStep() {
    gradient();
    conjugateGradients(EXACT);
    addScaled(weights, 1, direction, weights);
    addScaled(margins, 1, moved, margins);
    return this;
  }

  /** Where the iterations are, {@code [d + 1]}. */
  double[] weights() {
    return weights;
  }

  /** w·x + b of each row there, to rounding, {@code [n]}. */
  double[] margins() {
    return margins;
  }

  /** One Newton step, halved until it lowers f as much as it should. */
  private void step(double forcing) {
    conjugateGradients(forcing);
    double slope = Vectors.dot(gradient, direction);
    double length = 1;
    for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
      addScaled(weights, length, direction, trialWeights);
      addScaled(margins, length, moved, trialMargins);
      double trial = evaluate(trialWeights, trialMargins);
      if (trial <= objective + ARMIJO * length * slope + ROUNDING * Math.abs(objective)) {
        double[] lastWeights = weights;
        weights = trialWeights;
        trialWeights = lastWeights;
        double[] lastMargins = margins;
        margins = trialMargins;
        trialMargins = lastMargins;
        objective = trial;
        return;
      }
      length /= 2;
    }
    throw new ArithmeticException("no step along Newton's direction lowers the objective");
  }

  /**
   * Solves H·direction = −gradient until the residual is the given share of the gradient, both in
   * the norm of the preconditioner.
   */
  private void conjugateGradients(double forcing) {
    prepare();
    Arrays.fill(direction, 0);
    Arrays.fill(moved, 0);
    for (int j = 0; j <= d; j++) {
      left[j] = -gradient[j];
    }
    precondition();
    System.arraycopy(scaled, 0, search, 0, d + 1);
    double energy = Vectors.dot(left, scaled);
    double target = forcing * forcing * energy;
    for (int count = 0; count < MOST_CG_STEPS && energy > target; count++) {
      hessian();
      double length = energy / Vectors.dot(search, image);
      addScaled(moved, length, searched, moved);
      addScaled(left, -length, image, left);
      precondition();
      double before = energy;
      energy = Vectors.dot(left, scaled);
      double kept = energy / before;
      for (int j = 0; j <= d; j++) {
        direction[j] += length * search[j];
        search[j] = scaled[j] + kept * search[j];
      }
    }
  }

  /** f at the given weights, whose margins are known; leaves its derivatives by the margins. */
  private double evaluate(double[] at, double[] itsMargins) {
    double sum = 0;
    double ofPositive = 1; // products of what a logarithm is due of
    double ofNegative = 1;
    for (int i = 0; i < n; i++) {
      double cost = positive[i] ? positiveCost : negativeCost;
      double agreement = positive[i] ? itsMargins[i] : -itsMargins[i];
      double small = Math.exp(-Math.abs(agreement));
      double whole = 1 + small;
      double inverted = 1 / whole;
      double wrong = agreement >= 0 ? small * inverted : inverted; // probability of the other class
      sum += cost * Math.max(0, -agreement);
      ofPositive *= positive[i] ? whole : 1;
      ofNegative *= positive[i] ? 1 : whole;
      if (i % FACTORS == FACTORS - 1) {
        sum += positiveCost * Math.log(ofPositive) + negativeCost * Math.log(ofNegative);
        ofPositive = 1;
        ofNegative = 1;
      }
      residuals[i] = positive[i] ? -cost * wrong : cost * wrong;
      curvatures[i] = cost * small * inverted * inverted;
    }
    sum += positiveCost * Math.log(ofPositive) + negativeCost * Math.log(ofNegative);
    int penalised = intercept == Intercept.PENALISED ? d + 1 : d;
    return sum + Vectors.dot(at, at, penalised) / 2;
  }

  /** Writes ∇f at the weights. */
  private void gradient() {
    penalty(weights, gradient);
    double ofIntercept = 0;
    for (int i = 0; i < n; i++) {
      rows.addTo(i, residuals, i, gradient, 1);
      ofIntercept += residuals[i];
    }
    addToIntercept(ofIntercept, gradient);
  }

  /** image = H·search; leaves X·search on the way, since the line search needs it. */
  private void hessian() {
    penalty(search, image);
    double[] bent = new double[1];
    double ofIntercept = 0;
    for (int i = 0; i < n; i++) {
      rows.multiply(i, search, 1, searched, i);
      searched[i] += search[d];
      bent[0] = curvatures[i] * searched[i];
      rows.addTo(i, bent, 0, image, 1);
      ofIntercept += bent[0];
    }
    addToIntercept(ofIntercept, image);
  }

  /**
   * Makes the preconditioner, which is worth the same all along: it is made anew only where the sum
   * of the curvatures has halved or doubled.
   *
   * <p>The diagonal of H alone would leave out how weights and intercept hang together: whatever
   * the weights give to a mean row, the intercept has to take back. So H = TᵀCT is written with
   * T(w, b) = (w, b + mean·w), where the mean weighs each row by its curvature cᵢ. C is the Hessian
   * of centred rows, in which nothing couples weights and intercept, and only its diagonal is kept:
   * Σcᵢxᵢⱼ² − (Σcᵢxᵢⱼ)²/Σcᵢ + 1 for a weight, Σcᵢ + ρ for the intercept
   * (docs/decisions/logistic-solver.md).
   */
  private void prepare() {
    double total = 0;
    for (double curvature : curvatures) {
      total += curvature;
    }
    if (total > preparedFor / 2 && total < preparedFor * 2) {
      return;
    }
    preparedFor = total;
    Arrays.fill(inverse, 1);
    for (int i = 0; i < n; i++) {
      rows.addSquaresTo(i, curvatures, i, inverse, 1);
    }
    if (intercept == Intercept.FREE) {
      inverse[d] = Double.MIN_NORMAL;
    }
    addToIntercept(total, inverse);
    if (intercept != Intercept.NONE) {
      Arrays.fill(mean, 0);
      for (int i = 0; i < n; i++) {
        rows.addTo(i, curvatures, i, mean, 1);
      }
      for (int j = 0; j < d; j++) {
        double sum = mean[j];
        mean[j] = sum / inverse[d];
        inverse[j] = Math.max(1, inverse[j] - mean[j] * sum); // 1 to rounding, for a constant
      }
    }
    for (int j = 0; j <= d; j++) {
      inverse[j] = 1 / inverse[j];
    }
  }

  /** scaled = T⁻¹·diagonal(C)⁻¹·T⁻ᵀ·left; see {@link #prepare}. */
  private void precondition() {
    double ofIntercept = left[d];
    for (int j = 0; j <= d; j++) {
      scaled[j] = (left[j] - mean[j] * ofIntercept) * inverse[j];
    }
    scaled[d] -= Vectors.dot(mean, scaled);
  }

  /** Writes what the penalty contributes to a gradient or a Hessian product. */
  private void penalty(double[] vector, double[] result) {
    System.arraycopy(vector, 0, result, 0, d + 1);
    if (intercept != Intercept.PENALISED) {
      result[d] = 0;
    }
  }

  /** Every row has a 1 in the column of the intercept, unless there is none. */
  private void addToIntercept(double sum, double[] vector) {
    if (intercept != Intercept.NONE) {
      vector[d] += sum;
    }
  }

  /** result = a + scale·b; result may be a or b. */
  private static void addScaled(double[] a, double scale, double[] b, double[] result) {
    for (int i = 0; i < a.length; i++) {
      result[i] = a[i] + scale * b[i];
    }
  }
}
