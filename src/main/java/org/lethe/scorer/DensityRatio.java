package org.lethe.scorer;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lethe.classical.ClassWeight;
import org.lethe.classical.Intercept;
import org.lethe.classical.LinearClassifier;
import org.lethe.classical.LogisticRegression;
import org.lethe.nd.Features;
import org.lethe.nd.Parallel;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * The estimated log-density ratio ln p1(x)/p2(x): the logit of a forget-against-retain classifier
 * that has not seen x (MAMUSHI, <a href="https://arxiv.org/abs/2609.38929">arXiv 2609.38929</a>).
 * Cross-fitted: both sides are dealt into folds by the seed, and each fold is scored by a
 * classifier trained on the others. Unequal prior odds shift all logits alike and change no order.
 *
 * <p>We depart from the paper in the classifier: ℓ2 logistic regression instead of a network with
 * three hidden layers.
 */
@Described("Out-of-fold logit of a forget-against-retain logistic regression.")
public record DensityRatio(
    @Setting(value = "parts that both sides are dealt into, 2 or more", or = "5") int folds,
    @Setting(value = "inverse strength of the ℓ2 penalty, above 0", or = "1") double c,
    @Setting(value = "cost of an example: none or balanced (n / (2 n±))", or = "balanced")
        ClassWeight classWeight)
    implements Scorer {
  static final String NAME = "density-ratio";

  /** Largest norm of the gradient at a solution: logits are then right to about as much. */
  private static final double TOLERANCE = 1e-6;

  private static final int MOST_ITERATIONS = 200;

  public DensityRatio {
    Checks.atLeast("folds", folds, 2);
    if (!(c > 0) || Double.isInfinite(c)) {
      throw new IllegalArgumentException("c is " + c + "; allowed: a number above 0");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RemovalScores score(Candidates candidates) {
    Features forget = candidates.forget();
    Features retain = candidates.requireRetain();
    int n1 = forget.rows();
    int n2 = retain.rows();
    if (folds > Math.min(n1, n2)) {
      throw new IllegalArgumentException(
          "folds is "
              + folds
              + ", but there are "
              + n1
              + " forget and "
              + n2
              + " retained samples; allowed: 2 to "
              + Math.min(n1, n2));
    }
    Seed seed = candidates.seed().derive(NAME);
    int[] forgetFolds = deal(n1, seed.derive("forget"));
    int[] retainFolds = deal(n2, seed.derive("retain"));
    double[] logits = new double[n1];
    Parallel.forEach(
        folds,
        fold -> {
          int[] training =
              IntStream.concat(
                      IntStream.range(0, n1).filter(i -> forgetFolds[i] != fold),
                      IntStream.range(0, n2).filter(i -> retainFolds[i] != fold).map(i -> n1 + i))
                  .toArray();
          int[] labels = Arrays.stream(training).map(row -> row < n1 ? 1 : 0).toArray();
          LinearClassifier classifier =
              new LogisticRegression(c, classWeight, Intercept.FREE, TOLERANCE, MOST_ITERATIONS)
                  .fit(Rows.of(forget, retain, training), labels, 2, Optional.empty());
          int[] left = IntStream.range(0, n1).filter(i -> forgetFolds[i] == fold).toArray();
          double[] decisions = classifier.decisions(forget.select(left));
          for (int i = 0; i < left.length; i++) {
            logits[left[i]] = 2 * decisions[2 * i + 1]; // decisions are (−z, z)/2
          }
        });
    return new RemovalScores(logits);
  }

  /** Folds of equal size, to within one, in random order, {@code [n]}. */
  private int[] deal(int n, Seed seed) {
    int[] order = seed.permutation(n);
    int[] fold = new int[n];
    for (int i = 0; i < n; i++) {
      fold[order[i]] = i % folds;
    }
    return fold;
  }
}
