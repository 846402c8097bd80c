package org.lethe.unlearn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.nd.Cholesky;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Seed;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Checkpoints;
import org.lethe.network.LogitLoss;
import org.lethe.network.Mask;
import org.lethe.network.MaskPolicy;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.ParameterVector;
import org.lethe.network.Recipe;
import org.lethe.network.ReferenceEngine;
import org.lethe.network.ReferenceVector;
import org.lethe.network.Samples;
import org.lethe.network.Schedule;
import org.lethe.network.Shape;
import org.lethe.settings.BadInput;
import org.lethe.unlearn.InverseCurvature.ConjugateGradients;
import org.lethe.unlearn.InverseCurvature.Recursion;
import org.lethe.unlearn.InverseCurvature.Woodbury;

/**
 * Guards against an influence step that is not Newton's: a wrong v, a curvature of the wrong
 * samples, and the published recursion under the name of an inverse. Fixtures T7 and T8 of
 * docs/decisions/targets.md.
 */
class InfluenceTest {

  /** The gradient of one row's loss at some parameters, in double. */
  @FunctionalInterface
  private interface RowGradient {
    double[] at(double[] parameters, float[] row);
  }

  /** ½(wx − y)² of rows (x, y). */
  private static final RowGradient LEAST_SQUARES =
      (w, row) -> new double[] {row[0] * (w[0] * row[0] - row[1])};

  /** −log p of rows (x₁, x₂, y) with p(y = 1) = σ(w·x); the ridge is the damping. */
  private static final RowGradient LOGISTIC =
      (w, row) -> {
        double p = 1 / (1 + Math.exp(-w[0] * row[0] - w[1] * row[1]));
        return new double[] {(p - row[2]) * row[0], (p - row[2]) * row[1]};
      };

  /**
   * A model without logits: only its gradients are asked for. In double, so that the fixtures' ten
   * digits can be met.
   */
  private record Model(RowGradient gradient, int width, ReferenceVector parameters)
      implements Network {
    @Override
    public Blueprint blueprint() {
      return new Mlp(List.of()).blueprint(new Shape(width, 1, 1), 2);
    }

    @Override
    public float[] statistics() {
      return new float[0];
    }

    @Override
    public void setStatistics(float[] statistics) {}

    @Override
    public float[] logits(float[] inputs, int examples) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[] activations(String node, float[] inputs, int examples) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double gradient(
        float[] inputs, int n, LogitLoss loss, BatchNormMode mode, ParameterVector into) {
      assertEquals(BatchNormMode.EVALUATION, mode);
      double[] sum = ((ReferenceVector) into).values();
      Arrays.fill(sum, 0);
      for (int i = 0; i < n; i++) {
        float[] row = Arrays.copyOfRange(inputs, i * width, (i + 1) * width);
        double[] one = gradient.at(parameters.values(), row);
        for (int j = 0; j < sum.length; j++) {
          sum[j] += one[j] / n;
        }
      }
      return 0;
    }

    @Override
    public float[] inputGradient(float[] inputs, int examples, LogitLoss loss) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void holdStatistics(Set<String> nodes) {}

    @Override
    public Network copy() {
      return new Model(gradient, width, parameters.copy());
    }

    @Override
    public void close() {
      parameters.close();
    }
  }

  private static Samples rows(int width, float... values) {
    int n = values.length / width;
    int[] rows = new int[n];
    Arrays.setAll(rows, i -> i);
    return new Samples(new Content.Numbers(new DenseFeatures(values, n, width)), rows, new int[n]);
  }

  private static Unlearning task(Network original, Samples all, int forget) {
    int[] positions = new int[all.size()];
    Arrays.setAll(positions, i -> i);
    return new Unlearning(
        new ReferenceEngine(),
        original,
        all.select(Arrays.copyOf(positions, forget)),
        all.select(Arrays.copyOfRange(positions, forget, all.size())),
        Optional.empty(),
        new Recipe(1, 8, 0.1, 0, 0, new Schedule.Constant(), Augmentation.NONE),
        new Seed(1),
        new Seed(2),
        Checkpoints.NONE,
        new Phases());
  }

  /** Data (3, 2) to forget, (1, 1) and (2, 3) to retain; θ_o = (1 + 6 + 6)/(1 + 4 + 9) = 13/14. */
  private static Unlearning leastSquares() {
    return task(
        new Model(LEAST_SQUARES, 2, new ReferenceVector(13 / 14.0)), rows(2, 3, 2, 1, 1, 2, 3), 1);
  }

