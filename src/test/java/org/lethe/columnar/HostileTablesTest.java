package org.lethe.columnar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;

/**
 * Every byte of a file changed, and the file cut off at every length. Guards against damage that
 * ends in a stack trace, an endless loop or the heap's end instead of one line, and against a table
 * with holes that is taken for a whole one.
 */
class HostileTablesTest {
  /** One look at one damaged file; of memory and time it may take what a sound one may. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  /** A file with a column of texts and one of lists. */
  private Path made(String name) throws IOException {
    Path file = folder.resolve("sound-" + name);
    List<String> ids = List.of("a", "bb", "ccc");
    float[] values = {1, 2, 3, 4, 5, 6};
    if (name.endsWith(".arrow")) {
      try (ArrowWriter writer = new ArrowWriter(file, "id", "list", 2, Map.of())) {
        writer.append(ids, values);
        writer.finish();
      }
      return file;
    }
    List<ParquetWriter.Column> columns =
        List.of(
            new ParquetWriter.Column("id", ParquetWriter.Kind.TEXT),
            new ParquetWriter.Column("list", ParquetWriter.Kind.VECTOR));
    try (ParquetWriter writer = new ParquetWriter(file, columns, Map.of())) {
      for (int i = 0; i < 3; i++) {
        writer.append(ids.get(i), Arrays.copyOfRange(values, 2 * i, 2 * i + 2));
      }
      writer.finish();
    }
    return file;
  }

  /** Reads all that can be read; a table that is not refused must be whole. */
  private static boolean isRefused(Path file) {
    try {
      ColumnTable table = ColumnTable.open(file);
      for (String column : table.columns()) {
        assertTrue(table.rows() >= 0);
        readAll(table, column);
      }
      return false;
    } catch (BadInput e) {
      String said = String.valueOf(e.getMessage());
      assertTrue(said.startsWith(file.toString()), said);
      assertEquals(1, said.lines().count(), said);
      assertTrue(said.length() < 600, said);
      return true;
    }
  }

  /** Each column is read as texts or as numbers: what it is not is refused. */
  private static void readAll(ColumnTable table, String column) {
    boolean notTexts = false;
    try {
      assertEquals(table.rows(), table.texts(column).size());
    } catch (BadInput e) {
      notTexts = true;
    }
    if (notTexts) {
      DenseFeatures rows = table.features(List.of(column));
      assertEquals(table.rows(), rows.rows());
      for (int row = 0; row < rows.rows(); row++) {
        assertTrue(Arrays.stream(rows.row(row)).allMatch(Double::isFinite));
      }
    }
  }

  private int mutate(byte[] sound, int from, String ending) throws IOException {
    Path file = folder.resolve("hostile" + ending);
    int refused = 0;
    for (int at = from; at < sound.length; at++) {
      for (int to : new int[] {0, 0xff, sound[at] + 1}) {
        byte[] bytes = sound.clone();
        bytes[at] = (byte) to;
        if (bytes[at] == sound[at]) {
          continue;
        }
        Files.write(file, bytes);
        String what = "byte " + at + " is " + (to & 0xff);
        refused += assertTimeout(PATIENCE, () -> isRefused(file), what) ? 1 : 0;
      }
    }
    return refused;
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.parquet", "t.arrow"})
  void aChangedByteIsRefusedInOneLineOrChangesNoMoreThanAValue(String name) throws IOException {
    Path file = made(name);
    assertFalse(isRefused(file));
    byte[] sound = Files.readAllBytes(file);
    int refused = mutate(sound, 0, name.substring(1));
    assertTrue(refused > sound.length / 2, refused + " of " + 3 * sound.length);
  }

  /** What says how large everything is, in files of others, with columns of every type. */
  @ParameterizedTest
  @ValueSource(strings = {"lz4_raw.parquet", "version2.parquet", "zstd.arrow", "lz4.arrow"})
  void aChangedByteOfTheirFootersIsRefusedInOneLine(String name) throws IOException {
    byte[] sound = Files.readAllBytes(ColumnTableContract.file(name));
    int last = name.endsWith("lz4.arrow") ? 0 : 250; // of a packed Arrow file the buffers, too
    int from = last == 0 ? 0 : sound.length - last;
    int step = last == 0 ? 23 : 1;
    Path file = folder.resolve("hostile" + name.substring(name.indexOf('.')));
    for (int at = from; at < sound.length; at += step) {
      for (int to : new int[] {0, 0xff, sound[at] + 1}) {
        byte[] bytes = sound.clone();
        bytes[at] = (byte) to;
        Files.write(file, bytes);
        String what = "byte " + at + " is " + (to & 0xff);
        assertTimeout(PATIENCE, () -> readOrRefuse(file), what);
      }
    }
  }

  /** Each column by itself: what one of them refuses says nothing of the others. */
  private static void readOrRefuse(Path file) {
    ColumnTable table;
    try {
      table = ColumnTable.open(file);
    } catch (BadInput e) {
      return;
    }
    for (String column : table.columns()) {
      try {
        readAll(table, column);
      } catch (BadInput e) {
        String said = String.valueOf(e.getMessage());
        assertEquals(1, said.lines().count(), said);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.parquet", "t.arrow"})
  void aFileThatWasCutOffIsRefusedAtEveryLength(String name) throws IOException {
    byte[] sound = Files.readAllBytes(made(name));
    Path file = folder.resolve("short" + name.substring(1));
    for (int length = 0; length < sound.length; length++) {
      Files.write(file, Arrays.copyOf(sound, length));
      assertTrue(isRefused(file), length + " of " + sound.length + " bytes");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "nothing is left behind");
    }
  }
}
