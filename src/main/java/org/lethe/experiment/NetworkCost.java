package org.lethe.experiment;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.encoder.NetworkLayer;
import org.lethe.learner.Learner;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Batches;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.NetworkLearner;
import org.lethe.network.Recipe;
import org.lethe.network.Samples;
import org.lethe.network.Sgd;
import org.lethe.settings.Labelled;

/**
 * What one seed of an experiment with networks would take, from a few steps of each network instead
 * of whole trainings, which may take hours. An unlearner is counted as a training from the start:
 * most are shorter, so this is an upper bound.
 *
 * @param seconds on one worker
 * @param bytes for the pictures, the largest network with gradient and momentum, and its outputs
 */
record NetworkCost(double seconds, long bytes) {
  private static final int STEPS = 5;
  private static final long WARM_UP_NANOS = 3_000_000_000L;
  private static final int ASKED = 256;

  static NetworkCost of(Variant variant) {
    ExperimentSpec spec = variant.spec();
    ExampleSet examples = SeedContext.draw(variant.corpus(), spec.seeds().values().get(0));
    return Parallel.limitedTo(spec.threads(), () -> of(variant, examples));
  }

  private static NetworkCost of(Variant variant, ExampleSet examples) {
    ExperimentSpec spec = variant.spec();
    int train = examples.rows(Part.TRAIN).length;
    Set<NetworkLearner> originals = new HashSet<>();
    if (spec.encoder().method() instanceof NetworkLayer layer) {
      originals.add(layer.learner());
    }
    for (Labelled<Learner> learner : spec.learners()) {
      if (learner.method() instanceof NetworkLearner network) {
        originals.add(network);
      }
    }
    double seconds = 0;
    long largest = 0;
    for (NetworkLearner network : originals) {
      Measured measured = measure(variant, examples, network);
      Recipe recipe = network.training();
      double training =
          (double) recipe.epochs() * Batches.count(train, recipe.batch()) * measured.step;
      double whole = training + examples.size() * measured.example;
      boolean learns = spec.learners().stream().anyMatch(l -> l.method().equals(network));
      int perUnlearner = spec.scorers().size() * spec.budgets().between().size() + 1;
      int models = learns ? perUnlearner * spec.unlearners().size() : 0;
      seconds += whole * (1 + models);
      largest = Math.max(largest, 4L * measured.parameters);
    }
    long pictures = (long) examples.size() * Samples.shape(examples.content()).size();
    long outputs = 4L * examples.size() * examples.classes().size();
    return new NetworkCost(seconds, pictures + 4 * largest + outputs);
  }

  /** Seconds of a step and of asking about one example, and p. */
  private record Measured(double step, double example, int parameters) {}

  private static Measured measure(Variant variant, ExampleSet examples, NetworkLearner learner) {
    int[] rows = examples.rows(Part.TRAIN);
    Samples samples = Samples.of(examples, rows);
    int n = Math.min(learner.training().batch(), samples.size());
    Batch batch = samples.read(IntStream.range(0, n).toArray());
    Samples asked = samples.select(IntStream.range(0, Math.min(ASKED, rows.length)).toArray());
    try (Network network =
            variant.networks().engine().network(learner.blueprint(examples), new Seed(0));
        Descent descent = new Descent(network, new Sgd(0.9, 0), Constraint.NONE)) {
      long warm = System.nanoTime();
      do {
        step(descent, batch); // small networks run mostly in Java, which has to be compiled
      } while (System.nanoTime() - warm < WARM_UP_NANOS);
      double[] seconds = new double[STEPS];
      for (int i = 0; i < STEPS; i++) {
        long start = System.nanoTime();
        step(descent, batch);
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
      Arrays.sort(seconds);
      Batches.logits(network, asked);
      long start = System.nanoTime();
      Batches.logits(network, asked);
      double asking = (System.nanoTime() - start) / 1e9;
      return new Measured(seconds[STEPS / 2], asking / asked.size(), network.parameters().length());
    }
  }

  /** Waits for the end of the step: a card works on its own. */
  private static void step(Descent descent, Batch batch) {
    descent.step(batch, Losses.crossEntropy(batch.labels()), BatchNormMode.TRAIN, 1e-4);
    descent.check();
  }
}
