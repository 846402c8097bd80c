package org.lethe.columnar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
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
 * Files that pyarrow wrote (benchmarks/peers/arrow_tables.py) are read as pyarrow means them:
 * packed or not, in one batch or many, beside columns of every other type; and what is wrong in a
 * file is named with its row.
 */
class ArrowTableTest extends ColumnTableContract {
  @Override
  String ending() {
    return ".arrow";
  }

  @Override
  String kind() {
    return "Arrow";
  }

  @Override
  List<String> lists() {
    return List.of("small", "large", "fixed");
  }

  @Override
  void write(Path file, String texts) throws IOException {
    try (ArrowWriter writer = new ArrowWriter(file, texts, "embedding", 1, Map.of())) {
      writer.append(List.of("a"), new float[] {1});
      writer.finish();
    }
  }

  static Stream<String> packings() {
    return Stream.of("plain", "lz4", "zstd", "slice", "version4");
  }

  @ParameterizedTest
  @MethodSource("packings")
  void whatParquetHasNotIsReadToo(String name) {
    ColumnTable table = table(name);
    if (!name.equals("version4")) { // views are younger
      assertEquals(
          List.of("a text that is long enough not to be inline, 3", "short 4"),
          table.texts("view").subList(2, 4));
    }
    DenseFeatures features = table.features(List.of("x*", "fixed", "small", "large"));
    assertEquals(10, features.columns());
    // x1 = i + 0.5, x2 = i + 0.25, x3 = −i, x4 = i / 8; i, 10 i, i / 4; i, −i; i / 2; i = 4
    assertArrayEquals(new float[] {4.5f, 4.25f, -4, 0.5f, 4, 40, 1, 4, -4, 2}, row(features, 3));
  }

  @Test
  void listsOfEveryKindFollowEachOtherFromBatchToBatch() {
    ColumnTable table = table("batches");
    assertEquals(List.of("n", "label", "list", "fixed"), table.columns());
    DenseFeatures lists = table.features(List.of("list", "fixed"));
    for (int row = 0; row < 5000; row++) {
      int i = row + 1;
      assertArrayEquals(new float[] {i % 7, i % 11, i, -i}, row(lists, row));
    }
  }

  @Test
  void featherAsItIsUsuallyWrittenIsSuchAFile() {
    ColumnTable table = ColumnTable.open(file("usual.feather"));
    assertEquals("sample-5", table.texts("id").get(4));
    assertArrayEquals(new double[] {1.5, 2.5, 3.5, 4.5, 5.5}, table.numbers("x1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nan      | column \"nan\" holds float64; allowed: texts or whole numbers",
        "ragged   | column \"ragged\" holds lists of float64; allowed: texts or whole numbers"
      })
  void numbersAreNoTextsAndCalledAsArrowCallsThem(String column, String expected) {
    requireNoTexts(column, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nulllist  | row 2, column nulllist: expected numbers, found null",
        "hollow    | row 2, column hollow: expected numbers, found an empty list",
        "hollowed  | row 2, column hollowed: expected numbers, found a list with a null",
        "fixedhole | row 2, column fixedhole: expected numbers, found a list with a null",
        "twice     | column \"twice\" holds text; allowed: float16, float32"
      })
  void aListWithoutItsNumbersIsRefused(String column, String expected) {
    requireNoFeatures(column, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "when     | holds timestamp; allowed: float16",
        "price    | holds decimal; allowed",
        "pair     | holds struct_; allowed",
        "deep     | holds lists of list; allowed",
        "category | holds categories (a dictionary); plain values are read",
        "blob     | holds binary",
        "nothing  | holds null",
        "even     | holds flag; allowed: float16"
      })
  void whatIsNeitherTextNorNumberIsRefused(String column, String expected) {
    ColumnTable table = table("plain");
    String said = Refused.message(BadInput.class, () -> table.features(List.of(column)));
    assertTrue(said.contains(expected), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "old.feather    | is Feather of version 1; an Arrow file is read",
        "stream.ipc     | is a stream of Arrow; an Arrow file is read",
        "snappy.parquet | is no Arrow file, or a damaged one: it does not begin with ARROW1"
      })
  void whatIsAnotherKindOfFileIsSaid(String name, String expected) {
    String said = Refused.message(BadInput.class, () -> ArrowTable.open(file(name)));
    assertTrue(said.contains(expected), said);
    assertEquals(1, said.lines().count());
  }

  @Test
  void whatWeWriteWeRead() throws IOException {
    Path mine = folder.resolve("mine.arrow");
    try (ArrowWriter writer = new ArrowWriter(mine, "id", "embedding", 3, Map.of("a", "b"))) {
      writer.append(List.of("x", "grüße"), new float[] {1, 2, 3, 4, 5, 6});
      writer.append(List.of(""), new float[] {7, 8, 9});
      writer.finish();
    }
    ArrowTable table = ArrowTable.open(mine);
    assertEquals(List.of("x", "grüße", ""), table.texts("id"));
    DenseFeatures rows = table.features(List.of("embedding"));
    assertArrayEquals(new float[] {4, 5, 6}, row(rows, 1));
    assertArrayEquals(new float[] {7, 8, 9}, row(rows, 2));
  }
}
