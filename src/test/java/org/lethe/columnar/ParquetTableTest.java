package org.lethe.columnar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Files that DuckDB wrote (benchmarks/peers/DuckDbTables.java) are read as DuckDB means them: every
 * packing, the newer encodings, groups of rows; and what is wrong in a file is named with its row.
 */
class ParquetTableTest extends ColumnTableContract {
  @Override
  String ending() {
    return ".parquet";
  }

  @Override
  String kind() {
    return "Parquet";
  }

  @Override
  List<String> lists() {
    return List.of("list", "array");
  }

  @Override
  void write(Path file, String texts) throws IOException {
    List<ParquetWriter.Column> columns =
        List.of(new ParquetWriter.Column(texts, ParquetWriter.Kind.TEXT));
    try (ParquetWriter writer = new ParquetWriter(file, columns, Map.of())) {
      writer.append("a");
      writer.finish();
    }
  }

  static Stream<String> packings() {
    return Stream.of("uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "version2");
  }

  @ParameterizedTest
  @MethodSource("packings")
  void listsAreReadInEveryPackingAndEncoding(String name) {
    DenseFeatures features = table(name).features(List.of("x*", "list", "array"));
    assertEquals(9, features.columns());
    // x1 = i + 0.5, x2 = i + 0.25, x3 = −i, then i, 10 i and i / 4 twice; i = 4
    assertArrayEquals(new float[] {4.5f, 4.25f, -4, 4, 40, 1, 4, 40, 1}, row(features, 3));
  }

  @Test
  void listsFollowEachOtherFromGroupToGroup() {
    ColumnTable table = table("batches");
    assertEquals(List.of("n", "label", "list"), table.columns());
    DenseFeatures lists = table.features(List.of("list"));
    for (int row = 0; row < 5000; row++) {
      int i = row + 1;
      assertArrayEquals(new float[] {i % 7, i % 11}, row(lists, row));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nan      | column \"nan\" holds double; allowed: texts or whole numbers",
        "ragged   | column \"ragged\" holds lists of float; allowed: texts or whole numbers"
      })
  void numbersAreNoTextsAndCalledAsParquetCallsThem(String column, String expected) {
    requireNoTexts(column, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nulllist | row 2, column nulllist: expected numbers, found an empty list or null",
        "hollow   | row 2, column hollow: expected numbers, found an empty list or null",
        "hollowed | row 2, column hollowed: expected numbers, found an empty list or null",
        "twice    | column \"twice\" holds binary (STRING); allowed: float16, float32"
      })
  void aListWithoutItsNumbersIsRefused(String column, String expected) {
    requireNoFeatures(column, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "when  | holds int64 (TIMESTAMP(",
        "price | holds int32 (DECIMAL(",
        "pair  | is nested; allowed: one value a row, or one list of numbers",
        "deep  | is nested; allowed: one value a row, or one list of numbers",
        "even  | holds boolean; allowed: float16"
      })
  void whatIsNeitherTextNorNumberIsRefused(String column, String expected) {
    ColumnTable table = table("snappy");
    String said = Refused.message(BadInput.class, () -> table.features(List.of(column)));
    assertTrue(said.contains(expected), said);
  }

  @Test
  void aPackingThatIsNotReadIsNamed() {
    String said = Refused.message(BadInput.class, () -> table("brotli"));
    assertTrue(
        said.endsWith(
            "is packed with BROTLI; allowed: [GZIP, LZ4_RAW, SNAPPY, UNCOMPRESSED, ZSTD]"),
        said);
  }

  /** Every cut, and every byte turned over in turn: refused in one line, or read; never else. */
  @Test
  void aDamagedFileIsRefusedOrReadButNothingElse() throws IOException {
    byte[] whole = Files.readAllBytes(file("zstd.parquet"));
    Path damaged = folder.resolve("damaged.parquet");
    int refused = 0;
    for (int at = 0; at < whole.length; at += 17) {
      byte[] turned = whole.clone();
      turned[at] ^= (byte) 0x55;
      Files.write(damaged, turned);
      refused += isRefused(damaged) ? 1 : 0;
      Files.write(damaged, Arrays.copyOf(whole, at));
      assertTrue(isRefused(damaged), "cut at " + at);
    }
    // DuckDB writes no checksums of pages, so that some turned bytes are other numbers
    assertTrue(refused > whole.length / 17 / 4, refused + " of " + whole.length / 17);
  }

  private static boolean isRefused(Path file) {
    try {
      ParquetTable table = ParquetTable.open(file);
      table.texts("id");
      table.features(List.of("x1", "list"));
      return false;
    } catch (BadInput e) {
      assertFalse(String.valueOf(e.getMessage()).contains("\n"), e.getMessage());
      return true;
    }
  }

  @Test
  void whatWeWriteWeRead() throws IOException {
    Path file = folder.resolve("ours.parquet");
    int n = 3000;
    write(file, n);
    ParquetTable table = ParquetTable.open(file);
    assertEquals(List.of("id", "seed", "value", "good", "embedding"), table.columns());
    assertEquals(n, table.rows());
    List<String> ids = table.texts("id");
    double[] values = table.numbers("value");
    double[] seeds = table.numbers("seed");
    DenseFeatures rows = table.features(List.of("embedding"));
    for (int i = 0; i < n; i++) {
      assertEquals("é-" + i, ids.get(i));
      assertEquals(i / 3.0, values[i]);
      assertEquals(i % 5, seeds[i]);
      assertArrayEquals(new float[] {i, -i, 0.1f}, row(rows, i));
    }
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  private static void write(Path file, int n) throws IOException {
    List<ParquetWriter.Column> columns =
        List.of(
            new ParquetWriter.Column("id", ParquetWriter.Kind.TEXT),
            new ParquetWriter.Column("seed", ParquetWriter.Kind.WHOLE),
            new ParquetWriter.Column("value", ParquetWriter.Kind.NUMBER),
            new ParquetWriter.Column("good", ParquetWriter.Kind.FLAG),
            new ParquetWriter.Column("embedding", ParquetWriter.Kind.VECTOR));
    try (ParquetWriter writer = new ParquetWriter(file, columns, Map.of())) {
      for (int i = 0; i < n; i++) {
        writer.append("é-" + i, (long) (i % 5), i / 3.0, i % 2 == 0, new float[] {i, -i, 0.1f});
      }
      writer.finish();
    }
  }

  @Test
  void equalRowsGiveEqualFiles() throws IOException {
    write(folder.resolve("one.parquet"), 500);
    write(folder.resolve("two.parquet"), 500);
    assertEquals(-1, Files.mismatch(folder.resolve("one.parquet"), folder.resolve("two.parquet")));
  }

  @Test
  void aWriterThatWasNotFinishedLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("kept.parquet");
    write(file, 10);
    byte[] before = Files.readAllBytes(file);
    List<ParquetWriter.Column> columns =
        List.of(new ParquetWriter.Column("id", ParquetWriter.Kind.TEXT));
    try (ParquetWriter writer = new ParquetWriter(file, columns, Map.of())) {
      writer.append("one");
      assertThrows(IllegalArgumentException.class, () -> writer.append("two", "cells"));
    }
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  /** Each byte of a page that we wrote is under a checksum: none can be another number. */
  @Test
  void aTurnedByteInOurPagesIsNoticed() throws IOException {
    Path file = folder.resolve("ours.parquet");
    write(file, 50);
    byte[] whole = Files.readAllBytes(file);
    ParquetTable sound = ParquetTable.open(file);
    double[] values = sound.numbers("value");
    for (int at = 4; at < whole.length / 2; at += 5) {
      byte[] turned = whole.clone();
      turned[at] ^= (byte) 0x10;
      Files.write(file, turned);
      try {
        assertArrayEquals(values, ParquetTable.open(file).numbers("value"), "byte " + at);
      } catch (BadInput e) {
        assertTrue(String.valueOf(e.getMessage()).contains("ours.parquet"), e.getMessage());
      }
    }
  }
}
