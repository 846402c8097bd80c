package org.lethe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
import org.lethe.testing.LetheProcess;
import picocli.CommandLine;

/**
 * What a batch costs beside its trials, and what a second worker gains. Run by hand from the
 * repository's root, on a machine with two idle cores; it prints the load it was run under.
 *
 * <pre>java … org.lethe.cli.WorkerBenchmark FOLDER [TURNS]</pre>
 */
public final class WorkerBenchmark {
  private static final int TURNS = 3; // without the warming up

  /** Trials of microseconds: 25 seeds × (2 rules × 20 budgets + 2 ends), 75 units. */
  private static final String PATHS =
      """
      name: paths
      data: {name: gaussians, n1: 50, n2: 50, mean2: 2}
      scorers: [random, distance]
      learners: [gaussian-mean]
      budgets: {from: 0.04, to: 0.8, step: 0.04}
      seeds: 25
      """;

  /** The least that shares a file, as trials of networks do: 500 units of 2 trials. */
  private static final String ENDS =
      """
      name: ends
      data: {name: gaussians, n1: 50, n2: 50, mean2: 2}
      scorers: []
      learners: [gaussian-mean]
      budgets: [0, 1]
      seeds: 500
      """;

  /**
   * A minute of trials of 35 ms, each on one thread: 24 seeds × (2 rules × 40 budgets + 2 ends).
   */
  private static final String LONG =
      """
      name: long
      data: {name: gaussians, n1: 20000, n2: 20000, dimension: 30, mean2: 1}
      scorers: [random, distance]
      learners: [logistic-regression]
      budgets: {from: 0.02, to: 0.8, step: 0.02}
      seeds: 24
      """;

  private final Path folder;
  private final int turns;

  private WorkerBenchmark(Path folder, int turns) {
    this.folder = folder;
    this.turns = turns;
  }

  /** Arguments: an empty folder, and how often each is measured. */
  public static void main(String[] args) throws Exception {
    WorkerBenchmark benchmark =
        new WorkerBenchmark(
            Files.createDirectories(Path.of(args[0])).toAbsolutePath(),
            args.length > 1 ? Integer.parseInt(args[1]) : TURNS);
    print("load of the last minute: %s", load());
    benchmark.overhead("paths", PATHS);
    benchmark.overhead("ends", ENDS);
    benchmark.workers();
    print("load of the last minute: %s", load());
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private String plan(String name, String experiment) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), experiment);
    lethe("plan", file.toString(), "--out", folder.resolve(name).toString());
    return folder.resolve(name + "/manifest.jsonl").toString();
  }

  private static void lethe(String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = Lethe.commandLine().setErr(new PrintWriter(err));
    line.setOut(new PrintWriter(new StringWriter()));
    if (line.execute(arguments) != 0) {
      throw new IllegalStateException(err.toString());
    }
  }

  /** The thread that works, less what its trials say that they took. */
  private void overhead(String name, String experiment) throws IOException {
    String manifest = plan(name, experiment);
    for (int turn = 0; turn <= turns; turn++) {
      Path results = folder.resolve(name + "-" + turn);
      long start = System.nanoTime();
      long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      lethe("work", manifest, "--results", results.toString(), "--index=0", "--stride=1");
      double cpu =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor) / 1e6;
      double wall = (System.nanoTime() - start) / 1e6;
      List<TrialRecord> trials = ResultFolder.existing(results.resolve(name)).trials();
      double own =
          1e3
              * trials.stream()
                  .flatMap(trial -> trial.seconds().values().stream())
                  .mapToDouble(Double::doubleValue)
                  .sum();
      print(
          "%s%s: %d trials, of their own %.0f ms; beside them %.2f ms of wall and %.2f ms of"
              + " processor a trial",
          turn == 0 ? "(warming up) " : "",
          name,
          trials.size(),
          own,
          (wall - own) / trials.size(),
          (cpu - own) / trials.size());
    }
  }

  private void workers() throws Exception {
    String manifest = plan("long", LONG);
    for (int turn = 0; turn < turns; turn++) {
      Took one = work(manifest, turn, 1);
      Took two = work(manifest, turn, 2);
      print(
          "one worker %.1f s (%.1f of processor), two workers %.1f s (%.1f): %.2f times as fast,"
              + " %.2f if each had a core of its own",
          one.wall,
          one.processor,
          two.wall,
          two.processor,
          one.wall / two.wall,
          one.processor / two.slowest);
    }
  }

  /**
   * Seconds.
   *
   * @param slowest processor of that process which took most
   */
  private record Took(double wall, double processor, double slowest) {}

  private Took work(String manifest, int turn, int workers) throws Exception {
    String results = folder.resolve("long-" + turn + "-" + workers).toString();
    LetheProcess lethe =
        LetheProcess.in(folder).withJavaOptions("-XX:ActiveProcessorCount=1", "-Xmx512m");
    long start = System.nanoTime();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Path said = folder.resolve("said-" + i);
      processes.add(
          lethe.start(
              said,
              said,
              "work",
              manifest,
              "--results",
              results,
              "--index",
              String.valueOf(i),
              "--stride",
              String.valueOf(workers)));
    }
    double[] processor = new double[workers];
    while (processes.stream().anyMatch(Process::isAlive)) {
      for (int i = 0; i < workers; i++) {
        Duration used = processes.get(i).toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
        processor[i] = Math.max(processor[i], used.toMillis() / 1e3);
      }
      Thread.sleep(20);
    }
    double wall = (System.nanoTime() - start) / 1e9;
    for (Process process : processes) {
      if (process.exitValue() != 0) {
        throw new IllegalStateException("a worker ended with " + process.exitValue());
      }
    }
    return new Took(wall, Arrays.stream(processor).sum(), Arrays.stream(processor).max().orElse(0));
  }
}
