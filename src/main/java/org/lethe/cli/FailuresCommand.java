package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.lethe.cluster.FailureLedger;
import org.lethe.results.ResultFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe failures DIR}: why trials have no record. */
@Command(
    name = "failures",
    description = {
      "Groups the failures of a results folder by their cause, the most frequent first, and shows"
          + " one example of each.",
      "Trials that went well later are left out, unless --all."
    },
    footer = {"", "Example:", "  lethe failures results/sms-spam"})
final class FailuresCommand implements Callable<Integer> {
  private static final int LINES = 6;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "The results folder of one experiment.")
  private Path folder = Path.of("");

  @Option(names = "--all", description = "Also failures of trials that went well later.")
  private boolean all;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    List<FailureLedger.Group> groups = new FailureLedger(ResultFolder.existing(folder)).groups(all);
    if (groups.isEmpty()) {
      out.println("no failures");
    }
    for (FailureLedger.Group group : groups) {
      out.printf(
          Locale.ROOT,
          "%d %s, %d given up: %s: %s%n",
          group.trials().size(),
          group.trials().size() == 1 ? "trial" : "trials",
          group.givenUp(),
          group.kind().word(),
          Lethe.printable(group.cause()));
      out.println("  for instance " + group.example().id() + " (" + group.example().key() + ")");
      group
          .example()
          .stackTrace()
          .lines()
          .limit(LINES)
          .forEach(line -> out.println("    " + Lethe.printable(line.strip())));
    }
    out.flush();
    return 0;
  }
}
