package org.lethe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.lethe.cluster.FailureLedger;
import org.lethe.results.Failure;
import org.lethe.results.FailureGroup;
import org.lethe.results.ResultFolder;
import org.lethe.settings.BadInput;
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
    footer = {
      "",
      "Examples:",
      "  lethe failures results/sms-spam",
      "  lethe failures results/sms-spam --log | less"
    })
final class FailuresCommand implements Callable<Integer> {
  private static final int LINES = 6;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "The results folder of one experiment.")
  private Path folder = Path.of("");

  @Option(names = "--all", description = "Also failures of trials that went well later.")
  private boolean all;

  @Option(
      names = "--log",
      description = "The whole log of each example, with all its attempts, not the first lines.")
  private boolean log;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    List<FailureLedger.Group> groups = new FailureLedger(ResultFolder.existing(folder)).groups(all);
    if (groups.isEmpty()) {
      out.println("no failures");
    }
    groups.forEach(group -> print(out, group));
    out.flush();
    return 0;
  }

  private void print(PrintWriter out, FailureLedger.Group group) {
    FailureGroup failures = group.failures();
    Failure example = failures.example();
    out.printf(
        Locale.ROOT,
        "%d %s, %d given up: %s: %s%n",
        failures.trials().size(),
        failures.trials().size() == 1 ? "trial" : "trials",
        group.givenUp(),
        failures.kind().word(),
        Lethe.printable(failures.cause()));
    out.println("  for instance " + example.id() + " (" + example.key() + ")");
    Stream<String> said =
        group.log().isPresent() && log
            ? lines(group.log().get())
            : example.stackTrace().lines().limit(LINES);
    said.forEach(line -> out.println("    " + Lethe.printable(line.stripTrailing())));
    group.log().ifPresent(file -> out.println("  log: " + file));
  }

  private static Stream<String> lines(Path log) {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new BadInput(log + " cannot be read: " + e, e);
    }
  }
}