  private static Unlearning logistic() {
    return task(
        new Model(LOGISTIC, 3, new ReferenceVector(0.2554462263, 0.2586826189)),
        rows(3, 1, 2, 1, 2, -1, 0, 1, 0, 1, 0, 1, 0, -1, 1, 0),
        2);
  }

  private static Influence influence(InverseCurvature form, Influence.Curvature curvature) {
    return new Influence(form, curvature, false, 1, 256, Augmentation.NONE);
  }

  private static InverseCurvature exact(double damping) {
    return new ConjugateGradients(100, damping, 50, 1e-12);
  }

  private static double[] direction(Influence influence, Unlearning task) {
    return ((ReferenceVector) influence.direction(task)).values();
  }

  /** v = (1/3)·3·(39/14 − 2) + (1/6)·(1/14 + 32/14) = 33/42 + 33/84 = 33/28. */
  @Test
  void theStepOfLeastSquaresEndsWhereRetrainingWould() {
    Influence newton = influence(exact(0), Influence.Curvature.RETAIN);
    assertArrayEquals(new double[] {33 / 28.0}, direction(newton, leastSquares()), 1e-12);
    assertArrayEquals(new double[] {1.4}, FixtureL.after(newton, leastSquares()), 1e-9);
    Influence first = influence(exact(0), Influence.Curvature.ALL);
    assertArrayEquals(new double[] {1.1811224490}, FixtureL.after(first, leastSquares()), 1e-9);
  }

  /** The damping is the ridge. Central differences of a curve are right to about 10⁻⁷ here. */
  @Test
  void theStepOfRidgeRegressionIsNewtons() {
    Influence newton = influence(exact(0.1), Influence.Curvature.RETAIN);
    assertArrayEquals(
        new double[] {0.2868862279, -0.3809087686}, direction(newton, logistic()), 1e-9);
    assertArrayEquals(
        new double[] {0.9547457832, -0.9574834313}, FixtureL.after(newton, logistic()), 1e-6);
    Influence first = influence(exact(0.1), Influence.Curvature.ALL);
    assertArrayEquals(
        new double[] {0.7920958340, -0.5665571065}, FixtureL.after(first, logistic()), 1e-6);
  }

  /** Newton's step again and again: from the retained optimum's own v the fixture's retraining. */
  @Test
  void newtonsStepsLeadToRetraining() {
    double[] w = FixtureL.after(influence(exact(0.1), Influence.Curvature.RETAIN), logistic());
    ReferenceVector at = new ReferenceVector(w);
    Samples retain = logistic().retain();
    for (int i = 0; i < 8; i++) {
      try (Model model = new Model(LOGISTIC, 3, at.copy());
          ParameterVector descent =
              new SampleLoss(retain, 2, Augmentation.NONE, new Seed(1)).gradient(model)) {
        descent.add(0.1, at).scale(-1);
        SampleLoss loss = new SampleLoss(retain, 2, Augmentation.NONE, new Seed(1));
        at.add(1, exact(0.1).solve(model, loss, new Seed(1), descent));
      }
    }
    assertArrayEquals(new double[] {1.1294685171, -1.1294685171}, at.values(), 1e-9);
  }

  @Test
  void theScaleMultipliesTheStep() {
    Influence half =
        new Influence(exact(0), Influence.Curvature.RETAIN, false, 0.5, 256, Augmentation.NONE);
    double expected = 13 / 14.0 + 0.5 * (1.4 - 13 / 14.0);
    assertArrayEquals(new double[] {expected}, FixtureL.after(half, leastSquares()), 1e-9);
  }

  /** The sum of all gradients is 0 at 13/14, so that v = (1/2)·(33/14) too; elsewhere it is not. */
  @Test
  void atAStationaryPointTheForgetSamplesAreEnough() {
    Influence shortened =
        new Influence(exact(0), Influence.Curvature.RETAIN, true, 1, 256, Augmentation.NONE);
    assertArrayEquals(new double[] {33 / 28.0}, direction(shortened, leastSquares()), 1e-12);
    Unlearning elsewhere =
        task(new Model(LEAST_SQUARES, 2, new ReferenceVector(0.5)), rows(2, 3, 2, 1, 1, 2, 3), 1);
    // (1/2)·3(1.5 − 2) against (1/3)·(−1.5) − (1/6)·((0.5 − 1) + 2(1 − 3)) = −0.5 + 0.75.
    assertArrayEquals(new double[] {-0.75}, direction(shortened, elsewhere), 1e-12);
    Influence whole = influence(exact(0), Influence.Curvature.RETAIN);
    assertArrayEquals(new double[] {0.25}, direction(whole, elsewhere), 1e-12);
  }

