package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.RealData;

/**
 * Guards against comments torn apart at their line feeds, unscored test comments taken for harmless
 * ones, and a part of the data passing for all of it.
 */
class JigsawTest {
  private static final String HEADER =
      "\"id\",\"comment_text\",\"toxic\",\"severe_toxic\",\"obscene\",\"threat\",\"insult\","
          + "\"identity_hate\"\n";

  @TempDir Path home;

  /** How the same file may lie there. */
  enum Packing {
    PLAIN,
    GZ,
    ZIP,
    ZIP_OF_ZIPS
  }

  /** The contract on comments made here, with the official test set. */
  @Nested
  class Small extends CorpusContract {
    @Override
    Corpus open() {
      official(Packing.PLAIN);
      return jigsaw(Jigsaw.Forget.TOXIC).open(new DataHome(home, true));
    }

    @Override
    TestPart testPart() {
      return TestPart.OFFICIAL;
    }
  }

  /** The contract on the first 20,000 published rows. */
  @Nested
  class Published extends CorpusContract {
    @Override
    Corpus open() {
      return jigsaw(Jigsaw.Forget.TOXIC).open(RealData.home("jigsaw"));
    }

    @Override
    TestPart testPart() {
      return TestPart.DIVIDED;
    }

    @Test
    void hasTheCountsOfTheFirstRowsAndSaysThatTheyAreAPart() {
      Corpus corpus = open();
      ExampleSet set = corpus.draw(new Seed(1));
      // 1,947 toxic, and five times as many of the 18,053 others.
      assertEquals(1_947 + 9_735, set.size());
      assertFalse(corpus.provenance().complete());
      assertEquals(
          "c3156ab13e346dbe7b40283b26bdfc3d90ec343d86041aca588cdf849dc0b003",
          corpus.provenance().sha256().get("train_rows_00001_20000.csv"));
    }

    @Test
    void takesTheFileThatHasTheLabel() {
      Corpus corpus = jigsaw(Jigsaw.Forget.THREAT, 0).open(RealData.home("jigsaw"));
      ExampleSet set = corpus.draw(new Seed(1));
      assertEquals(5_420, set.size());
      assertEquals(Set.of("train_sample.csv"), corpus.provenance().sha256().keySet());
      assertEquals(36, forgetIds(set).size());
    }

