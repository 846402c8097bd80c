package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.columnar.ParquetTable;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.testing.MlflowDouble;
import picocli.CommandLine;

/**
 * The command as users call it: what it says, where it writes, what it refuses and with what code.
 */
class ExportCommandTest {
  @TempDir Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int export(String... arguments) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "export";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return line.execute(all);
  }

  private String results() {
    Path path = temporary.resolve("made");
    ResultFolder folder = ResultFolder.open(path);
    folder.writeStudy(
        new Study("made", "", "recall", "accuracy", List.of(), Map.of(), List.of()), "");
    Provenance by = Provenance.ofThisProcess(1, "none", new TreeMap<>());
    for (int b = 0; b <= 4; b++) {
      String scorer = b == 0 || b == 4 ? TrialRecord.SHARED_SCORER : "random";
      TrialKey key =
          new TrialKey("made", "", "raw", scorer, "plain", "retrain", "none", b / 4.0, b, 1);
      Measurement recall =
          new Measurement(
              "recall", "forget-test", 1 - b / 4.0, "fraction", Direction.LOWER_IS_BETTER);
      folder.record(
          List.of(new TrialRecord("0123456789abcde" + b, key, List.of(recall), Map.of())), by);
    }
    return path.toString();
  }

  @Test
  void aTableGoesBesideTheRecordsOrWhereItIsAsked() {
    String folder = results();
    assertEquals(0, export(folder, "--to", "parquet"), err::toString);
    Path file = Path.of(folder, "trials.parquet");
    assertEquals(
        List.of(
            file + ": 5 measurements of 5 trials",
            Path.of(folder, "trials-targets.parquet") + ": 0 searched budgets",
            Path.of(folder, "trials-failures.parquet") + ": 0 failures"),
        out.toString().lines().toList());
    assertEquals(5, ParquetTable.open(file).rows());
    Path other = temporary.resolve("new/elsewhere.parquet");
    assertEquals(0, export(folder, "--to", "Parquet", "--out", other.toString()));
    assertTrue(Files.exists(other));
    assertEquals(5, ResultFolder.existing(Path.of(folder)).trials().size());
  }

  @Test
  void runsForTensorBoardSayHowTheyAreShown() {
    assertEquals(0, export(results(), "--to", "tensorboard"), err::toString);
    Path logs = temporary.resolve("made/tensorboard");
    assertEquals(
        List.of(logs + ": 1 runs, 5 points", "show them: tensorboard --logdir " + logs),
        out.toString().lines().toList());
    assertTrue(
        Files.exists(
            logs.resolve("made/raw,random,plain,retrain,none/seed-1/events.out.tfevents.0.lethe")));
  }

  @Test
  void aServerGetsWhatItDoesNotHave() throws IOException {
    try (MlflowDouble server = new MlflowDouble()) {
      String folder = results();
      assertEquals(0, export(folder, "--to", "mlflow", "--uri", server.address()), err::toString);
      assertEquals(0, export(folder, "--to", "mlflow", "--uri", server.address()), err::toString);
      assertEquals(
          List.of(
              server.address() + ", experiment made: 5 trials sent, 0 completed, 0 were there",
              server.address() + ", experiment made: 0 trials sent, 0 completed, 5 were there"),
          out.toString().lines().toList());
    }
  }

  @Test
  void aDamagedRecordIsAWarningAndTheOthersGo() throws IOException {
    String folder = results();
    Files.writeString(Path.of(folder, "trials/01/0123456789abcde2.json"), "{");
    assertEquals(0, export(folder, "--to", "parquet"));
    assertTrue(err.toString().startsWith("warning: ") && err.toString().contains("abcde2.json"));
    assertTrue(out.toString().contains("4 measurements of 4 trials" + System.lineSeparator()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--to excel                              | Invalid value for option '--to'",
        "--to mlflow                             | no MLflow server is known: give --uri",
        "--to mlflow --uri http://h:1 --out x    | --out is for files; MLflow has --uri",
        "--to parquet --uri http://h:1           | --uri is for --to mlflow",
        "--to tensorboard --experiment x         | --experiment is for --to mlflow",
        "--to mlflow --uri ftp://host            | --uri is ftp://host; allowed: the address",
        "--to parquet --out /proc/no/such.parquet | cannot be written"
      })
  void whatDoesNotFitIsRefusedInOneLine(String options, String expected) {
    String[] arguments = (results() + " " + options).split(" ");
    assertEquals(Lethe.BAD_INPUT, export(arguments));
    assertTrue(err.toString().contains(expected), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void aFolderWithoutTrialsHasNothingToExport() {
    ResultFolder.open(temporary.resolve("empty"))
        .writeStudy(
            new Study("empty", "", "recall", "accuracy", List.of(), Map.of(), List.of()), "");
    assertEquals(Lethe.BAD_INPUT, export(temporary.resolve("empty").toString(), "--to", "parquet"));
    assertTrue(err.toString().contains("has no recorded trial"), err.toString());
    assertEquals(Lethe.BAD_INPUT, export(temporary.resolve("none").toString(), "--to", "parquet"));
  }
}
