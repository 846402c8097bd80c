package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.lethe.cluster.Merge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe merge FROM… --into DIR}: results of several machines in one folder. */
@Command(
    name = "merge",
    description = {
      "Copies records into one results folder of the same experiment.",
      "Trials that both have must be equal; where engine, threads, system and processor are the"
          + " same and they are not, that is a determinism failure: it is told, what was there"
          + " stays, and the command ends with 3."
    },
    exitCodeList = "3:records differ that should be equal",
    footer = {
      "",
      "Example:",
      "  lethe merge node1/results/sms node2/results/sms --into results/sms"
    })
final class MergeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(arity = "1..*", paramLabel = "FROM", description = "Results folders to read.")
  private List<Path> from = List.of();

  @Option(
      names = "--into",
      paramLabel = "DIR",
      required = true,
      description = "The results folder to write; it is made if it is missing.")
  private Path into = Path.of("");

  @Override
  public Integer call() {
    Merge merge = Merge.of(from, into);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    merge.warnings().forEach(warning -> err.println("warning: " + Lethe.printable(warning)));
    merge
        .differences()
        .forEach(
            difference ->
                err.println(
                    (difference.promised() ? "DETERMINISM FAILURE: " : "note: ")
                        + Lethe.printable(difference.words())));
    err.flush();
    out.println(merge.added() + " records added, " + merge.equal() + " were there and are equal");
    merge.plans().ifPresent(plans -> out.println("they were made by " + plans));
    out.flush();
    return merge.differences().stream().anyMatch(Merge.Difference::promised) ? Lethe.MISSED : 0;
  }
}
