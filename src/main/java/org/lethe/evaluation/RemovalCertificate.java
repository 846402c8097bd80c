package org.lethe.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lethe.classical.ClassWeight;
import org.lethe.classical.Intercept;
import org.lethe.classical.LinearClassifier;
import org.lethe.classical.LogisticRegression;
import org.lethe.nd.Rows;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;

/**
 * Certified removal of ℓ2-regularised logistic regression (Guo, Goldstein, Hannun, van der Maaten,
 * Certified Data Removal from Machine Learning Models, ICML 2020): how well the optimum of the
 * retained data D_r hides behind noise when a model is not quite there. The objective, in the
 * paper's scale, is
 *
 * <pre>L(θ; D) = Σ ℓ(θ; xᵢ, yᵢ) + ‖w‖²/(2C),   the paper's λn being 1/C</pre>
 *
 * <p>The paper's Theorem 3 (ii): let A return the unique optimum of L(θ; D) + bᵀθ with b ~ N(0,
 * (c·ε'/ε)²·I), and let M be a removal whose result, before the noise is considered, has ‖∇L(θ;
 * D_r)‖ ≤ ε' for a computable ε'. Then M is (ε, δ)-certified removal for A with δ = 1.5·e^{−c²/2}:
 * no set of models is more than e^ε times likelier after M than after training without the samples,
 * or the other way round, but for δ. It rests on the tail of the Gaussian mechanism, which holds
 * for ε ≤ 1.
 *
 * <p>What this is not: the models here are trained without that noise. The certificate says what a
 * residual <em>would allow</em> with it. And in a deployed mechanism the noise is fixed before the
 * data are seen, and a model whose residual asks for more is retrained. It stands beside the KL
 * guarantee of distributional unlearning: that one is about what is left of a distribution once its
 * samples are gone, this one about whether they are gone.
 *
 * @param residual ‖∇L(θ; D_r)‖ over weights and intercepts of all scores; one-vs-rest models have
 *     an independent objective a score and are one model in the product space
 */
public record RemovalCertificate(double residual) {

  /** Largest |ℓ'''| of ln(1 + e^{−z}), at σ = ½ ± 1/√12. The paper takes 1/4, which is looser. */
  private static final double BEND = 1 / (6 * Math.sqrt(3));

  public RemovalCertificate {
    if (!(residual >= 0) || Double.isInfinite(residual)) {
      throw new IllegalArgumentException("a residual of " + residual);
    }
  }

  /**
   * The certificate of a model, whatever brought it there. Empty where the retained data have no
   * unique optimum to be near to: a class is missing, or the intercept is not penalised.
   *
   * @param recipe what the model was trained with
   * @param retained D_r, {@code [n, d]}
   * @param labels of D_r, {@code [n]}
   */
  public static Optional<RemovalCertificate> of(
      LinearClassifier model, LogisticRegression recipe, Rows retained, int[] labels) {
    if (retained.size() != labels.length || retained.columns() != model.columns()) {
      throw new IllegalArgumentException(
          retained.size()
              + " rows of "
              + retained.columns()
              + " features for "
              + labels.length
              + " labels and a model of "
              + model.columns());
    }
    int scores = model.classes() == 2 ? 1 : model.classes();
    double squares = 0;
    for (int score = 0; score < scores; score++) {
      boolean[] positive = new boolean[labels.length];
      int yes = 0;
      for (int i = 0; i < labels.length; i++) {
        positive[i] = labels[i] == (scores == 1 ? 1 : score);
        yes += positive[i] ? 1 : 0;
      }
      if (yes == 0 || yes == labels.length || recipe.intercept() == Intercept.FREE) {
        return Optional.empty();
      }
      for (double g : gradient(model.solution(score), recipe, retained, positive, yes)) {
        squares += g * g;
      }
    }
    return Optional.of(new RemovalCertificate(Math.sqrt(squares)));
  }

