package org.lethe.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lethe.cluster.Manifest;
import org.lethe.cluster.Stop;
import org.lethe.cluster.Worker;
import org.lethe.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe work MANIFEST --index I --stride N}: one slice, by one process. */
@Command(
    name = "work",
    description = {
      "Runs what is missing of one slice of a manifest: lines I, I+N, I+2N, …",
      "It may be killed at any moment and started again, twice at once, anywhere that sees the"
          + " results. USR1 and TERM make it write down where it stands and end with 75."
    },
    footer = {
      "",
      "Example, as the last line of a job's script:",
      "  exec lethe work batches/sms/manifest.jsonl --index $SLURM_ARRAY_TASK_ID --stride 16"
          + " --deadline 55m"
    })
final class WorkCommand implements Callable<Integer>, EngineCommand {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smh])");

  @Spec private CommandSpec command;
  @Mixin private BatchFiles files;

  @Option(
      names = "--index",
      paramLabel = "I",
      required = true,
      description = "Which slice, from 0 to N-1.")
  private int index;

  @Option(names = "--stride", paramLabel = "N", required = true, description = "How many slices.")
  private int stride;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description =
          "How long this process may take (3500s, 55m, 2h): no trial is started that would not fit,"
              + " judged by those before.")
  private @Nullable String deadline;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "A trial that failed so often is given up (default: ${DEFAULT-VALUE}).")
  private int maxFailures = 3;

  @Option(
      names = "--max-interruptions",
      paramLabel = "N",
      description =
          "A trial that was stopped from outside so often in a row, without getting further, is"
              + " given up (default: ${DEFAULT-VALUE}).")
  private int maxInterruptions = 3;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Lines that run side by side in this process (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Override
  public Integer call() throws InterruptedException {
    requireAtLeastOne("--stride", stride);
    requireAtLeastOne("--max-failures", maxFailures);
    requireAtLeastOne("--max-interruptions", maxInterruptions);
    requireAtLeastOne("--threads", threads);
    if (index < 0 || index >= stride) {
      throw misused("--index is " + index + "; allowed: 0 to " + (stride - 1));
    }
    Stop stop = new Stop(Optional.ofNullable(deadline).map(this::time));
    stop.listen();
    PrintWriter err = command.commandLine().getErr();
    Manifest manifest = files.manifest();
    Experiment experiment = BatchFiles.experiment(manifest);
    Worker worker =
        new Worker(
            manifest,
            experiment,
            files.folder(experiment),
            new Worker.Orders(index, stride, maxFailures, maxInterruptions, threads),
            stop,
            (line, loud) -> {
              synchronized (err) {
                err.println((loud ? "warning: " : "") + Lethe.printable(line));
                err.flush();
              }
            });
    return worker.run() == Worker.Outcome.FINISHED ? 0 : TRY_AGAIN;
  }

  private Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw misused("--deadline is '" + text + "'; allowed: a number with s, m or h, as 55m");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "h" -> Duration.ofHours(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }

  private void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw misused(option + " is " + value + "; allowed: 1 or more");
    }
  }

  private ParameterException misused(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
