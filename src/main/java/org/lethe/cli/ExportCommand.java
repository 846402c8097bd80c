package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.export.Mlflow;
import org.lethe.export.MlflowServer;
import org.lethe.export.RollUp;
import org.lethe.export.TensorBoard;
import org.lethe.results.ResultFolder;
import org.lethe.results.TracedRecords;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe export FOLDER --to …}: records in the forms of other tools. */
@Command(
    name = "export",
    description = {
      "Hands the trials of a results folder to another tool: tables in Parquet files (trials, and"
          + " beside them NAME-targets and NAME-failures), runs of TensorBoard, or runs on an"
          + " MLflow server.",
      "The folder is only read. Exporting again replaces the files; on a server, trials that are"
          + " there are not sent again."
    },
    footer = {
      "",
      "Examples:",
      "  lethe export results/sms --to parquet --out sms.parquet",
      "  lethe export results/sms --to tensorboard --out runs/sms",
      "  lethe export results/sms --to mlflow --uri http://localhost:5000 --experiment sms"
    })
final class ExportCommand implements Callable<Integer> {
  private static final int BETWEEN_WORDS = 1000;

  /** To what. */
  enum Tool {
    PARQUET,
    TENSORBOARD,
    MLFLOW
  }

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FOLDER", description = "The results folder of an experiment.")
  private Path folder;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TOOL",
      description = "${COMPLETION-CANDIDATES}, in any case.")
  private Tool tool = Tool.PARQUET;

  @Option(
      names = "--out",
      paramLabel = "PLACE",
      description =
          "The file or folder to write (default: trials.parquet or tensorboard in the results"
              + " folder).")
  private @Nullable Path out;

  @Option(
      names = "--uri",
      paramLabel = "URL",
      description = "Where the MLflow server is (default: the environment's MLFLOW_TRACKING_URI).")
  private @Nullable String uri;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "What MLflow calls it (default: the experiment's own name).")
  private @Nullable String experiment;

  @Override
  public Integer call() {
    requireFitting();
    ResultFolder results = ResultFolder.existing(folder);
    PrintWriter to = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    String name = results.study().name();
    TracedRecords records = results.traced();
    records.warnings().forEach(warning -> err.println("warning: " + Lethe.printable(warning)));
    if (records.isEmpty()) {
      throw new BadInput(folder + " has no recorded trial; there is nothing to export");
    }
    int all = records.trials().size() + records.targets().size() + records.failures().size();
    switch (tool) {
      case PARQUET -> {
        Path file = out == null ? folder.resolve("trials.parquet") : out;
        RollUp rows = RollUp.write(name, records, file);
        to.println(file + ": " + rows.rows() + " measurements of " + rows.trials() + " trials");
        to.println(RollUp.targetsBeside(file) + ": " + rows.targets() + " searched budgets");
        to.println(RollUp.failuresBeside(file) + ": " + rows.failures() + " failures");
      }
      case TENSORBOARD -> {
        Path logs = out == null ? folder.resolve("tensorboard") : out;
        TensorBoard runs = TensorBoard.write(records.trials(), logs);
        to.println(logs + ": " + runs.runs() + " runs, " + runs.points() + " points");
        to.println("show them: tensorboard --logdir " + logs);
      }
      case MLFLOW -> {
        MlflowServer server = MlflowServer.at(address(), System.getenv());
        String called = experiment == null ? name : experiment;
        Mlflow sent =
            Mlflow.send(
                server,
                called,
                name,
                records,
                done -> {
                  if (done % BETWEEN_WORDS == 0) {
                    err.println(done + " of " + all + " …");
                    err.flush();
                  }
                });
        to.println(
            String.format(
                Locale.ROOT,
                "%s, experiment %s: %d trials sent, %d completed, %d were there",
                server,
                called,
                sent.sent(),
                sent.completed(),
                sent.there()));
      }
    }
    to.flush();
    err.flush();
    return 0;
  }

  private void requireFitting() {
    boolean mlflow = tool == Tool.MLFLOW;
    if (mlflow && out != null) {
      throw new BadInput("--out is for files; MLflow has --uri");
    }
    if (!mlflow && (uri != null || experiment != null)) {
      throw new BadInput((uri != null ? "--uri" : "--experiment") + " is for --to mlflow");
    }
  }

  private String address() {
    String known = uri == null ? System.getenv("MLFLOW_TRACKING_URI") : uri;
    if (known == null || known.isBlank()) {
      throw new BadInput(
          "no MLflow server is known: give --uri http://host:5000, or set MLFLOW_TRACKING_URI");
    }
    return known;
  }
}
