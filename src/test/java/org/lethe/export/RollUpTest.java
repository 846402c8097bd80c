package org.lethe.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.columnar.ParquetTable;

/** Guards the columns that others build on, and that equal records give equal files. */
class RollUpTest {
  @TempDir Path folder;

  @Test
  void everyMeasurementIsARowWithItsKeyItsMeaningAndWhatMadeIt() {
    Path file = folder.resolve("toy.parquet");
    assertEquals(new RollUp(8, 16, 2, 2), RollUp.write("toy-study", Made.all(), file));
    ParquetTable table = ParquetTable.open(file);
    assertEquals(
        "experiment,dataset,variant,encoder,scorer,learner,unlearner,engine,budget,removed,seed,"
            + "metric,split,value,unit,direction,trial,commit,dirty,version,threads",
        String.join(",", table.columns()));
    assertEquals(16, table.rows());
    // the third trial: random at one half, its second measurement
    int row = 5;
    assertEquals("toy-study", table.texts("experiment").get(row));
    assertEquals("", table.texts("variant").get(row));
    assertEquals("tf/idf", table.texts("encoder").get(row));
    assertEquals("random", table.texts("scorer").get(row));
    assertEquals(0.5, table.numbers("budget")[row]);
    assertEquals("500", table.texts("removed").get(row));
    assertEquals("1", table.texts("seed").get(row));
    assertEquals("m1", table.texts("metric").get(row));
    assertEquals("retain-test", table.texts("split").get(row));
    assertEquals(1 / 3.0, table.numbers("value")[row]); // float64, to the last bit
    assertEquals("nats", table.texts("unit").get(row));
    assertEquals("higher", table.texts("direction").get(row));
    assertEquals(Made.trials().get(2).trial().id(), table.texts("trial").get(row));
    assertEquals(Made.BY.commit(), table.texts("commit").get(row));
    assertEquals("false", table.texts("dirty").get(row));
    assertEquals("0.1.0", table.texts("version").get(row));
    assertEquals("1", table.texts("threads").get(row));
  }

  /** A budget that was found is no point of a curve: it has a file of its own. */
  @Test
  void aSearchHasARowForItsBudgetAndOneForEachMeasurementThere() {
    RollUp.write("toy", Made.all(), folder.resolve("toy.parquet"));
    ParquetTable table = ParquetTable.open(folder.resolve("toy-targets.parquet"));
    assertEquals(List.of("budget", "log-loss", "budget"), table.texts("metric"));
    assertEquals(List.of("true", "true", "false"), table.texts("reached"));
    assertEquals(List.of("", "", "no budget keeps log-loss"), table.texts("reason"));
    assertEquals(List.of("lr-cos", "lr-cos", "random"), table.texts("scorer"));
    assertArrayEquals(new double[] {0.25, 0.5, 1}, table.numbers("value"));
    assertEquals("halves recall", table.texts("target").get(0));
    assertEquals("recall", table.texts("forget_metric").get(1));
  }

  @Test
  void aFailureHasItsKindItsCauseAndWhetherItIsGivenUp() {
    RollUp.write("toy", Made.all(), folder.resolve("toy.parquet"));
    ParquetTable table = ParquetTable.open(folder.resolve("toy-failures.parquet"));
    assertEquals(List.of("not-finite", "exception"), table.texts("kind"));
    assertEquals(List.of("not finite after step 7", "no such thing"), table.texts("cause"));
    assertEquals(List.of("false", "true"), table.texts("given_up"));
    assertArrayEquals(new double[] {0.75, 0.75}, table.numbers("budget"));
  }

  /** Failures of an earlier export would be taken for those of this one. */
  @Test
  void whereThereIsNothingToSayAnOldFileIsReplaced() {
    Path file = folder.resolve("toy.parquet");
    RollUp.write("toy", Made.all(), file);
    assertEquals(new RollUp(8, 16, 0, 0), RollUp.write("toy", Made.of(Made.trials()), file));
    assertEquals(0, ParquetTable.open(folder.resolve("toy-failures.parquet")).rows());
    assertEquals(0, ParquetTable.open(folder.resolve("toy-targets.parquet")).rows());
  }

  @Test
  void theFilesBesideHaveItsEndingHoweverItIsWritten() {
    assertEquals(Path.of("a/x-targets.parquet"), RollUp.targetsBeside(Path.of("a/x.parquet")));
    assertEquals(Path.of("a/x-failures.PARQUET"), RollUp.failuresBeside(Path.of("a/x.PARQUET")));
    assertEquals(Path.of("x-targets"), RollUp.targetsBeside(Path.of("x")));
  }

  @Test
  void equalRecordsGiveEqualFiles() throws IOException {
    RollUp.write("toy", Made.all(), folder.resolve("one.parquet"));
    RollUp.write("toy", Made.all(), folder.resolve("two.parquet"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("one.parquet")),
        Files.readAllBytes(folder.resolve("two.parquet")));
  }
}
