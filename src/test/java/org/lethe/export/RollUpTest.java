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
    assertEquals(new RollUp(8, 16), RollUp.write("toy-study", Made.trials(), file));
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

  @Test
  void equalRecordsGiveEqualFiles() throws IOException {
    RollUp.write("toy", Made.trials(), folder.resolve("one.parquet"));
    RollUp.write("toy", List.copyOf(Made.trials()), folder.resolve("two.parquet"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("one.parquet")),
        Files.readAllBytes(folder.resolve("two.parquet")));
  }
}