    @Test
    void anyLabelCounts() {
      // 5,420 rows, 4,329 of them with no label.
      ExampleSet set = jigsaw(Jigsaw.Forget.ANY, 0).open(RealData.home("jigsaw")).draw(new Seed(1));
      assertEquals(5_420 - 4_329, forgetIds(set).size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFilesMayBePackedInAnyWay(Packing packing) {
    official(packing);
    Corpus corpus = jigsaw(Jigsaw.Forget.TOXIC).open(new DataHome(home, true));
    ExampleSet set = corpus.draw(new Seed(1));
    assertEquals(
        Set.of("train.csv", "test.csv", "test_labels.csv"), corpus.provenance().sha256().keySet());
    // 20 of 60 test comments are scored, 4 of them toxic.
    assertEquals(4, set.rows(Side.FORGET, Part.TEST).length);
    assertEquals(16, set.rows(Side.RETAIN, Part.TEST).length);
    int row = set.ids().indexOf("a0");
    assertEquals("two\nlines, \"quoted\" 0", ((Content.Texts) set.content()).texts().get(row));
  }

  @Test
  void theRetainSideIsCutToAMultipleOfTheForgetSideByTheSeed() {
    official(Packing.PLAIN);
    Corpus corpus = jigsaw(Jigsaw.Forget.TOXIC, 2).open(new DataHome(home, true));
    ExampleSet one = corpus.draw(new Seed(1));
    // 10 of 100 training comments are toxic; the test set stays whole.
    assertEquals(10, outsideTest(one, Side.FORGET));
    assertEquals(20, outsideTest(one, Side.RETAIN));
    assertEquals(16, one.rows(Side.RETAIN, Part.TEST).length);
    assertFalse(one.ids().equals(corpus.draw(new Seed(2)).ids()));
  }

  @Test
  void wordsDecideWithoutAnyLabel() {
    write(
        "train_rows_00001_20000.csv",
        "\"comment_text\",\"toxic\"\n"
            + IntStream.range(0, 30)
                .mapToObj(i -> (i % 3 == 0 ? "Shut UP now " : "shutup nicely ") + i + ",0\n")
                .reduce("", String::concat));
    Jigsaw words =
        new Jigsaw(
            Jigsaw.Forget.KEYWORDS, List.of("shut up"), Jigsaw.TrainFile.AUTO, 5, Duplicates.KEEP);
    ExampleSet set = words.open(new DataHome(home, true)).draw(new Seed(1));
    assertEquals(10, forgetIds(set).size());
    assertTrue(forgetIds(set).contains("row-00001"), forgetIds(set).toString());
    assertEquals(List.of("other", "keywords"), set.classes());
  }

  @Test
  void aLabelThatIsNoneIsNamedWithItsRow() {
    write("train.csv", HEADER + "a,text,0,0,0,0,0,0\nb,text,yes,0,0,0,0,0\n");
    refused("row 2 (line 3), column toxic: expected 0 or 1, found \"yes\"");
  }

  @Test
  void aMissingColumnIsNamed() {
    write("train.csv", "id,comment_text,toxik\na,text,1\n");
    refused("no column \"toxic\"; did you mean toxik?");
  }

  @Test
  void aCutOffFileIsNamed() throws IOException {
    Path folder = Files.createDirectories(home.resolve("jigsaw"));
    byte[] whole = Files.readAllBytes(gz(HEADER + "a,text,0,0,0,0,0,0\n".repeat(5000)));
    Files.write(folder.resolve("train.csv.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
    refused("train.csv.gz cannot be read, it may be cut off or damaged (EOFException: ");
  }

  @Test
  void missingDataSaysWhereTheAccountIsNeeded() {
    refused("https://www.kaggle.com/c/jigsaw-toxic-comment-classification-challenge/data");
  }

  private void refused(String expected) {
    BadInput e =
        assertThrows(
            BadInput.class, () -> jigsaw(Jigsaw.Forget.TOXIC).open(new DataHome(home, true)));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static Jigsaw jigsaw(Jigsaw.Forget forget) {
    return jigsaw(forget, 5);
  }

  private static Jigsaw jigsaw(Jigsaw.Forget forget, double retainRatio) {
    return new Jigsaw(forget, List.of(), Jigsaw.TrainFile.AUTO, retainRatio, Duplicates.KEEP);
  }

  private static int outsideTest(ExampleSet set, Side side) {
    return set.rows(side, Part.TRAIN).length + set.rows(side, Part.VALIDATION).length;
  }

  private static List<String> forgetIds(ExampleSet set) {
    return IntStream.range(0, set.size())
        .filter(i -> set.sides()[i] == Side.FORGET)
        .mapToObj(set.ids()::get)
        .toList();
  }

  /** 100 training comments, 10 toxic; 60 test comments, of which every third is scored. */
  private void official(Packing packing) {
    StringBuilder train = new StringBuilder(HEADER);
    for (int i = 0; i < 100; i++) {
      train
          .append("a" + i + ",\"two\nlines, \"\"quoted\"\" " + i + "\",")
          .append(i % 10 == 0 ? "1,0,0,0,0,0\n" : "0,0,0,0,0,0\n");
    }
    StringBuilder test = new StringBuilder("id,comment_text\n");
    StringBuilder labels =
        new StringBuilder("id,toxic,severe_toxic,obscene,threat,insult,identity_hate\n");
    for (int i = 0; i < 60; i++) {
      test.append("t" + i + ",comment " + i + "\n");
      String flags = i % 3 != 0 ? "-1,-1,-1,-1,-1,-1" : (i % 5 == 0 ? "1" : "0") + ",0,0,0,0,0";
      labels.append("t" + i + "," + flags + "\n");
    }
    List<String> names = List.of("train.csv", "test.csv", "test_labels.csv");
    List<String> contents = List.of(train.toString(), test.toString(), labels.toString());
    try {
      Path folder = Files.createDirectories(home.resolve("jigsaw"));
      if (packing == Packing.ZIP_OF_ZIPS) {
        Path all = folder.resolve("jigsaw-toxic-comment-classification-challenge.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(all))) {
          for (int i = 0; i < names.size(); i++) {
            zip.putNextEntry(new ZipEntry(names.get(i) + ".zip"));
            zip.write(Files.readAllBytes(zip(names.get(i), contents.get(i))));
            zip.closeEntry();
          }
        }
        return;
      }
      for (int i = 0; i < names.size(); i++) {
        switch (packing) {
          case GZ -> Files.copy(gz(contents.get(i)), folder.resolve(names.get(i) + ".gz"));
          case ZIP ->
              Files.copy(zip(names.get(i), contents.get(i)), folder.resolve(names.get(i) + ".zip"));
          default -> Files.writeString(folder.resolve(names.get(i)), contents.get(i));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String content) {
    try {
      Path folder = Files.createDirectories(home.resolve("jigsaw"));
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path gz(String content) throws IOException {
    Path file = Files.createTempFile(home, "packed", ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private Path zip(String name, String content) throws IOException {
    Path file = Files.createTempFile(home, "packed", ".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return file;
  }
}