  /**
   * A bound on the residual of one score that needs no labels and no gradient, after a full Newton
   * step s = −H⁻¹∇L(θ; D_r), H the Hessian on D_r at the start θ: with unit costs,
   *
   * <pre>‖∇L(θ + s; D_r)‖ ≤ γ/2 · Σ (xᵢ·s)² ‖xᵢ‖,   γ = 1/(6√3)</pre>
   *
   * since the gradient there is ∫₀¹ (H(θ + ts) − H(θ))s dt, whose i-th term is (xᵢ·s)xᵢ times a
   * change of ℓ'' by at most γt|xᵢ·s|. For ‖xᵢ‖ ≤ 1 it is at most half of the paper's Corollary 1,
   * γ‖X‖‖s‖‖Xs‖, and needs no spectral norm.
   *
   * @param step weights and then the intercept, {@code [d + 1]}
   * @param intercept whether rows have a 1 for it
   */
  public static double newtonStepBound(Rows retained, double[] step, Intercept intercept) {
    if (step.length != retained.columns() + 1) {
      throw new IllegalArgumentException(
          "step.length=" + step.length + ", features=" + retained.columns());
    }
    double one = intercept == Intercept.NONE ? 0 : 1;
    double[] product = new double[1];
    double[] ones = {1};
    double sum = 0;
    for (int i = 0; i < retained.size(); i++) {
      retained.multiply(i, step, 1, product, 0);
      double along = product[0] + one * step[step.length - 1];
      double[] squared = new double[retained.columns()];
      retained.addSquaresTo(i, ones, 0, squared, 1);
      double norm = one;
      for (double square : squared) {
        norm += square;
      }
      sum += along * along * Math.sqrt(norm);
    }
    return BEND / 2 * sum;
  }

  /**
   * The ε that the residual allows under noise of a given size; empty if it is above 1, where the
   * theorem says nothing.
   *
   * @param noise standard deviation of each coordinate of b, above 0
   * @param delta δ, above 0 and below 1
   */
  public OptionalDouble epsilon(double noise, double delta) {
    if (!(noise > 0)) {
      throw new IllegalArgumentException("noise is " + noise + "; allowed: above 0");
    }
    double epsilon = residual * quantile(delta) / noise;
    return epsilon <= 1 ? OptionalDouble.of(epsilon) : OptionalDouble.empty();
  }

  /**
   * The standard deviation of each coordinate of b that hides the residual.
   *
   * @param epsilon ε, above 0, at most 1
   * @param delta δ, above 0 and below 1
   */
  public double noise(double epsilon, double delta) {
    if (!(epsilon > 0 && epsilon <= 1)) {
      throw new IllegalArgumentException("epsilon is " + epsilon + "; allowed: above 0, at most 1");
    }
    return residual * quantile(delta) / epsilon;
  }

  /** The δ that {@link #measurements} is about. */
  private static final double DELTA = 1e-5;

  /** The residual, and the noise with which it would be (1, 1e-5)-certified. */
  public List<Measurement> measurements() {
    return List.of(row("gradient-residual", residual), row("removal-noise", noise(1, DELTA)));
  }

  private static Measurement row(String metric, double value) {
    return new Measurement(
        metric, Split.RETAIN_TRAIN.word(), value, "gradient norm", Direction.LOWER_IS_BETTER);
  }

  /** The c of δ = 1.5·e^{−c²/2}. */
  private static double quantile(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta is " + delta + "; allowed: above 0 and below 1");
    }
    return Math.sqrt(2 * Math.log(1.5 / delta));
  }

  /** ∇L of one score, weights and then the intercept. */
  private static double[] gradient(
      double[] solution, LogisticRegression recipe, Rows rows, boolean[] positive, int yes) {
    int d = rows.columns();
    double n = positive.length;
    boolean balanced = recipe.classWeight() == ClassWeight.BALANCED;
    double positiveCost = balanced ? n / (2.0 * yes) : 1;
    double negativeCost = balanced ? n / (2.0 * (n - yes)) : 1;
    double one = recipe.intercept() == Intercept.NONE ? 0 : 1;
    double[] gradient = new double[d + 1];
    for (int j = 0; j < d; j++) {
      gradient[j] = solution[j] / recipe.c();
    }
    gradient[d] = one * solution[d] / recipe.c();
    double[] value = new double[1];
    for (int i = 0; i < positive.length; i++) {
      rows.multiply(i, solution, 1, value, 0);
      double sign = positive[i] ? 1 : -1;
      double agreement = sign * (value[0] + one * solution[d]);
      // ℓ' = −σ(−agreement)
      value[0] = -sign * (positive[i] ? positiveCost : negativeCost) / (1 + Math.exp(agreement));
      rows.addTo(i, value, 0, gradient, 1);
      gradient[d] += one * value[0];
    }
    return gradient;
  }
}
