package org.lethe.classical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.lethe.dataset.Content;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.dataset.Side;
import org.lethe.learner.Classifier;
import org.lethe.learner.Learner;
import org.lethe.learner.Model;
import org.lethe.learner.Training;
import org.lethe.nd.DenseFeatures;
import org.lethe.nd.Features;
import org.lethe.nd.Seed;
import org.lethe.testing.Sparse;

/**
 * What every learner promises. Guards against fits that depend on the order of calls, on threads,
 * on the order of rows beyond rounding, or on rows they were not given.
 */
abstract class LearnerContract {
  static final int N = 120;
  static final int D = 6;

  abstract Learner learner();

  /** Every number of a model, as it answers for the given rows. */
  abstract double[] answers(Model model, Features rows);

  static ExampleSet examples(int classes, long seed) {
    UniformRandomProvider random = new Seed(seed).random();
    float[] values = new float[N * D];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = random.nextInt(classes);
      for (int j = 0; j < D; j++) {
        boolean there = random.nextDouble() < 0.6;
        values[i * D + j] = there ? (float) (random.nextDouble() + (j == labels[i] ? 0.5 : 0)) : 0;
      }
    }
    return new ExampleSet(
        "made",
        IntStream.range(0, N).mapToObj(i -> "m" + i).toList(),
        new Content.Numbers(new DenseFeatures(values, N, D)),
        IntStream.range(0, N)
            .mapToObj(i -> labels[i] == 0 ? Side.FORGET : Side.RETAIN)
            .toArray(Side[]::new),
        labels,
        IntStream.range(0, classes).mapToObj(c -> "c" + c).toList(),
        IntStream.range(0, N).mapToObj(i -> Part.TRAIN).toArray(Part[]::new),
        Optional.empty());
  }

  static DenseFeatures dense(ExampleSet examples) {
    return ((Content.Numbers) examples.content()).rows();
  }

  Model fit(ExampleSet examples, Features features, int[] rows) {
    return learner().fit(new Training(examples, features, rows, Optional.empty(), new Seed(1)));
  }

  @Test
  void theSameFitTwiceGivesTheSameBits() {
    for (int classes : List.of(2, 4)) {
      ExampleSet examples = examples(classes, 11);
      int[] rows = IntStream.range(0, 80).toArray();
      assertArrayEquals(
          answers(fit(examples, dense(examples), rows), dense(examples)),
          answers(fit(examples, dense(examples), rows), dense(examples)));
    }
  }

  @Test
  void fitsInParallelGiveTheSameBitsAsOneAfterAnother()
      throws InterruptedException, ExecutionException {
    ExampleSet examples = examples(3, 12);
    Features features = Sparse.of(dense(examples));
    List<int[]> subsets =
        IntStream.range(0, 12).mapToObj(s -> IntStream.range(s, 60 + 4 * s).toArray()).toList();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Model>> together =
          subsets.stream().map(rows -> pool.submit(() -> fit(examples, features, rows))).toList();
      for (int s = 0; s < subsets.size(); s++) {
        assertArrayEquals(
            answers(fit(examples, features, subsets.get(s)), features),
            answers(together.get(s).get(), features));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void theOrderOfRowsIsRounding() {
    ExampleSet examples = examples(3, 13);
    int[] rows = IntStream.range(0, 100).toArray();
    int[] shuffled = new Seed(5).permutation(100);
    assertArrayEquals(
        answers(fit(examples, dense(examples), rows), dense(examples)),
        answers(fit(examples, dense(examples), shuffled), dense(examples)),
        1e-5);
  }

  @Test
  void denseAndSparseRowsGiveTheSameModel() {
    ExampleSet examples = examples(3, 14);
    int[] rows = IntStream.range(10, 110).toArray();
    assertArrayEquals(
        answers(fit(examples, dense(examples), rows), dense(examples)),
        answers(fit(examples, Sparse.of(dense(examples)), rows), dense(examples)),
        1e-5);
  }

  /** A model may know its training rows, or read rows where they lie: the answer stays the same. */
  @Test
  void someRowsAreAnsweredAsIfTheyWereAlone() {
    for (int classes : List.of(2, 4)) {
      ExampleSet examples = examples(classes, 16);
      int[] forget = examples.rows(Side.FORGET, Part.TRAIN);
      List<int[]> trained =
          List.of(
              IntStream.range(20, 90).toArray(),
              new Seed(7).permutation(90),
              examples.rows(Side.RETAIN, Part.TRAIN), // one class is gone, of two one is alone
              Arrays.copyOf(forget, 5));
      for (Features features : List.of(dense(examples), Sparse.of(dense(examples)))) {
        for (int[] rows : trained) {
          if (!(fit(examples, features, rows) instanceof Classifier model)) {
            return;
          }
          for (int[] asked :
              List.of(
                  IntStream.range(0, N).toArray(),
                  IntStream.range(85, 100).toArray(),
                  new int[] {60, 3, 60, 119, 21, 20},
                  new int[0])) {
            assertArrayEquals(
                model.probabilities(features.select(asked)),
                model.probabilities(features, asked),
                1e-12);
          }
        }
      }
    }
  }

  @Test
  void rowsThatAreNotGivenTeachNothing() {
    ExampleSet examples = examples(2, 15);
    float[] changed = dense(examples).values().clone();
    Arrays.fill(changed, 100 * D, N * D, 77f);
    int[] rows = IntStream.range(0, 100).toArray();
    assertArrayEquals(
        answers(fit(examples, dense(examples), rows), dense(examples)),
        answers(fit(examples, new DenseFeatures(changed, N, D), rows), dense(examples)));
  }
}