  /** A short last batch must not weigh more: 3 retain samples in batches of 1, 2 and 3. */
  @Test
  void theBatchSizeDoesNotMatter() {
    for (int batch : new int[] {1, 2, 3}) {
      Influence influence =
          new Influence(exact(0.1), Influence.Curvature.RETAIN, false, 1, batch, Augmentation.NONE);
      assertArrayEquals(
          new double[] {0.2868862279, -0.3809087686}, direction(influence, logistic()), 1e-9);
    }
  }

  /** A mask multiplies the step once: here the second parameter stays exactly. */
  @Test
  void aMaskMultipliesTheStep() {
    Influence newton = influence(exact(0.1), Influence.Curvature.RETAIN);
    for (MaskPolicy policy : MaskPolicy.values()) {
      Mask first = new Mask(BitSet.valueOf(new long[] {1}), 2);
      try (Network network = newton.unlearn(logistic(), first, policy)) {
        double[] w = ((ReferenceVector) network.parameters()).values();
        assertEquals(0.9547457832, w[0], 1e-6);
        assertEquals(0.2586826189, w[1]);
      }
    }
  }

  private static final double[][] THREE = {{1, 0}, {1, 1}, {0, 2}};

  private static InverseCurvature.SampleGradients of(double[][] gradients) {
    return (i, into) -> ((ReferenceVector) into).set(new ReferenceVector(gradients[i]));
  }

  private static double[] woodbury(double[][] gradients, double damping, int room, double[] v) {
    return ((ReferenceVector)
            Woodbury.solve(of(gradients), gradients.length, damping, room, new ReferenceVector(v)))
        .values();
  }

  private static double[] recursion(double[][] gradients, double[] v) {
    int n = gradients.length;
    return ((ReferenceVector) Recursion.solve(of(gradients), n, n, new ReferenceVector(v)))
        .values();
  }

  /** I + GᵀG/3 = ((5/3, 1/3), (1/3, 8/3)); its inverse times (1, 1) is (7/13, 4/13). */
  @Test
  void woodburyInvertsAndThePublishedRecursionDoesNot() {
    double[] v = {1, 1};
    assertArrayEquals(new double[] {7 / 13.0, 4 / 13.0}, woodbury(THREE, 1, 3, v), 1e-14);
    double[] k = recursion(THREE, v);
    assertArrayEquals(new double[] {0, 1}, k, 1e-14);
    assertEquals(0, k[1] - v[1], 1e-14, "k − v is parallel to the first gradient");
  }

  @Test
  void woodburyAgreesWithADirectSolveHoweverManyGradientsAreHeld() {
    UniformRandomProvider random = new Seed(3).random();
    for (int trial = 0; trial < 20; trial++) {
      int d = 1 + random.nextInt(6);
      int n = 1 + random.nextInt(9);
      double damping = 0.01 + random.nextDouble();
      double[][] g = new double[n][d];
      double[] fisher = new double[d * d];
      for (double[] row : g) {
        Arrays.setAll(row, j -> 2 * random.nextDouble() - 1);
        for (int a = 0; a < d; a++) {
          for (int b = 0; b < d; b++) {
            fisher[a * d + b] += row[a] * row[b] / n;
          }
        }
      }
      for (int a = 0; a < d; a++) {
        fisher[a * d + a] += damping;
      }
      double[] v = new double[d];
      Arrays.setAll(v, j -> 2 * random.nextDouble() - 1);
      double[] expected = Cholesky.of(fisher, d).solve(v);
      for (int room : new int[] {1, 2, 3, n}) {
        assertArrayEquals(expected, woodbury(g, damping, Math.min(room, n), v), 1e-12);
      }
      double[] k = recursion(g, v);
      for (int a = 0; a < d; a++) {
        for (int b = 0; b < a; b++) {
          double turned = (k[a] - v[a]) * g[0][b] - (k[b] - v[b]) * g[0][a];
          assertEquals(0, turned, 1e-12, "k − v is parallel to the first gradient");
        }
      }
    }
  }

