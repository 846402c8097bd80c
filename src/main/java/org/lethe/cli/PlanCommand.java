package org.lethe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lethe.cluster.FailureLedger;
import org.lethe.cluster.Manifest;
import org.lethe.experiment.Experiment;
import org.lethe.nd.AtomicFiles;
import org.lethe.results.ResultFolder;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe plan FILE --out BATCH}: an experiment as a list of work for many processes. */
@Command(
    name = "plan",
    description = {
      "Writes the manifest of an experiment: every trial once, for many workers on many machines.",
      "The same file, data and shuffle give the same manifest everywhere; what is recorded already"
          + " is skipped by whoever works."
    },
    footer = {
      "",
      "Example:",
      "  lethe plan experiments/sms-spam.yaml seeds=10 --out batches/sms",
      "  lethe prepare batches/sms/manifest.jsonl",
      "  lethe work batches/sms/manifest.jsonl --index 0 --stride 2 &",
      "  lethe work batches/sms/manifest.jsonl --index 1 --stride 2 & wait",
      "  lethe collect batches/sms/manifest.jsonl"
    })
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private ExperimentArguments arguments;
  @Mixin private ResultsOption results;

  @Option(
      names = "--out",
      paramLabel = "BATCH",
      required = true,
      description = "The folder for manifest.jsonl and plan.json, one for each plan.")
  private Path out = Path.of("");

  @Option(
      names = "--shuffle",
      paramLabel = "SEED",
      description = "Of the order of the lines, so that slices cost about the same (default: 1).")
  private long shuffle = 1;

  @Option(
      names = "--data-check",
      description = "Draw the data of every seed now, not when its first trial runs.")
  private boolean dataCheck;

  @Option(
      names = "--retry-failed",
      description = "Have trials tried again that were given up in the results folder.")
  private boolean retryFailed;

  @Override
  public Integer call() {
    Experiment experiment = arguments.open();
    if (dataCheck) {
      experiment.checkData();
    }
    Manifest manifest =
        Manifest.of(
            experiment.study().name(), experiment.resolvedYaml(), shuffle, experiment.units());
    Path target = out.resolve("manifest.jsonl");
    manifest.write(target);
    writePlan(manifest);
    PrintWriter to = command.commandLine().getOut();
    to.println(
        target
            + ": "
            + manifest.trials()
            + " trials in "
            + manifest.units().size()
            + " lines, sha256 "
            + manifest.sha256());
    Path place = results.folder().resolve(manifest.experiment());
    if (retryFailed && Files.isDirectory(place)) {
      int count = new FailureLedger(ResultFolder.existing(place)).pardon("");
      to.println(count + (count == 1 ? " trial is" : " trials are") + " tried again");
    }
    to.flush();
    return 0;
  }

  private void writePlan(Manifest manifest) {
    long needs =
        manifest.units().stream().flatMap(unit -> unit.needs().stream()).distinct().count();
    String plan =
        Canonical.json(
                Map.of(
                    "experiment", manifest.experiment(),
                    "lines", manifest.units().size(),
                    "trials", manifest.trials(),
                    "shared-parts", needs,
                    "shuffle", shuffle,
                    "manifest-sha256", manifest.sha256()))
            + "\n";
    Path file = out.resolve("plan.json");
    try {
      AtomicFiles.writeIfChanged(file, plan.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
  }
}
