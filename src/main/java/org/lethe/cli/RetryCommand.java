package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.lethe.cluster.FailureLedger;
import org.lethe.results.ResultFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe retry DIR --cause TEXT}: by hand, when the cause is gone. */
@Command(
    name = "retry",
    description = {
      "Has trials tried again that failed for a cause which is gone: they are no longer given up,"
          + " and their failures so far do not count. The next worker takes them.",
      "Their failures stay in the ledger."
    },
    footer = {"", "Example:", "  lethe retry results/sms-spam --cause 'Java heap space'"})
final class RetryCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "The results folder of one experiment.")
  private Path folder = Path.of("");

  @Option(
      names = "--cause",
      paramLabel = "TEXT",
      required = true,
      description = "A part of the cause, or its kind, as 'lethe failures' shows them.")
  private String cause = "";

  @Override
  public Integer call() {
    int count = new FailureLedger(ResultFolder.existing(folder)).pardon(cause);
    PrintWriter out = command.commandLine().getOut();
    out.println(count + (count == 1 ? " trial is" : " trials are") + " tried again");
    out.flush();
    return 0;
  }
}
