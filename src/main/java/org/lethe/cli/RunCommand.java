package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.dataset.DataHome;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.ExperimentFile;
import org.lethe.experiment.SharedParts;
import org.lethe.results.ResultFolder;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe run FILE}: everything from one experiment file to tables and a page. */
@Command(
    name = "run",
    description = {
      "Runs an experiment: reads the file, gets the data, scores every forget sample with every"
          + " rule, removes what each budget says, retrains, measures, and leaves tables and a"
          + " page.",
      "What is already recorded is not run again."
    },
    exitCodeList = "3:with --strict: an expectation or a trial failed",
    footer = {
      "",
      "Examples:",
      "  lethe run experiments/gaussians.yaml",
      "  lethe run experiments/sms-spam.yaml seeds=10 budgets='{from: 0, to: 1, step: 0.1}'",
      "  lethe run experiments/sms-spam.yaml --print"
    },
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Mixin private ExperimentArguments arguments;
  @Mixin private ResultsOption results;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Trials that run side by side (default: the number of cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--print", description = "Show the resolved settings and the trials they mean.")
  private boolean print;

  @Option(
      names = "--dry-run",
      description = "Show what would be run, with counts and estimates of time and memory.")
  private boolean dryRun;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but the outcome.")
  private boolean quiet;

  @Option(names = "--strict", description = "End with 3 if an expectation or a trial failed.")
  private boolean strict;

  @Option(names = "--cache", hidden = true, paramLabel = "DIR")
  private @Nullable Path cache; // of the sweep that this run is a candidate of

  @Override
  public Integer call() throws InterruptedException {
    if (threads < 1) {
      throw new BadInput("--threads is " + threads + "; allowed: 1 or more");
    }
    PrintWriter out = command.commandLine().getOut();
    ExperimentFile read = arguments.read();
    if (print) {
      out.print(read.describe());
      out.flush();
      return 0;
    }
    DataHome home = DataHome.fromEnvironment();
    Experiment experiment =
        cache == null
            ? Experiment.open(read, home)
            : Experiment.open(read, home, new SharedParts(cache));
    if (dryRun) {
      out.print(experiment.estimate(threads).describe());
      out.flush();
      return 0;
    }
    ResultFolder folder = experiment.folder(results.folder());
    ProgressPrinter progress =
        new ProgressPrinter(command.commandLine().getErr(), quiet, experiment.study());
    try {
      Interruption.allowedDuring(() -> experiment.run(folder, threads, progress));
    } finally {
      progress.wipe();
    }
    progress.finish();

    boolean missed = Outcome.tell(folder, experiment.study(), command.commandLine());
    return strict && (missed || progress.failures() > 0) ? Lethe.MISSED : 0;
  }
}
