package org.lethe.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.lethe.cluster.BatchStatus;
import org.lethe.cluster.Manifest;
import org.lethe.results.ResultFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lethe collect MANIFEST}: tables and page of what workers have recorded. */
@Command(
    name = "collect",
    description = {
      "Makes tables and page of a batch, the same to the last byte as 'lethe run' makes them.",
      "The data need not be here. It ends with 3 if any trial is missing, and says how many."
    },
    exitCodeList = "3:a trial has no record; tables and page are made of the others",
    footer = {"", "Example:", "  lethe collect batches/sms/manifest.jsonl --results results"})
final class CollectCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private BatchFiles files;

  @Override
  public Integer call() {
    Manifest manifest = files.manifest();
    ResultFolder folder = ResultFolder.existing(files.place(manifest));
    BatchStatus status = BatchStatus.of(manifest, folder.path());
    Outcome.tell(folder, folder.study(), command.commandLine());
    PrintWriter err = command.commandLine().getErr();
    status.note().ifPresent(note -> err.println("note: " + note));
    if (!status.isComplete()) {
      err.println(
          "warning: only "
              + status.done()
              + " of "
              + status.trials()
              + " trials are done, "
              + status.poisoned()
              + " are given up; see 'lethe status'");
    }
    err.flush();
    return status.isComplete() ? 0 : Lethe.MISSED;
  }
}
