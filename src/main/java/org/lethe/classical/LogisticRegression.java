package org.lethe.classical;

import java.util.Arrays;
import java.util.Optional;
import org.lethe.learner.Classifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.Rows;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * ℓ2-regularised logistic regression, minimising
 *
 * <pre>½‖w‖² + C Σ sᵢ ln(1 + exp(−yᵢ(w·xᵢ + b)))</pre>
 *
 * over w and b: the objective of scikit-learn's {@code LogisticRegression}, by default with the
 * free intercept of its default solver. More than two classes are fitted one against the rest.
 *
 * <p>A class without a training example has no optimum (its log-odds go to −∞), and neither has a
 * class that is alone. Both get constant log-odds (n₊ + 1)/(n₋ + 1), Laplace's rule of succession:
 * with one class left, probabilities are the smoothed frequencies (n_c + 1)/(n + c), and the others
 * are finite though never predicted. So full removal of a class is a model like any other, with
 * recall 0.
 */
@Described(
    "ℓ2-regularised logistic regression, solved to the optimum; one-vs-rest for many classes.")
public record LogisticRegression(
    @Setting(value = "inverse strength of the penalty, above 0", or = "1") double c,
    @Setting(
            value = "cost of an example: none (all the same) or balanced (n / (2 n±))",
            or = "none")
        ClassWeight classWeight,
    @Setting(value = "free (not penalised), penalised or none", or = "free") Intercept intercept,
    @Setting(
            value =
                "largest norm of the gradient at the solution, above 0; bounds the distance of the"
                    + " weights from the exact ones",
            or = "1e-6")
        double tolerance,
    @Setting(value = "Newton steps before the fit is given up, at least 1", or = "200")
        int maxIterations)
    implements Learner {

  public static final String NAME = "logistic-regression";

  /** As scikit-learn's defaults, but solved to 1e-6. */
  public static final LogisticRegression DEFAULT =
      new LogisticRegression(1, ClassWeight.NONE, Intercept.FREE, 1e-6, 200);

  public LogisticRegression {
    if (!(c > 0) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("c is " + c + "; allowed: a number above 0");
    }
    if (!(tolerance > 0) || Double.isInfinite(tolerance)) {
      throw new IllegalArgumentException(
          "tolerance is " + tolerance + "; allowed: a number above 0");
    }
    if (maxIterations < 1) {
      throw new IllegalArgumentException(
          "max-iterations is " + maxIterations + "; allowed: 1 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The original model is where the iterations start, if it has the same classes and features. */
  @Override
  public Classifier fit(Training training) {
    int[] labels = training.examples().labels(training.rows());
    Rows rows = Rows.of(training.features(), training.rows());
    Solved solved = solved(rows, labels, training.examples().classes().size(), training.original());
    return new LinearClassifier(
        solved.classes,
        solved.weights,
        new LinearClassifier.Seen(training.features(), training.rows(), solved.margins));
  }

  /**
   * Fits rows that are no {@code ExampleSet}.
   *
   * @param labels class of each row, {@code [n]}
   * @param classes c, at least 2
   */
  public LinearClassifier fit(Rows rows, int[] labels, int classes, Optional<Model> original) {
    return solved(rows, labels, classes, original).classifier();
  }

  private Solved solved(Rows rows, int[] labels, int classes, Optional<Model> original) {
    if (classes < 2) {
      throw new IllegalArgumentException(
          "logistic regression needs two classes or more, there is " + classes);
    }
    if (rows.size() == 0 || rows.size() != labels.length) {
      throw new IllegalArgumentException(
          rows.size() + " rows and " + labels.length + " labels to train on");
    }
    return each(
        rows,
        labels,
        classes,
        (score, positive, yes) -> {
          double[] start = start(original, score, classes, rows, yes, labels.length - yes);
          return solver(rows, labels, positive, yes, start).solve(tolerance, maxIterations);
        });
  }

  /**
   * Influence unlearning of a convex model (Guo et al., ICML 2020): one full Newton step from the
   * original towards the optimum of what is left, θ − H⁻¹∇L(θ; D_r), with the Hessian of what is
   * left. Scores without an optimum are constant, as in a fit.
   *
   * @param original trained on everything with these settings
   * @param rows what is left
   * @param labels class of each row, {@code [n]}
   */
  public LinearClassifier newtonStep(LinearClassifier original, Rows rows, int[] labels) {
    if (original.columns() != rows.columns()) {
      throw new IllegalArgumentException(
          "a model of " + original.columns() + " features and rows of " + rows.columns());
    }
    return each(
            rows,
            labels,
            original.classes(),
            (score, positive, yes) ->
                solver(rows, labels, positive, yes, original.solution(score)).newtonStep())
        .classifier();
  }

  /** How one score against the rest comes to its weights. */
  private interface OneScore {
    LogisticSolver of(int score, int positive, int yes);
  }

  /**
   * Weights of each score, and what it gives each training row.
   *
   * @param weights {@code [scores][d + 1]}
   * @param margins {@code [scores][n]}
   */
  private record Solved(int classes, double[][] weights, double[][] margins) {
    LinearClassifier classifier() {
      return new LinearClassifier(classes, weights);
    }
  }

  private static Solved each(Rows rows, int[] labels, int classes, OneScore one) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    int scores = classes == 2 ? 1 : classes;
    Solved solved = new Solved(classes, new double[scores][], new double[scores][]);
    for (int score = 0; score < scores; score++) {
      int positive = classes == 2 ? 1 : score;
      int yes = counts[positive];
      int no = labels.length - yes;
      if (yes == 0 || no == 0) {
        double logOdds = Math.log((yes + 1.0) / (no + 1.0));
        solved.weights[score] = new double[rows.columns() + 1];
        solved.weights[score][rows.columns()] = logOdds;
        solved.margins[score] = new double[labels.length];
        Arrays.fill(solved.margins[score], logOdds);
      } else {
        LogisticSolver solver = one.of(score, positive, yes);
        solved.weights[score] = solver.weights();
        solved.margins[score] = solver.margins();
      }
    }
    return solved;
  }

  private LogisticSolver solver(Rows rows, int[] labels, int positive, int yes, double[] start) {
    boolean[] isPositive = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      isPositive[i] = labels[i] == positive;
    }
    double n = labels.length;
    boolean balanced = classWeight == ClassWeight.BALANCED;
    double positiveCost = balanced ? c * n / (2.0 * yes) : c;
    double negativeCost = balanced ? c * n / (2.0 * (n - yes)) : c;
    return new LogisticSolver(rows, isPositive, positiveCost, negativeCost, intercept, start);
  }

  private double[] start(
      Optional<Model> original, int score, int classes, Rows rows, int yes, int no) {
    if (original.isPresent()
        && original.get() instanceof LinearClassifier linear
        && linear.classes() == classes
        && linear.columns() == rows.columns()) {
      return linear.solution(score);
    }
    double[] start = new double[rows.columns() + 1];
    if (intercept == Intercept.FREE && classWeight == ClassWeight.NONE) {
      start[rows.columns()] = Math.log((double) yes / no);
    }
    return start;
  }
}
