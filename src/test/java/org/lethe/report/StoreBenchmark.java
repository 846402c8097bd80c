package org.lethe.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.lethe.export.RollUp;
import org.lethe.export.TensorBoard;
import org.lethe.nd.Seed;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.Summary;
import org.lethe.results.TracedRecords;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/**
 * What 100,000 trials of 12 metrics cost (50 rules, 20 seeds, 100 budgets), step by step and in
 * this order, each once: a command is a process that has just begun.
 *
 * <pre>
 * java -Xmx1g -cp … org.lethe.report.StoreBenchmark FOLDER   # made there, if it is not
 * </pre>
 */
public final class StoreBenchmark {
  private static final int RULES = 50;
  private static final int SEEDS = 20;
  private static final int BUDGETS = 100;
  private static final int METRICS = 12;

  private StoreBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path place = Path.of(arguments[0]);
    if (!Files.exists(place)) {
      make(ResultFolder.open(place));
      System.out.println("made; start again, to measure in a fresh process");
      return;
    }
    ResultFolder folder = ResultFolder.existing(place);
    timed("ids, as status", () -> folder.recordedIds().size());
    timed("ids again", () -> folder.recordedIds().size());
    Records records = timed("read", folder::read);
    Summary summary = timed("summarise", () -> Summary.of(folder.study(), records));
    timed("page", () -> Report.write(folder, summary, place.resolve("report")));
    TracedRecords all = timed("read with provenance", folder::traced);
    List<TracedTrial> trials = all.trials();
    timed("to Parquet", () -> RollUp.write("large", all, place.resolve("trials.parquet")));
    timed("to TensorBoard", () -> TensorBoard.write(trials, place.resolve("tensorboard")));
  }

  private static <T> T timed(String what, Callable<T> work) throws Exception {
    double processor = processorSeconds();
    long begin = System.nanoTime();
    T result = work.call();
    System.out.printf(
        Locale.ROOT,
        "%-22s %6.2f s wall %6.2f s processor%n",
        what,
        (System.nanoTime() - begin) / 1e9,
        processorSeconds() - processor);
    return result;
  }

  private static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static void make(ResultFolder folder) {
    folder.writeStudy(
        new Study("large", "", "recall", "accuracy", List.of(), Map.of(), List.of()), "");
    Provenance by = Provenance.ofThisProcess(1, "jvm", new TreeMap<>());
    for (int rule = 0; rule < RULES; rule++) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        List<TrialRecord> path = new ArrayList<>();
        for (int budget = 0; budget < BUDGETS; budget++) {
          path.add(trial(rule, seed, budget));
        }
        folder.record(path, by);
      }
    }
  }

  private static TrialRecord trial(int rule, int seed, int budget) {
    var random = new Seed(seed).derive("rule", rule).derive("budget", budget).random();
    double share = budget / (BUDGETS - 1.0);
    List<Measurement> measured = new ArrayList<>();
    measured.add(
        new Measurement(
            "recall",
            "forget-test",
            0.9 * (1 - share * random.nextDouble()),
            "fraction",
            Direction.LOWER_IS_BETTER));
    for (int metric = 1; metric < METRICS; metric++) {
      measured.add(
          new Measurement(
              metric == 1 ? "accuracy" : "metric-" + metric,
              "retain-test",
              random.nextDouble(),
              "fraction",
              Direction.HIGHER_IS_BETTER));
    }
    String name = rule == 0 ? Summary.RANDOM : "rule-" + rule;
    return new TrialRecord(
        String.format(Locale.ROOT, "%08x%08x%08x", rule + 1, seed, budget),
        new TrialKey("toy", "", "tfidf", name, "lr", "retrain", "jvm", share, budget, seed),
        measured,
        Map.of("train", 0.01));
  }
}
