package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.dataset.DataHome;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.ExperimentFile;
import org.lethe.selection.Budget;
import org.lethe.selection.RemovalManifest;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe manifest write | verify}: a removal set as a file that can be handed on. */
@Command(
    name = "manifest",
    description = "Writes the list of samples that a rule removes, or verifies such a list.",
    subcommands = {ManifestCommand.Write.class, ManifestCommand.Verify.class})
final class ManifestCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new picocli.CommandLine.ParameterException(
        command.commandLine(), "a command is missing: write or verify");
  }

  /** The named variant, or the only one. */
  private static String variant(Experiment experiment, @Nullable String named) {
    List<String> names = experiment.variantNames();
    if (named == null && names.size() > 1) {
      throw new BadInput("--variant is needed, one of: " + String.join(", ", names));
    }
    return named == null ? names.get(0) : named;
  }

  /** Ranks and writes. */
  @Command(
      name = "write",
      description = "Ranks the forget samples of an experiment and writes the first of them.",
      footer = {
        "",
        "Example:",
        "  lethe manifest write experiments/gaussians.yaml --variant mu-2.5 --scorer distance"
            + " \\",
        "      --budget 0.3 --out remove.json"
      })
  static final class Write implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Mixin private ExperimentArguments arguments;

    @Option(names = "--scorer", required = true, description = "Label of the rule.")
    private String scorer = "";

    @Option(names = "--budget", required = true, description = "Share of p1, in [0, 1].")
    private double budget;

    @Option(names = "--seed", description = "Seed of the ranking (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--variant", description = "Which variant of the file, if it has several.")
    private @Nullable String variant;

    @Option(names = "--out", required = true, description = "The file to write.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
      Budget.Share share;
      try {
        share = new Budget.Share(budget);
      } catch (IllegalArgumentException e) {
        throw new BadInput("--budget: " + e.getMessage(), e);
      }
      Experiment experiment = arguments.open();
      RemovalManifest manifest =
          experiment.manifest(variant(experiment, variant), scorer, share, seed);
      manifest.write(out);
      PrintWriter to = command.commandLine().getOut();
      to.println(
          out + ": " + manifest.removed().size() + " of " + manifest.forgetSamples() + " samples");
      to.flush();
      return 0;
    }
  }

  /** Reads and checks. */
  @Command(
      name = "verify",
      description = {
        "Checks that a manifest is as it was written and, with an experiment, that it is about that"
            + " experiment's data."
      })
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Parameters(index = "0", paramLabel = "MANIFEST", description = "The file to check.")
    private Path manifest;

    @Option(names = "--experiment", paramLabel = "FILE", description = "The experiment file.")
    private @Nullable Path experiment;

    @Option(names = "--variant", description = "Which variant of the file, if it has several.")
    private @Nullable String variant;

    @Override
    public Integer call() {
      RemovalManifest read = RemovalManifest.read(manifest);
      if (experiment != null) {
        Experiment opened =
            Experiment.open(ExperimentFile.read(experiment, List.of()), DataHome.fromEnvironment());
        opened.requireFits(read, variant(opened, variant), manifest.toString());
      }
      PrintWriter to = command.commandLine().getOut();
      to.println(
          manifest
              + ": as it was written; "
              + read.removed().size()
              + " samples by "
              + read.rule()
              + (experiment == null ? "" : "; fits " + experiment));
      to.flush();
      return 0;
    }
  }
}
