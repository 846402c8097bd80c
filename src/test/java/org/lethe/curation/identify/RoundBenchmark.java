package org.lethe.curation.identify;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.DataHome;
import org.lethe.dataset.ExampleSet;
import org.lethe.dataset.Jigsaw;
import org.lethe.dataset.Side;
import org.lethe.encoder.TfIdf;
import org.lethe.nd.Features;
import org.lethe.nd.Parallel;
import org.lethe.nd.Seed;
import org.lethe.settings.Binder;
import org.lethe.settings.SettingsFile;

/**
 * CPU seconds of one round on 20,000 comments with 500 labels, by strategy. Run by hand:
 *
 * <pre>{@code
 * LETHE_DATA=… java -cp target/test-classes:target/classes:$(cat target/classpath.txt) \
 *     org.lethe.curation.identify.RoundBenchmark
 * }</pre>
 */
final class RoundBenchmark {
  private static final int LABELS = 500;
  private static final int REPEATS = 5;

  private RoundBenchmark() {}

  public static void main(String[] arguments) {
    Jigsaw source =
        new Binder(List.of()).bind(SettingsFile.parse("retain-ratio: 0", "all rows"), Jigsaw.class);
    Corpus corpus = source.open(DataHome.fromEnvironment());
    ExampleSet examples = corpus.draw(new Seed(1));
    int n = examples.size();
    int[] all = IntStream.range(0, n).toArray();
    Features features = TfIdf.DEFAULT.encode(examples, all, new Seed(1)).features();
    long[] keys = Round.keys(examples.ids(), new Seed(1));
    Answer[] answers = new Answer[n];
    Arrays.fill(answers, Answer.UNKNOWN);
    boolean[] audit = new boolean[n];
    int[] order = new Seed(2).permutation(n);
    for (int i = 0; i < LABELS; i++) {
      answers[order[i]] = examples.sides()[order[i]] == Side.FORGET ? Answer.FORGET : Answer.RETAIN;
      audit[order[i]] = i < 100;
    }
    System.out.printf("%d samples, %d terms, %d labels%n", n, features.columns(), LABELS);
    Probe probe = new Probe(10);
    List<QueryStrategy> strategies =
        List.of(
            new RandomQuery(),
            new Uncertainty(),
            new MostLikely(),
            new DensityRatio(1),
            new KCenter(),
            new KMeansPlusPlus(),
            new Diverse(new Uncertainty(), 5));
    for (QueryStrategy strategy : strategies) {
      double best = Double.POSITIVE_INFINITY;
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        double before = seconds();
        Parallel.limitedTo(
            1,
            () -> {
              Round round = Round.of(features, keys, answers, audit, probe);
              Identification.of(round, keys, answers, audit, probe).quality(0.5);
              return strategy.propose(round, 20);
            });
        best = Math.min(best, seconds() - before);
      }
      System.out.printf(Locale.ROOT, "%-20s %.2f s%n", strategy.name(), best);
    }
  }

  private static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
