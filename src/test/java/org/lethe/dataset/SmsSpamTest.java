package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealData;

/**
 * Guards against lines that are merged by quotes (the classic mistake with this file), and against
 * a changed copy passing for the published one.
 */
class SmsSpamTest {

  /** The contract on messages made here, for machines without the data. */
  @Nested
  class Small extends CorpusContract {
    @Override
    Corpus open() {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 63; i++) {
        lines.append(i % 4 == 0 ? "spam\twin " : "ham\tsee you ").append(i).append('\n');
      }
      return SmsSpam.pool(parse(lines.toString()), "0".repeat(64), Duplicates.KEEP);
    }

    @Override
    TestPart testPart() {
      return TestPart.DIVIDED;
    }
  }

  /** The contract on the published file. */
  @Nested
  class Published extends CorpusContract {
    @Override
    Corpus open() {
      return new SmsSpam(Duplicates.KEEP).open(RealData.home("sms"));
    }

    @Override
    TestPart testPart() {
      return TestPart.DIVIDED;
    }

    @Test
    void hasThePublishedCounts() {
      ExampleSet set = open().draw(new Seed(1));
      assertEquals(5574, set.size());
      assertEquals(747, set.classesOf(Side.FORGET).length == 1 ? count(set, Side.FORGET) : -1);
      assertEquals(4827, count(set, Side.RETAIN));
      // 747 and 4,827 in fifths: 149.4 and 965.4 to a part, ±1.
      assertEquals(149.4, set.rows(Side.FORGET, Part.TEST).length, 1);
      assertEquals(965.4, set.rows(Side.RETAIN, Part.TEST).length, 1);
    }

    @Test
    void dropsTheRepeatedMessages() {
      // 5,574 lines, 5,171 of them distinct (`cut -f2- SMSSpamCollection | sort -u | wc -l` says
      // 5,171 in the C locale).
      Corpus corpus = new SmsSpam(Duplicates.DROP).open(RealData.home("sms"));
      assertEquals(5171, corpus.draw(new Seed(1)).size());
    }
  }

  @Test
  void quotesMeanNothing() {
    SmsSpam.Lines lines = parse("ham\t\"open quote\nspam\twin \"\"now\n");
    assertEquals(java.util.List.of("\"open quote", "win \"\"now"), lines.texts());
  }

  @Test
  void aLineWithoutLabelIsNamed() {
    BadInput e = assertThrows(BadInput.class, () -> parse("ham\thello\nhello again\n"));
    assertTrue(e.getMessage().contains("file:2"), e.getMessage());
    assertTrue(e.getMessage().contains("hello again"), e.getMessage());
  }

  @Test
  void aChangedCopyIsRefusedWithBothChecksums(@TempDir Path home) throws IOException {
    Path folder = Files.createDirectory(home.resolve("sms"));
    Files.writeString(folder.resolve("SMSSpamCollection"), "ham\tchanged\n");
    BadInput e =
        assertThrows(
            BadInput.class, () -> new SmsSpam(Duplicates.KEEP).open(new DataHome(home, true)));
    assertTrue(e.getMessage().contains("SMSSpamCollection"), e.getMessage());
    assertTrue(e.getMessage().contains("7d039a24a6083ed9"), e.getMessage());
    assertTrue(e.getMessage().contains("csv source"), e.getMessage());
  }

  @Test
  void missingDataSaysHowToGetIt(@TempDir Path home) {
    BadInput e =
        assertThrows(
            BadInput.class, () -> new SmsSpam(Duplicates.KEEP).open(new DataHome(home, true)));
    assertTrue(e.getMessage().contains("lethe data fetch sms-spam"), e.getMessage());
  }

  private static int count(ExampleSet set, Side side) {
    int count = 0;
    for (Part part : Part.values()) {
      count += set.rows(side, part).length;
    }
    return count;
  }

  private static SmsSpam.Lines parse(String lines) {
    try {
      return SmsSpam.parse(
          new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), "file");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
