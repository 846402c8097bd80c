package org.lethe.experiment;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Part;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.network.Checkpoints;
import org.lethe.network.Fit;
import org.lethe.network.NetworkLearner;
import org.lethe.network.Samples;
import org.lethe.results.ResultFolder;
import org.lethe.settings.SettingsFile;

/**
 * What trials cost besides training: processor seconds of an experiment of retrain trials with the
 * network of the quickstart, against those of as many trainings on as many pictures and nothing
 * else, turn by turn in one warm process. For docs/benchmarks.md; no test.
 */
public final class TrialOverhead {
  private static final int TURNS = 3;

  private static final String EXPERIMENT =
      """
      name: overhead
      data: {name: shapes, size: 16, train: 400, test: 200, overlap: 0.4}
      encoder:
        name: network-layer
        architecture: &network {name: small-cnn, width: 8, hidden: 32}
        training: &recipe
          {epochs: 10, batch: 32, learning-rate: 0.05, schedule: cosine, augmentation: none}
      scorers: [maha-mu2]
      learners:
      - {name: network, architecture: *network, training: *recipe}
      budgets: [0.3, 0.6]
      seeds: 1
      """;

  private TrialOverhead() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("lethe-overhead");
    Experiment experiment =
        Experiment.open(
            ExperimentFile.of(SettingsFile.parse(EXPERIMENT, "overhead.yaml")),
            DataHome.fromEnvironment());
    for (int turn = 0; turn <= TURNS; turn++) {
      double bare = bare();
      long start = processorNanos();
      ResultFolder results =
          experiment.folder(Files.createDirectories(folder.resolve("turn" + turn)));
      experiment.run(results, 1, Silent.PROGRESS);
      double trials = (processorNanos() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%sbare %.2f s, %d trials %.2f s, overhead %.1f %%%n",
          turn == 0 ? "(warming up) " : "",
          bare,
          results.trials().size(),
          trials,
          100 * (trials / bare - 1));
    }
  }

  /** The trainings of the experiment's four trials: nothing, 30 %, 60 % and all of p1 removed. */
  private static double bare() {
    ExperimentSpec spec =
        ExperimentFile.of(SettingsFile.parse(EXPERIMENT, "overhead.yaml"))
            .variants()
            .values()
            .stream()
            .findFirst()
            .orElseThrow();
    Variant variant = new Variant("bare", spec, spec.data().open(DataHome.fromEnvironment()));
    ExampleSet examples = SeedContext.draw(variant.corpus(), 1);
    NetworkLearner learner = (NetworkLearner) spec.learners().get(0).method();
    int[] train = examples.rows(Part.TRAIN);
    long start = processorNanos();
    for (int removed : List.of(0, 120, 240, 400)) {
      int[] rows = IntStream.range(removed, train.length).map(i -> train[i]).toArray();
      Parallel.limitedTo(
          1,
          () -> {
            Fit.fresh(
                    variant.networks().engine(),
                    learner.blueprint(examples),
                    Samples.of(examples, rows),
                    learner.training(),
                    new Seed(1),
                    Checkpoints.NONE)
                .close();
            return true;
          });
    }
    return (processorNanos() - start) / 1e9;
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
