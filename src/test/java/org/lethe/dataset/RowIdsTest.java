package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Guards against ids that other machines do not have: a manifest names samples by them. */
class RowIdsTest {

  @Test
  void placesHaveFiveDigitsAndMoreWhereTheyNeedThem() {
    assertEquals("row-00001", RowIds.of("row", 1));
    assertEquals("cifar10-test-00000", RowIds.of("cifar10-test", 0));
    assertEquals("row-99999", RowIds.of("row", 99_999));
    assertEquals("row-159571", RowIds.of("row", 159_571));
  }

  /** In Egypt a format writes ٠٠٠٠١. */
  @Test
  @ResourceLock(Resources.LOCALE)
  void idsAreTheSameUnderEveryLocale(@TempDir Path folder) throws Exception {
    Path table = Files.writeString(folder.resolve("a.csv"), "x\n1\n2\n");
    Path lines = Files.writeString(folder.resolve("a.txt"), "one\ntwo\n");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals(
          List.of("row-00001", "row-00002"),
          OwnRows.ofTable(table, Optional.empty(), List.of("x"), Optional.empty(), Optional.empty())
              .ids());
      assertEquals(List.of("line-00001", "line-00002"), OwnRows.ofLines(lines).ids());
    } finally {
      Locale.setDefault(before);
    }
  }
}
