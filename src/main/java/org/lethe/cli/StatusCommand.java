package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.cluster.BatchStatus;
import org.lethe.cluster.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe status MANIFEST}: what of a batch is done, and what is not. */
@Command(
    name = "status",
    description = {
      "Counts the trials of a manifest: done, in flight, failed, given up, not begun.",
      "It looks at records only, never at what an engine says, and ends with 3 while any trial has"
          + " no record: a batch with holes cannot pass for complete."
    },
    exitCodeList = "3:a trial has no record",
    footer = {
      "",
      "Example:",
      "  lethe status batches/sms/manifest.jsonl --missing batches/sms/missing.jsonl"
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private BatchFiles files;

  @Option(
      names = "--missing",
      paramLabel = "FILE",
      description = "Write a manifest of what is left to try, replacing this file.")
  private @Nullable Path missing;

  @Override
  public Integer call() {
    Manifest manifest = files.manifest();
    Path place = files.place(manifest);
    BatchStatus status = BatchStatus.of(manifest, place);
    PrintWriter out = command.commandLine().getOut();
    out.println(manifest.experiment() + ": " + status.trials() + " trials");
    status.lines().forEach(out::println);
    status.note().ifPresent(note -> out.println("(" + note + ")"));
    if (!Files.isDirectory(place)) {
      out.println("(" + place + " is not there yet)");
    }
    if (missing != null) {
      Manifest left = manifest.only(unit -> status.missing().contains(unit.id()));
      left.replace(missing);
      out.println(missing + ": " + left.units().size() + " lines");
    }
    out.flush();
    return status.isComplete() ? 0 : Lethe.MISSED;
  }
}
