package org.lethe.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lethe.cluster.Manifest;
import org.lethe.cluster.Preparation;
import org.lethe.cluster.Stop;
import org.lethe.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lethe prepare MANIFEST}: the job that makes what all workers read. */
@Command(
    name = "prepare",
    description = {
      "Makes what the trials of a manifest share: original networks, the reference without any of"
          + " p1, what networks and pretrained encoders say of the samples. One process does that"
          + " before any worker begins; workers only read it.",
      "What is there is not made again. Without a network or a pretrained encoder in the experiment"
          + " there is nothing to do."
    },
    footer = {"", "Example:", "  lethe prepare batches/cats/manifest.jsonl --results results"})
final class PrepareCommand implements Callable<Integer>, EngineCommand {
  @Spec private CommandSpec command;
  @Mixin private BatchFiles files;

  @Override
  public Integer call() {
    Stop stop = new Stop(Optional.empty());
    stop.listen();
    PrintWriter err = command.commandLine().getErr();
    Manifest manifest = files.manifest();
    Experiment experiment = BatchFiles.experiment(manifest);
    boolean done =
        Preparation.run(
            manifest,
            experiment,
            files.folder(experiment),
            stop,
            line -> {
              err.println(line);
              err.flush();
            });
    return done ? 0 : TRY_AGAIN;
  }
}
