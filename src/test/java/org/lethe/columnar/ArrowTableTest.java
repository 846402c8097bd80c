package org.lethe.columnar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Files that pyarrow wrote (benchmarks/peers/arrow_tables.py) are read as pyarrow means them:
 * packed or not, in one batch or many, beside columns of every other type; and what is wrong in a
 * file is named with its row.
 */
class ArrowTableTest {
  @TempDir Path folder;

  static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(ArrowTableTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[] row(DenseFeatures features, int row) {
    float[] out = new float[features.columns()];
    features.read(row, 1, out);
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "lz4", "zstd", "slice", "version4"})
  void everyPackingGivesTheSameRows(String name) {
    ArrowTable table = ArrowTable.open(file(name + ".arrow"));
    assertEquals(5, table.rows());
    assertEquals(
        List.of("sample-1", "sample-2", "sample-3", "sample-4", "sample-5"), table.texts("id"));
    assertEquals(List.of("ham", "spam", "ham", "spam", "ham"), table.texts("label"));
    assertEquals("grüße 3", table.texts("body").get(2));
    assertEquals(List.of("false", "true", "false", "true", "false"), table.texts("even"));
    assertEquals(List.of("1", "2", "3", "4", "5"), table.texts("n"));
    // 2^64 − 1 − 5, beyond a signed long
    assertEquals("18446744073709551610", table.texts("big").get(4));
    if (!name.equals("version4")) { // views are younger
      assertEquals(
          List.of("a text that is long enough not to be inline, 3", "short 4"),
          table.texts("view").subList(2, 4));
    }
    assertArrayEquals(new double[] {1.5, 2.5, 3.5, 4.5, 5.5}, table.numbers("x1"));
    DenseFeatures features = table.features(List.of("x*", "fixed", "small", "large"));
    assertEquals(10, features.columns());
    // x1 = i + 0.5, x2 = i + 0.25, x3 = −i, x4 = i / 8; i, 10 i, i / 4; i, −i; i / 2; i = 4
    assertArrayEquals(new float[] {4.5f, 4.25f, -4, 0.5f, 4, 40, 1, 4, -4, 2}, row(features, 3));
  }

  @Test
  void batchesFollowEachOther() {
    ArrowTable table = ArrowTable.open(file("batches.arrow"));
    assertEquals(5000, table.rows());
    assertEquals(List.of("n", "label", "list", "fixed"), table.columns());
    DenseFeatures lists = table.features(List.of("list", "fixed"));
    double[] n = table.numbers("n");
    List<String> labels = table.texts("label");
    for (int row = 0; row < 5000; row++) {
      int i = row + 1;
      assertEquals(i, n[row]);
      assertArrayEquals(new float[] {i % 7, i % 11, i, -i}, row(lists, row));
      assertEquals(i % 2 == 0 ? "spam" : "ham", labels.get(row));
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
        "hole     | row 2, column hole: expected a text, found null",
        "absent   | has no column \"absent\". Allowed: n, hole, twice, missing",
        "twices   | has no column \"twices\"; did you mean twice?",
        "nan      | column \"nan\" holds float64; allowed: texts or whole numbers",
        "ragged   | column \"ragged\" holds lists of float64; allowed: texts or whole numbers"
      })
  void aColumnThatHoldsNoTextsIsRefused(String column, String expected) {
    ArrowTable table = ArrowTable.open(file("faulty.arrow"));
    String said = Refused.message(BadInput.class, () -> table.texts(column));
    assertTrue(said.contains("faulty.arrow") && said.contains(expected), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing   | row 2, column missing: expected a number, found null",
        "nan       | row 2, column nan: expected a finite number, found NaN",
        "huge      | row 2, column huge: 1.0E39 is beyond the range of float32",
        "ragged    | row 2, column ragged: a list of 1 numbers; that of row 1 has 2",
        "nulllist  | row 2, column nulllist: expected numbers, found null",
        "hollow    | row 2, column hollow: expected numbers, found an empty list",
        "hollowed  | row 2, column hollowed: expected numbers, found a list with a null",
        "fixedhole | row 2, column fixedhole: expected numbers, found a list with a null",
        "infinite  | row 2, column infinite: expected a finite number, found Infinity",
        "twice     | column \"twice\" holds text; allowed: float16, float32",
        "y*        | has no columns that begin with \"y\". Allowed: n, hole"
      })
  void aColumnThatHoldsNoNumbersIsRefused(String column, String expected) {
    ArrowTable table = ArrowTable.open(file("faulty.arrow"));
    String said = Refused.message(BadInput.class, () -> table.features(List.of("n", column)));
    assertTrue(said.contains("faulty.arrow") && said.contains(expected), said);
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
    ArrowTable table = ArrowTable.open(file("plain.arrow"));
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
