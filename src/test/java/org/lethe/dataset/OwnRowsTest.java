package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.columnar.ParquetWriter;
import org.lethe.columnar.ParquetWriter.Column;
import org.lethe.columnar.ParquetWriter.Kind;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/** Guards against rows of one table that two samples share, or that none can be called by. */
class OwnRowsTest {
  @TempDir Path folder;

  private Path parquet(String... ids) throws IOException {
    Path file = folder.resolve("rows.parquet");
    List<Column> columns = List.of(new Column("id", Kind.TEXT), new Column("x", Kind.NUMBER));
    try (ParquetWriter writer = new ParquetWriter(file, columns, Map.of())) {
      for (int i = 0; i < ids.length; i++) {
        writer.append(ids[i], (double) i);
      }
      writer.finish();
    }
    return file;
  }

  private Path csv(String... ids) throws IOException {
    StringBuilder table = new StringBuilder("id,x\n");
    for (int i = 0; i < ids.length; i++) {
      table.append(ids[i]).append(',').append(i).append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), table);
  }

  private static OwnRows read(Path file) {
    return OwnRows.ofTable(
        file, Optional.empty(), List.of("x"), Optional.of("id"), Optional.empty());
  }

  private static void assertRefused(Path file, String expected) {
    String said = Refused.message(BadInput.class, () -> read(file));
    assertTrue(said.startsWith(file + expected), said);
  }

  @Test
  void idsAreThoseOfTheirColumn() throws IOException {
    assertEquals(List.of("a", "b c", "ü"), read(parquet("a", "b c", "ü")).ids());
    assertEquals(List.of("a", "b c", "ü"), read(csv("a", "b c", "ü")).ids());
  }

  @Test
  void anIdThatIsThereTwiceIsNamedWithItsRow() throws IOException {
    assertRefused(parquet("a", "b", "a"), ", row 3, column id: \"a\" is the id of an earlier row");
    assertRefused(
        csv("a", "b", "a"), ", row 3 (line 4), column id: \"a\" is the id of an earlier row");
  }

  @Test
  void anEmptyIdIsNamedWithItsRow() throws IOException {
    assertRefused(parquet("a", " "), ", row 2, column id is empty");
    assertRefused(csv("a", " "), ", row 2 (line 3), column id is empty");
  }
}
