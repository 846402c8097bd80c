package org.lethe.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;

/**
 * Guards against a table that is read otherwise than it was meant: rows torn at quoted line feeds,
 * words among numbers, bytes in another encoding, holes. Each must be named with its row.
 */
class CsvTableTest {
  private static final String TEXTS = "text-column: text, forget: {column: topic, is: war}";
  private static final String NUMBERS =
      "feature-columns: [x1, x2], label-column: y, forget: {column: age, at-least: 40, below: 50}";

  @TempDir Path home;

  record Holder(@Setting("the source") DataSource data) {}

  /** The contract on a table of texts with quoted line feeds. */
  @Nested
  class Texts extends CorpusContract {
    @Override
    Corpus open() {
      return CsvTableTest.this.open(TEXTS + ", id-column: id, label-column: stars", texts(60));
    }

    @Override
    TestPart testPart() {
      return TestPart.DIVIDED;
    }
  }

  /** The contract on a table of numbers. */
  @Nested
  class Numbers extends CorpusContract {
    @Override
    Corpus open() {
      return CsvTableTest.this.open(NUMBERS, numbers(80));
    }

    @Override
    TestPart testPart() {
      return TestPart.DIVIDED;
    }
  }

  /** The contract on a table that says itself what is tested. */
  @Nested
  class Split extends CorpusContract {
    @Override
    Corpus open() {
      return CsvTableTest.this.open(
          "text-column: t, forget: {column: s, is: f}, split-column: part",
          "t,s,part\n" + lines(60, i -> "t" + i + "," + (i % 3 == 0 ? "f" : "r") + "," + part(i)));
    }

    private static String part(int i) {
      return i >= 45 ? "test" : "train";
    }

    @Override
    TestPart testPart() {
      return TestPart.OFFICIAL;
    }
  }

  /** The contract on a table that leaves nothing to the seed. */
  @Nested
  class Given extends CorpusContract {
    private static final List<String> PARTS =
        List.of("train", "train", "train", "validation", "test");

    @Override
    Corpus open() {
      return CsvTableTest.this.open(
          "text-column: t, forget: {column: s, is: f}, split-column: part",
          "t,s,part\n"
              + lines(60, i -> "t" + i + "," + (i % 3 == 0 ? "f" : "r") + "," + PARTS.get(i % 5)));
    }

    @Override
    TestPart testPart() {
      return TestPart.OFFICIAL;
    }

    @Override
    double validationShare() {
      return 0.25;
    }

    @Test
    void saysThatSeedsDifferInNothing() {
      assertFalse(open().differsBySeed());
    }
  }

  @Test
  void quotedFieldsMayHoldLineFeedsQuotesAndDelimiters() {
    ExampleSet set = open(TEXTS + ", id-column: id", texts(60)).draw(new Seed(1));
    List<String> texts = ((Content.Texts) set.content()).texts();
    assertEquals("first line 0\nsecond, \"quoted\" line", texts.get(0));
    assertEquals(60, texts.size());
    assertEquals(List.of("retain", "forget"), set.classes());
  }

  @Test
  void numbersAndTheirLabelsAreTyped() {
    ExampleSet set = open(NUMBERS, numbers(80)).draw(new Seed(1));
    assertArrayEquals(new double[] {3, 1.5}, ((Content.Numbers) set.content()).rows().row(3), 1e-9);
    assertEquals(List.of("no", "yes"), set.classes());
    // Ages run from 0 to 79: ten of them in [40, 50).
    assertEquals(10, IntStream.range(0, 80).filter(i -> set.sides()[i] == Side.FORGET).count());
    assertEquals("row-00001", set.ids().get(0));
  }

  @Test
  void aStarTakesAllColumnsThatBeginSo() {
    Corpus corpus = open("feature-columns: [x*], forget: {column: age, below: 20}", numbers(80));
    assertEquals(2, ((Content.Numbers) corpus.draw(new Seed(1)).content()).rows().columns());
    refused("feature-columns: [z*], forget: {column: age, below: 20}", numbers(80), "begin with");
  }

  @Test
  void aTableWithoutHeaderTabsAndOtherBytesIsRead() {
    String options =
        "text-column: t, forget: {column: s, in: [spam]}, columns: [s, t], delimiter: tab,"
            + " quotes: false, encoding: latin-1";
    String table = lines(30, i -> (i % 3 == 0 ? "spam" : "ham") + "\t\"caf\u00e9 " + i);
    Corpus corpus = open(options, table, StandardCharsets.ISO_8859_1);
    assertEquals(
        "\"caf\u00e9 0", ((Content.Texts) corpus.draw(new Seed(1)).content()).texts().get(0));
  }

  @Test
  void aMissingFileNamesBothPlaces() {
    BadInput e = assertThrows(BadInput.class, () -> source(TEXTS, "no.csv").open(data()));
    assertTrue(e.getMessage().contains(home.resolve("no.csv").toString()), e.getMessage());
  }

  @Test
  void aPathThatClimbsOutIsRefused() {
    BadInput e = assertThrows(BadInput.class, () -> source(TEXTS, "a/../../b.csv").open(data()));
    assertTrue(e.getMessage().contains("climbs out"), e.getMessage());
  }

