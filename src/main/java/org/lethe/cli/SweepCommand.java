package org.lethe.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.lethe.dataset.DataHome;
import org.lethe.report.SweepPage;
import org.lethe.report.TextTables;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepResult;
import org.lethe.settings.BadInput;
import org.lethe.sweep.Sweep;
import org.lethe.sweep.SweepFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code lethe sweep FILE}: which settings of an experiment are best, judged on validation data.
 */
@Command(
    name = "sweep",
    description = {
      "Searches settings of an experiment: draws candidates from the space that the file describes,"
          + " runs each, and judges them by their means over seeds on validation data.",
      "What is already recorded is not run again, so a sweep that was stopped goes on, and ends"
          + " with the same tables."
    },
    exitCodeList = "3:with --strict: a candidate failed, or none is a result",
    footer = {
      "",
      "Examples:",
      "  lethe sweep experiments/sweeps/sms-quick.yaml",
      "  lethe sweep experiments/sweeps/sms-quick.yaml candidates=40 experiment.seeds=5",
      "  lethe report --watch results/sms-quick",
      "                               its page, while it runs"
    },
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "FILE", description = "The sweep file (YAML).")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "key=value",
      description =
          "Settings that replace the file's, with dots; experiment.seeds=5 for those of the"
              + " experiment")
  private List<String> assignments = List.of();

  @Mixin private ResultsOption results;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Candidates that run side by side (default: the number of cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--processes",
      description =
          "Run each candidate in a process of its own: one that crashes is recorded as failed, and"
              + " the others go on.")
  private boolean processes;

  @Option(names = "--retry", description = "Run candidates again that failed before.")
  private boolean retry;

  @Option(names = "--dry-run", description = "Check everything, and show what would be searched.")
  private boolean dryRun;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but the outcome.")
  private boolean quiet;

  @Option(
      names = "--strict",
      description = "End with 3 if a candidate failed, or none is a result.")
  private boolean strict;

  @Override
  public Integer call() throws InterruptedException {
    if (threads < 1) {
      throw new BadInput("--threads is " + threads + "; allowed: 1 or more");
    }
    PrintWriter out = command.commandLine().getOut();
    SweepFile read = SweepFile.read(file, assignments);
    Sweep sweep = Sweep.open(read, DataHome.fromEnvironment());
    if (dryRun) {
      out.print(sweep.describe());
      out.flush();
      return 0;
    }
    SweepFolder folder = sweep.folder(results.folder());
    Sweep.Manner manner =
        new Sweep.Manner(threads, processes ? launcher() : List.<String>of(), retry);
    AtomicReference<SweepResult> found = new AtomicReference<>();
    Interruption.allowedDuring(() -> found.set(sweep.run(folder, manner, this::tell)));
    SweepResult result = Objects.requireNonNull(found.get(), "the sweep was run");
    Path page = SweepPage.write(folder);
    out.print(TextTables.sweep(result));
    out.println("page: " + page);
    out.flush();
    boolean failed = result.candidates().stream().anyMatch(each -> each.status() == Status.FAILED);
    return strict && (failed || result.pareto().isEmpty()) ? Lethe.MISSED : 0;
  }

  /** One line a candidate: {@code 3 of 20: forget 0.12 [0.10, 0.14]}. */
  private void tell(SweepResult soFar) {
    if (quiet) {
      return;
    }
    PrintWriter err = command.commandLine().getErr();
    err.println(
        String.format(
            Locale.ROOT,
            "%d of %d candidates%s",
            soFar.candidates().size(),
            soFar.planned() - soFar.repeats(),
            soFar.pareto().isEmpty() ? "" : "; best: " + TextTables.best(soFar)));
    err.flush();
  }

  /** The words that start this program again, with the same Java and its options. */
  private static List<String> launcher() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.contains("jacoco"))
        .forEach(words::add);
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(Lethe.class.getName());
    return words;
  }
}
