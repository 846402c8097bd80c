package org.lethe.classical;

import static org.junit.jupiter.api.Assertions.assertEquals;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.nd.SparseFeatures;

/**
 * Our solver against liblinear's, which was written by others after another paper: both minimise
 * ½‖w‖² + C Σ ln(1 + e^(−y w·x)) with a penalised intercept, so both must find the one minimum.
 * Guards against a solver that stops early or minimises something else.
 */
class LiblinearTest {
  private static final int N = 300;
  private static final int D = 40;

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 100})
  void bothFindTheSameWeights(double c) {
    SparseFeatures features = features(new Seed(11));
    int[] labels = labels(features, new Seed(12));
    LinearClassifier ours =
        new LogisticRegression(c, ClassWeight.NONE, Intercept.PENALISED, 1e-9, 500)
            .fit(Rows.of(features, IntStream.range(0, N).toArray()), labels, 2, Optional.empty());
    double[] theirs = liblinear(features, labels, c);
    double[] solution = ours.solution(0);
    for (int j = 0; j <= D; j++) {
      assertEquals(theirs[j], solution[j], 1e-5 * Math.max(1, Math.abs(theirs[j])), "weight " + j);
    }
  }

  /** Weights and then the intercept of class 1, {@code [d + 1]}. */
  private static double[] liblinear(SparseFeatures features, int[] labels, double c) {
    Problem problem = new Problem();
    problem.l = N;
    problem.n = D + 1;
    problem.bias = 1;
    problem.x = new Feature[N][];
    problem.y = new double[N];
    for (int i = 0; i < N; i++) {
      int from = features.offsets()[i];
      int size = features.offsets()[i + 1] - from;
      problem.x[i] = new Feature[size + 1];
      for (int k = 0; k < size; k++) {
        problem.x[i][k] =
            new FeatureNode(features.indices()[from + k] + 1, features.values()[from + k]);
      }
      problem.x[i][size] = new FeatureNode(D + 1, 1);
      problem.y[i] = labels[i];
    }
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, new Parameter(SolverType.L2R_LR, c, 1e-9, 10_000));
    double sign = model.getLabels()[0] == 1 ? 1 : -1;
    return IntStream.rangeClosed(0, D)
        .mapToDouble(j -> sign * model.getFeatureWeights()[j])
        .toArray();
  }

  private static SparseFeatures features(Seed seed) {
    UniformRandomProvider random = seed.random();
    int[] offsets = new int[N + 1];
    int[] indices = new int[N * D];
    double[] values = new double[N * D];
    int at = 0;
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < D; j++) {
        if (random.nextDouble() < 0.2) {
          indices[at] = j;
          values[at++] = random.nextDouble();
        }
      }
      offsets[i + 1] = at;
    }
    return new SparseFeatures(
        offsets, java.util.Arrays.copyOf(indices, at), java.util.Arrays.copyOf(values, at), D);
  }

  private static int[] labels(SparseFeatures features, Seed seed) {
    UniformRandomProvider random = seed.random();
    double[] direction = random.doubles(D, -2, 2).toArray();
    double[] scores = features.multiply(direction);
    return IntStream.range(0, N)
        .map(i -> random.nextDouble() < 1 / (1 + Math.exp(-scores[i])) ? 1 : 0)
        .toArray();
  }
}
