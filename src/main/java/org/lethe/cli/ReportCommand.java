package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lethe.report.Report;
import org.lethe.report.SweepPage;
import org.lethe.report.TextTables;
import org.lethe.results.ResultFolder;
import org.lethe.results.Summary;
import org.lethe.results.SweepFolder;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes page, figures and tables again, from the records of a results folder alone. */
@Command(
    name = "report",
    description = {
      "Makes the page, the figures and the tables of a results folder from its records.",
      "Nothing else is needed: results that were copied from another machine will do."
    },
    footer = {
      "",
      "Examples:",
      "  lethe report results/gaussians",
      "  lethe report --watch results/sms-quick",
      "                               the page of a run, a batch or a sweep while it runs, for a"
          + " browser on this machine"
    })
final class ReportCommand implements Callable<Integer> {

  private static final int SECONDS_BETWEEN = 3;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      description = "The results folder of an experiment or a sweep.")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the report goes (default: report in the results folder, whose tables are made"
              + " again too); then nothing is written to the results folder.")
  private @Nullable Path target;

  @Option(
      names = "--watch",
      description =
          "Serve the page on this machine's loopback address and keep it up to date, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where --watch listens (default: any free port).")
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (watch) {
      serve(out);
      return 0;
    }
    if (SweepFolder.isOne(folder)) {
      SweepFolder sweep = SweepFolder.existing(folder);
      Path page = target == null ? SweepPage.write(sweep) : SweepPage.write(sweep, target);
      out.print(TextTables.sweep(sweep.read()));
      out.println("page: " + page);
      out.flush();
      return 0;
    }
    ResultFolder results = ResultFolder.existing(folder);
    Summary summary = Summary.of(results.study(), results.read());
    if (target == null) {
      results.writeTables(summary);
    }
    Path page = Report.write(results, summary, target == null ? Report.placeIn(results) : target);
    out.print(TextTables.crossings(summary));
    out.print(TextTables.targets(summary));
    out.println("page: " + page);
    out.flush();
    return 0;
  }

  private void serve(PrintWriter out) throws InterruptedException {
    if (port < 0 || port > 65535) {
      throw new BadInput("--port is " + port + "; allowed: 0 to 65535");
    }
    if (target != null) {
      throw new BadInput("--watch writes nothing; it cannot have --out");
    }
    try (LivePage page =
        new LivePage(
            port,
            SweepFolder.isOne(folder)
                ? sweep(SweepFolder.existing(folder))
                : new LiveResults(ResultFolder.existing(folder)))) {
      out.println("watching " + folder + " at " + page.address() + " (Ctrl-C ends it)");
      out.flush();
      Interruption.allowedDuring(() -> new CountDownLatch(1).await());
    }
  }

  private static Supplier<LivePage.Shown> sweep(SweepFolder sweep) {
    return () ->
        new LivePage.Shown(SweepPage.live(sweep), sweep.read().finished() ? 0 : SECONDS_BETWEEN);
  }
}