  @Test
  void theRecursionStopsAfterTwoSamplesMoreThanItsConstant() {
    Unlearning task = logistic();
    Samples nine = task.retain().and(task.retain()).and(task.retain());
    float[][] found = new float[10][];
    for (int count = 3; count <= 9; count++) {
      Samples some = nine.select(IntStream.range(0, count).toArray());
      SampleLoss loss = new SampleLoss(some, 8, Augmentation.NONE, new Seed(1));
      ParameterVector v = new ReferenceVector(1, 1);
      found[count] = new Recursion(2).solve(task.original(), loss, new Seed(1), v).toArray();
    }
    assertFalse(Arrays.equals(found[3], found[4]));
    assertArrayEquals(found[4], found[5]);
    assertArrayEquals(found[4], found[9]);
  }

  @Test
  void aCurvatureThatIsNotPositiveIsSaidOrEndsTheIterations() {
    ConjugateGradients cg = new ConjugateGradients(1, 0, 50, 1e-12);
    ArithmeticException failure =
        assertThrows(
            ArithmeticException.class,
            () -> cg.solve((u, into) -> into.set(u).scale(-2), new ReferenceVector(1, 1)));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("-2.0") && message.contains("damping"), message);
    // diag(1, −½) and v = (2, 1): along v it curves by 7/10, so one step of 10/7 is made; the
    // second direction curves downwards, and ends it.
    double[] reached =
        ((ReferenceVector)
                cg.solve(
                    (u, into) -> into.set(u).multiply(new ReferenceVector(1, -0.5)),
                    new ReferenceVector(2, 1)))
            .values();
    assertArrayEquals(new double[] {20 / 7.0, 10 / 7.0}, reached, 1e-12);
  }

  @Test
  void nothingToGoAlongIsNoStep() {
    ConjugateGradients cg = new ConjugateGradients(1, 0, 50, 1e-12);
    double[] none =
        ((ReferenceVector) cg.solve((u, into) -> into.set(u), new ReferenceVector(0, 0))).values();
    assertArrayEquals(new double[2], none);
  }

  /** Of 1000 equal draws of 2 from 3, each sample is in 667; all when there are no more. */
  @Test
  void samplesAreDrawnWithoutReplacement() {
    SampleLoss all = new SampleLoss(logistic().retain(), 8, Augmentation.NONE, new Seed(1));
    int[] drawn = new int[5];
    for (int seed = 0; seed < 1000; seed++) {
      SampleLoss two = all.draw(2, new Seed(seed));
      assertEquals(2, Arrays.stream(two.samples().rows()).distinct().count());
      Arrays.stream(two.samples().rows()).forEach(row -> drawn[row]++);
    }
    for (int row : all.samples().rows()) {
      assertEquals(667, drawn[row], 70);
    }
    assertEquals(all, all.draw(3, new Seed(1)));
  }

  @Test
  void aStepThatIsNotFiniteIsNotMade() {
    RowGradient infinite = (w, row) -> new double[] {Double.POSITIVE_INFINITY};
    Unlearning broken =
        task(new Model(infinite, 2, new ReferenceVector(1)), rows(2, 3, 2, 1, 1, 2, 3), 1);
    for (InverseCurvature form : List.of(new Woodbury(2, 1), exact(1), new Recursion(2))) {
      Influence influence = influence(form, Influence.Curvature.RETAIN);
      assertThrows(ArithmeticException.class, () -> influence.unlearn(broken).close(), form.name());
    }
  }

  @Test
  void withoutRetainSamplesThereIsNoInfluence() {
    Unlearning none = task(leastSquares().original(), leastSquares().forget(), 1);
    BadInput refused =
        assertThrows(
            BadInput.class, () -> influence(exact(0), Influence.Curvature.RETAIN).unlearn(none));
    assertTrue(String.valueOf(refused.getMessage()).contains("retain samples"));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Woodbury(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Woodbury(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ConjugateGradients(1, -1, 1, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new ConjugateGradients(1, 1, 0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new ConjugateGradients(1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Recursion(0));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Influence(
                exact(1), Influence.Curvature.RETAIN, false, Double.NaN, 1, Augmentation.NONE));
  }
}