  @Test
  void whatIsWrongInATableIsNamedWithItsPlace() {
    String good = "id,topic,stars,text\n";
    refused(TEXTS, "", "is empty");
    refused(TEXTS, good, "has no rows");
    refused(TEXTS, "id,topic,topic,text\na,b,c,d\n", "two columns called \"topic\"");
    refused(TEXTS, "id,topik,stars,text\n", "no column \"topic\"; did you mean topik?");
    refused(
        TEXTS,
        good + "a,war,1,\"two\nlines\"\nb,war,1\n",
        "row 2 (line 4): 3 fields where the table has 4 columns");
    refused(TEXTS, good + "a,war,1,\"never closed\n", "from line 2 on, is no table");
    refused(
        TEXTS,
        "\n\n" + good + "\r\n\r\na,war,1,t\r\n\nb,war,1,\"two\r\nlines\",x\n",
        "row 2 (line 8): 5 fields where the table has 4 columns");
    refused(TEXTS, good + "a,war,1,te\0xt\n", ":2: a NUL byte");
    refused(TEXTS, good + lines(9, i -> i + ",war,1,t"), "no example is on the retain side");
    refused(TEXTS, good + lines(9, i -> i + ",peace,1,t"), "no example is on the forget side");
    refused(
        TEXTS,
        good + "0,war,1,t\n" + lines(9, i -> i + ",peace,1,t"),
        "1 examples on the forget side; to divide them takes at least 5");
    String many = lines(20, i -> "i" + i % 19 + "," + (i % 2 == 0 ? "war" : "peace") + ",1,t");
    refused(
        TEXTS + ", id-column: id",
        good + many,
        "row 20 (line 21), column id: \"i0\" is the id of an");
    refused(TEXTS + ", label-column: stars", good + many, "the same label, 1");
    refused(TEXTS + ", id-column: id", good + ",war,1,t\n", "row 1 (line 2), column id is empty");
    refused(
        TEXTS + ", split-column: stars",
        good + many,
        "column stars: expected train, validation, test, found \"1\"");
  }

  @Test
  void whatIsNoFiniteNumberIsNamedWithItsPlace() {
    String header = "x1,x2,y,age\n";
    for (String bad : List.of("NaN", "", "many", "Infinity", "1e999", "1d", "1d ", "0x1p3")) {
      refused(
          NUMBERS,
          header + "1,2,yes,45\n" + bad + ",2,yes,45\n",
          "row 2 (line 3), column x1: expected a finite number, found \"" + bad + "\"");
    }
    refused(NUMBERS, header + "1e300,2,yes,45\n", "beyond the range of float32");
    refused(NUMBERS, header + "1,2,yes,old\n", "column age: expected a finite number");
  }

  @Test
  void anotherEncodingIsNamedWithItsLine() {
    String table = "id,topic,stars,text\na,war,1,plain\nb,war,1,caf\u00e9\n";
    BadInput e =
        assertThrows(BadInput.class, () -> open(TEXTS, table, StandardCharsets.ISO_8859_1));
    assertTrue(e.getMessage().contains("table.csv:3: byte 0xe9 is not UTF-8"), e.getMessage());
  }

  @Test
  void equalRowsAreDroppedWhenAsked() {
    String table =
        "id,topic,stars,text\n"
            + lines(40, i -> i + "," + (i % 2 == 0 ? "war" : "peace") + ",1,text " + i % 20);
    assertEquals(40, open(TEXTS, table).draw(new Seed(1)).size());
    assertEquals(20, open(TEXTS + ", duplicates: drop", table).draw(new Seed(1)).size());
  }

  @Test
  void nothingOfNd4jIsLoaded() throws IOException, InterruptedException {
    write(numbers(80), StandardCharsets.UTF_8);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                home.toString(),
                "{name: csv, file: table.csv, " + NUMBERS + "}")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("org.datavec.api.transform.schema.Schema "), "DataVec was used");
    assertTrue(output.contains("opened 80 rows"), "the table was read");
    List<String> natives =
        output
            .lines()
            .filter(line -> line.contains("org.nd4j.linalg") || line.contains("org.bytedeco"))
            .toList();
    assertEquals(List.of(), natives);
  }

  /** A program that opens a table. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) {
      Corpus corpus =
          new Binder(List.of(DataSources.FAMILY))
              .bind(SettingsFile.parse("data: " + arguments[1], "spec"), Holder.class)
              .data()
              .open(new DataHome(Path.of(arguments[0]), true));
      System.out.println("opened " + corpus.draw(new Seed(1)).size() + " rows");
    }
  }

  private static String texts(int rows) {
    return "id,topic,stars,text\r\n"
        + lines(
            rows,
            i ->
                "id%d,%s,%d,\"first line %d\nsecond, \"\"quoted\"\" line\""
                    .formatted(i, i % 3 == 0 ? "war" : "peace", i % 4, i));
  }

  private static String numbers(int rows) {
    return "x1,x2,y,age\n"
        + lines(rows, i -> i + "," + i / 2.0 + "," + (i % 2 == 0 ? "yes" : "no") + "," + i);
  }

  private static String lines(int rows, IntFunction<String> line) {
    return IntStream.range(0, rows).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
  }

  private DataHome data() {
    return new DataHome(home, true);
  }

  private Corpus open(String options, String table) {
    return open(options, table, StandardCharsets.UTF_8);
  }

  private Corpus open(String options, String table, Charset encoding) {
    write(table, encoding);
    return source(options, "table.csv").open(data());
  }

  private void write(String table, Charset encoding) {
    try {
      Files.write(home.resolve("table.csv"), table.getBytes(encoding));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataSource source(String options, String file) {
    String yaml = "data: {name: csv, file: " + file + ", " + options + "}";
    return new Binder(List.of(DataSources.FAMILY))
        .bind(SettingsFile.parse(yaml, "spec"), Holder.class)
        .data();
  }

  private void refused(String options, String table, String expected) {
    BadInput e = assertThrows(BadInput.class, () -> open(options, table));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
