package org.lethe.classical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lethe.dataset.ExampleSet;
import org.lethe.learner.Classifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Rows;
import org.lethe.nd.Seed;
import org.lethe.testing.Refused;
import org.lethe.testing.Sparse;

/**
 * The contract of learners for logistic regression; its optimum against scikit-learn's. Guards
 * against a solver that stops early (the budget at which something flips would then depend on where
 * it started) and against infinite losses when a class is gone.
 */
class LogisticRegressionTest extends LearnerContract {
  @Override
  Learner learner() {
    return LogisticRegression.DEFAULT;
  }

  @Override
  double[] answers(Model model, Features rows) {
    return ((Classifier) model).decisions(rows);
  }

  private static LogisticRegression with(double c, ClassWeight weight, Intercept intercept) {
    return new LogisticRegression(c, weight, intercept, 1e-8, 200);
  }

  @TestFactory
  Stream<DynamicTest> findsTheOptimumThatScikitLearnFinds() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("logistic_golden.json"))) {
      List<DynamicTest> tests = new ArrayList<>();
      for (JsonNode each : new ObjectMapper().readTree(in)) {
        String name =
            each.get("kind").asText()
                + ", "
                + each.get("classes").asInt()
                + " classes, "
                + each.get("weight").asText()
                + ", C "
                + each.get("c").asDouble()
                + ", intercept "
                + each.get("intercept").asText();
        tests.add(DynamicTest.dynamicTest(name, () -> compare(each)));
      }
      return tests.stream();
    }
  }

  private static void compare(JsonNode golden) {
    double[][] x = matrix(golden.get("x"));
    int[] y = IntStream.range(0, x.length).map(i -> golden.get("y").get(i).asInt()).toArray();
    int classes = golden.get("classes").asInt();
    float[] values = new float[x.length * x[0].length];
    for (int i = 0, at = 0; i < x.length; i++) {
      for (double value : x[i]) {
        values[at++] = (float) value;
      }
    }
    DenseFeatures dense = new DenseFeatures(values, x.length, x[0].length);
    Features features = golden.get("kind").asText().equals("sparse") ? Sparse.of(dense) : dense;
    ClassWeight weight =
        ClassWeight.valueOf(golden.get("weight").asText().toUpperCase(Locale.ROOT));
    Intercept intercept =
        Intercept.valueOf(golden.get("intercept").asText().toUpperCase(Locale.ROOT));
    double c = golden.get("c").asDouble();
    LinearClassifier model =
        with(c, weight, intercept).fit(Rows.of(features), y, classes, Optional.empty());

    double[][] theirWeights = matrix(golden.get("weights"));
    double[][] theirDecisions = matrix(golden.get("decisions"));
    double[][] theirProbabilities = matrix(golden.get("probabilities"));
    double[] decisions = model.decisions(features);
    double[] probabilities = model.probabilities(features);
    for (int i = 0; i < x.length; i++) {
      for (int s = 0; s < classes; s++) {
        double theirs =
            classes > 2 ? theirDecisions[i][s] : (s == 1 ? 0.5 : -0.5) * theirDecisions[i][0];
        assertEquals(theirs, decisions[i * classes + s], 1e-4);
        assertEquals(theirProbabilities[i][s], probabilities[i * classes + s], 1e-5);
      }
    }
    for (int s = 0; s < theirWeights.length; s++) {
      int positive = classes == 2 ? 1 : s;
      double ours = objective(x, y, positive, c, weight, intercept, model.solution(s));
      double theirs = objective(x, y, positive, c, weight, intercept, theirWeights[s]);
      assertTrue(ours <= theirs * (1 + 1e-8), ours + " is above " + theirs);
    }
  }

  /** The objective of the class comment, written out. */
  private static double objective(
      double[][] x,
      int[] y,
      int positive,
      double c,
      ClassWeight weight,
      Intercept intercept,
      double[] w) {
    int d = x[0].length;
    double n = y.length;
    double yes = Arrays.stream(y).filter(label -> label == positive).count();
    double sum = intercept == Intercept.PENALISED ? w[d] * w[d] / 2 : 0;
    for (int j = 0; j < d; j++) {
      sum += w[j] * w[j] / 2;
    }
    for (int i = 0; i < x.length; i++) {
      double z = w[d];
      for (int j = 0; j < d; j++) {
        z += w[j] * x[i][j];
      }
      boolean right = y[i] == positive;
      double balance = weight == ClassWeight.NONE ? 1 : n / (2 * (right ? yes : n - yes));
      sum += c * balance * Math.log1p(Math.exp(right ? -z : z));
    }
    return sum;
  }

  private static double[][] matrix(JsonNode rows) {
    double[][] result = new double[rows.size()][];
    for (int i = 0; i < result.length; i++) {
      JsonNode row = rows.get(i);
      result[i] = IntStream.range(0, row.size()).mapToDouble(j -> row.get(j).asDouble()).toArray();
    }
    return result;
  }

  @Test
  void whereItStartsDoesNotMatter() {
    for (int classes : List.of(2, 4)) {
      ExampleSet examples = examples(classes, 21);
      Features features = Sparse.of(dense(examples));
      int[] all = IntStream.range(0, N).toArray();
      int[] some = IntStream.range(0, N).filter(i -> examples.labels()[i] != 0 || i < 20).toArray();
      Model original = fit(examples, features, all);
      Model cold = fit(examples, features, some);
      Model warm =
          learner().fit(new Training(examples, features, some, Optional.of(original), new Seed(1)));
      assertArrayEquals(answers(cold, features), answers(warm, features), 1e-5);
    }
  }

  /** Only the intercept answers to what all rows have in common, however much it is. */
  @Test
  void aMeanThatAllRowsShareChangesTheInterceptAlone() {
    int n = 300;
    int d = 8;
    UniformRandomProvider random = new Seed(29).random();
    float[] centred = new float[n * d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(2);
      for (int j = 0; j < d; j++) { // eighths, so that no offset rounds them
        centred[i * d + j] = (random.nextInt(33) - 16) / 8f + (j == 0 ? labels[i] : 0);
      }
    }
    double[] expected = solution(centred, labels, d);
    for (int offset : new int[] {1, 100, 10_000, 500_000}) {
      float[] moved = new float[n * d];
      double shift = 0;
      for (int at = 0; at < moved.length; at++) {
        moved[at] = centred[at] + offset * (1 + at % d % 2);
      }
      for (int j = 0; j < d; j++) {
        shift += expected[j] * offset * (1 + j % 2);
      }
      double[] actual = solution(moved, labels, d);
      assertArrayEquals(
          Arrays.copyOf(expected, d), Arrays.copyOf(actual, d), 2e-6, "offset " + offset);
      assertEquals(expected[d] - shift, actual[d], 2e-6 * (1 + d * 2 * offset), "offset " + offset);
    }
  }

  private static double[] solution(float[] values, int[] labels, int d) {
    DenseFeatures features = new DenseFeatures(values, labels.length, d);
    return LogisticRegression.DEFAULT
        .fit(Rows.of(features), labels, 2, Optional.empty())
        .solution(0);
  }

  @Test
  void probabilitiesSumToOne() {
    for (int classes : List.of(2, 3, 5)) {
      ExampleSet examples = examples(classes, 22);
      int[] rows = IntStream.range(0, 90).toArray();
      Classifier model = (Classifier) fit(examples, dense(examples), rows);
      double[] probabilities = model.probabilities(dense(examples));
      for (int i = 0; i < N; i++) {
        double sum = Arrays.stream(probabilities, i * classes, (i + 1) * classes).sum();
        assertEquals(1, sum, 1e-12);
      }
    }
  }

  /** 50 examples of one class and none of the other: (50 + 1)/(50 + 2) and (0 + 1)/(50 + 2). */
  @Test
  void withOneClassLeftPredictsSmoothedFrequencies() {
    ExampleSet examples = examples(2, 23);
    int[] rows = IntStream.range(0, N).filter(i -> examples.labels()[i] == 1).limit(50).toArray();
    assertEquals(50, rows.length);
    Classifier model = (Classifier) fit(examples, dense(examples), rows);
    double[] probabilities = model.probabilities(dense(examples).select(new int[] {0}));
    assertArrayEquals(new double[] {1 / 52.0, 51 / 52.0}, probabilities, 1e-12);
    assertArrayEquals(
        new double[] {-Math.log(51) / 2, Math.log(51) / 2},
        model.decisions(dense(examples).select(new int[] {0})),
        1e-12);
  }

  /** The same rule for c classes: (n + 1)/(n + c) and 1/(n + c), here with n = 20, c = 4. */
  @Test
  void withOneOfManyClassesLeftPredictsSmoothedFrequencies() {
    ExampleSet examples = examples(4, 24);
    int[] rows = IntStream.range(0, N).filter(i -> examples.labels()[i] == 2).limit(20).toArray();
    assertEquals(20, rows.length);
    Classifier model = (Classifier) fit(examples, dense(examples), rows);
    assertArrayEquals(
        new double[] {1 / 24.0, 1 / 24.0, 21 / 24.0, 1 / 24.0},
        model.probabilities(dense(examples).select(new int[] {0})),
        1e-12);
  }

  @Test
  void aClassWithoutExamplesIsPossibleButNeverPredicted() {
    ExampleSet examples = examples(3, 25);
    int[] rows = IntStream.range(0, N).filter(i -> examples.labels()[i] != 0).toArray();
    Classifier model = (Classifier) fit(examples, dense(examples), rows);
    double[] probabilities = model.probabilities(dense(examples));
    for (int i = 0; i < N; i++) {
      double gone = probabilities[3 * i];
      assertTrue(gone > 0 && gone < 0.05, "probability " + gone);
      assertTrue(gone < Math.max(probabilities[3 * i + 1], probabilities[3 * i + 2]));
    }
  }

  @Test
  void probabilitiesStayFiniteFarFromTheData() {
    ExampleSet examples = examples(3, 26);
    Classifier model = (Classifier) fit(examples, dense(examples), IntStream.range(0, N).toArray());
    float[] far = new float[D];
    for (float scale : new float[] {1e6f, -1e6f}) {
      Arrays.fill(far, scale);
      double[] probabilities = model.probabilities(new DenseFeatures(far, 1, D));
      assertEquals(1, Arrays.stream(probabilities).sum(), 1e-12);
    }
  }

  @Test
  void saysThatItIsNotAtTheOptimum() {
    ExampleSet examples = examples(2, 27);
    LogisticRegression hurried =
        new LogisticRegression(100, ClassWeight.NONE, Intercept.FREE, 1e-12, 1);
    Rows rows = Rows.of(dense(examples));
    String message =
        Refused.message(
            ArithmeticException.class,
            () -> hurried.fit(rows, examples.labels(), 2, Optional.empty()));
    assertTrue(message.contains("after 1 Newton steps"), message);
  }

  @Test
  void refusesRowsThatAreNotFinite() {
    ExampleSet examples = examples(2, 28);
    float[] values = dense(examples).values().clone();
    values[5] = Float.NaN;
    assertThrows(
        IllegalArgumentException.class,
        () -> fit(examples, new DenseFeatures(values, N, D), IntStream.range(0, N).toArray()));
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertRefused("c", () -> with(0, ClassWeight.NONE, Intercept.FREE));
    assertRefused("c", () -> with(Double.NaN, ClassWeight.NONE, Intercept.FREE));
    assertRefused(
        "tolerance", () -> new LogisticRegression(1, ClassWeight.NONE, Intercept.FREE, 0, 200));
    assertRefused(
        "max-iterations",
        () -> new LogisticRegression(1, ClassWeight.NONE, Intercept.FREE, 1e-6, 0));
  }

  private static void assertRefused(String key, org.junit.jupiter.api.function.Executable make) {
    String message = Refused.message(IllegalArgumentException.class, make);
    assertTrue(message.startsWith(key + " is ") && message.contains("allowed"), message);
  }

  /**
   * Fixture T7 (docs/decisions/targets.md): mean log-loss + 0.05‖w‖² without an intercept; ½‖w‖² +
   * CΣ is ten times that with C = 10/n: 2 for all five samples, 10/3 for the three that are
   * retained.
   */
  @Test
  void oneNewtonStepIsTheInfluenceOfTheForgetSamples() {
    double[][] x = {{1, 2}, {2, -1}, {1, 0}, {0, 1}, {-1, 1}};
    int[] y = {1, 0, 1, 0, 0};
    LinearClassifier original =
        with(2, ClassWeight.NONE, Intercept.NONE).fit(rows(x, 0), y, 2, Optional.empty());
    assertEquals(0.2554462263, original.solution(0)[0], 1e-6);
    assertEquals(0.2586826189, original.solution(0)[1], 1e-6);
    LogisticRegression retained = with(10 / 3.0, ClassWeight.NONE, Intercept.NONE);
    int[] left = {1, 0, 0};
    LinearClassifier stepped = retained.newtonStep(original, rows(x, 2), left);
    assertEquals(0.9547457832, stepped.solution(0)[0], 1e-6);
    assertEquals(-0.9574834313, stepped.solution(0)[1], 1e-6);
    LinearClassifier retrained = retained.fit(rows(x, 2), left, 2, Optional.empty());
    assertEquals(1.1294685171, retrained.solution(0)[0], 1e-6);
    // at the optimum there is nowhere to go
    LinearClassifier still = retained.newtonStep(retrained, rows(x, 2), left);
    assertEquals(retrained.solution(0)[0], still.solution(0)[0], 1e-6);
  }

  @Test
  void aStepWithoutTheLastOfAClassIsTheSmoothedConstant() {
    double[][] x = {{1, 2}, {2, -1}, {1, 0}};
    LogisticRegression recipe = with(1, ClassWeight.NONE, Intercept.PENALISED);
    LinearClassifier original = recipe.fit(rows(x, 0), new int[] {1, 0, 0}, 2, Optional.empty());
    LinearClassifier stepped = recipe.newtonStep(original, rows(x, 1), new int[] {0, 0});
    // (0 + 1)/(2 + 1), Laplace's rule
    assertArrayEquals(new double[] {0, 0, Math.log(1 / 3.0)}, stepped.solution(0), 1e-12);
  }

  /** Those from one on, without any before. */
  private static Rows rows(double[][] x, int from) {
    float[] values = new float[2 * (x.length - from)];
    for (int i = from; i < x.length; i++) {
      values[2 * (i - from)] = (float) x[i][0];
      values[2 * (i - from) + 1] = (float) x[i][1];
    }
    int n = x.length - from;
    return Rows.of(new DenseFeatures(values, n, 2), IntStream.range(0, n).toArray());
  }
}
