package org.lethe.columnar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * What holds for a table in any kind of file. The files of each kind have the same rows: five in
 * each packing, five thousand in many batches, and one file with a fault in each column. A
 * subclass's static {@code packings()} names the files of five rows.
 */
abstract class ColumnTableContract {
  @TempDir Path folder;

  /** Of the files: {@code .arrow}. */
  abstract String ending();

  /** As messages call it. */
  abstract String kind();

  /** Columns of lists of numbers in every file of five rows. */
  abstract List<String> lists();

  /** Writes some rows; the column of texts is called so. */
  abstract void write(Path file, String texts) throws IOException;

  /** A file that another tool wrote. */
  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(ColumnTableContract.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  final ColumnTable table(String name) {
    return ColumnTable.open(file(name + ending()));
  }

  static float[] row(DenseFeatures features, int row) {
    float[] out = new float[features.columns()];
    features.read(row, 1, out);
    return out;
  }

  @ParameterizedTest
  @MethodSource("packings")
  void everyPackingGivesTheSameRows(String name) {
    ColumnTable table = table(name);
    assertEquals(5, table.rows());
    assertEquals(
        List.of("sample-1", "sample-2", "sample-3", "sample-4", "sample-5"), table.texts("id"));
    assertEquals(List.of("ham", "spam", "ham", "spam", "ham"), table.texts("label"));
    assertEquals("grüße 3", table.texts("body").get(2));
    assertEquals(List.of("false", "true", "false", "true", "false"), table.texts("even"));
    assertEquals(List.of("1", "2", "3", "4", "5"), table.texts("n"));
    // 2^64 − 1 − 5, beyond a signed long
    assertEquals("18446744073709551610", table.texts("big").get(4));
    assertArrayEquals(new double[] {1.5, 2.5, 3.5, 4.5, 5.5}, table.numbers("x1"));
    // x1 = i + 0.5, x2 = i + 0.25, x3 = −i; i = 4
    assertArrayEquals(
        new float[] {4.5f, 4.25f, -4}, row(table.features(List.of("x1", "x2", "x3")), 3));
  }

  @Test
  void batchesFollowEachOther() {
    ColumnTable table = table("batches");
    assertEquals(5000, table.rows());
    double[] n = table.numbers("n");
    List<String> labels = table.texts("label");
    for (int row = 0; row < 5000; row++) {
      assertEquals(row + 1, n[row]);
      assertEquals(row % 2 == 0 ? "ham" : "spam", labels.get(row));
    }
  }

  final void requireNoTexts(String column, String expected) {
    requireRefused(table -> table.texts(column), expected);
  }

  final void requireNoFeatures(String column, String expected) {
    requireRefused(table -> table.features(List.of("n", column)), expected);
  }

  private void requireRefused(Consumer<ColumnTable> question, String expected) {
    ColumnTable table = table("faulty");
    String said = Refused.message(BadInput.class, () -> question.accept(table));
    assertTrue(said.contains("faulty" + ending()) && said.contains(expected), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hole     | , row 2, column hole: expected a text, found null",
        "absent   | has no column \"absent\". Allowed: n, hole, twice, missing",
        "twices   | has no column \"twices\"; did you mean twice?"
      })
  void aColumnThatHoldsNoTextsIsRefused(String column, String expected) {
    requireNoTexts(column, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing  | , row 2, column missing: expected a number, found null",
        "nan      | , row 2, column nan: expected a finite number, found NaN",
        "huge     | , row 2, column huge: 1.0E39 is beyond the range of float32",
        "ragged   | , row 2, column ragged: a list of 1 numbers; that of row 1 has 2",
        "infinite | , row 2, column infinite: expected a finite number, found Infinity",
        "y*       | has no columns that begin with \"y\". Allowed: n, hole"
      })
  void aColumnThatHoldsNoFeaturesIsRefused(String column, String expected) {
    requireNoFeatures(column, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing | , row 2, column missing: expected a number, found null",
        "nan     | , row 2, column nan: expected a finite number, found NaN",
        "absent  | has no column \"absent\". Allowed: n, hole, twice, missing"
      })
  void aColumnThatHoldsNoNumbersIsRefused(String column, String expected) {
    requireRefused(table -> table.numbers(column), expected);
  }

  /** Beyond float32, but not beyond what a column of numbers is read as. */
  @Test
  void aNumberMayBeAsLargeAsADouble() {
    assertEquals(1e39, table("faulty").numbers("huge")[1]);
  }

  @ParameterizedTest
  @MethodSource("packings")
  void aListIsNoNumber(String name) {
    ColumnTable table = table(name);
    for (String column : lists()) {
      String said = Refused.message(BadInput.class, () -> table.numbers(column));
      assertTrue(said.contains(" holds lists of ") && said.endsWith(", one a row"), said);
    }
  }

  @Test
  void anotherFileIsRefusedInOneLine() throws IOException {
    Path other = folder.resolve("other" + ending());
    for (String content : List.of("", "PAR1", "ARROW1", "id,label\n1,spam\n2,ham\n")) {
      Files.writeString(other, content);
      String said = Refused.message(BadInput.class, () -> ColumnTable.open(other));
      assertTrue(said.contains(" is no " + kind() + " file, or a damaged one: "), said);
      assertTrue(said.startsWith(other.toString()), said);
      assertEquals(1, said.lines().count());
    }
  }

  /** ESC, and the one-character CSI of C1, which a terminal obeys as well. */
  @Test
  void aColumnsNameDoesNotSpeakToTheTerminal() throws IOException {
    Path file = folder.resolve("hostile" + ending());
    String name = "i\u001b[2Jd\u009b2J\u202e";
    write(file, name);
    ColumnTable table = ColumnTable.open(file);
    for (String asked : List.of(name, "i")) {
      String said = Refused.message(BadInput.class, () -> table.numbers(asked));
      assertTrue(said.contains("i [2Jd 2J "), said);
      assertTrue(said.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x202e), said);
    }
  }

  @Test
  void aFileThatIsMissingOrAFolderIsCalledSo() throws IOException {
    Path gone = folder.resolve("gone" + ending());
    assertEquals(
        gone + ": no such file", Refused.message(BadInput.class, () -> ColumnTable.open(gone)));
    Path within = Files.createDirectory(folder.resolve("folder" + ending()));
    assertEquals(
        within + " is no file", Refused.message(BadInput.class, () -> ColumnTable.open(within)));
  }
}
