package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code lethe run} over everything that can be wrong with what it is given. Guards against a stack
 * trace where a line would do, a line that names neither place nor remedy, a run that begins before
 * it knows that it cannot end, and above all a wrong number from data that should have been
 * refused.
 */
class BadInputTest {
  private static final String TEXTS = "id,topic,stars,text\n";
  private static final String NUMBERS = "x1,x2,age\n";

  @TempDir Path folder;
  private RunHere here;

  @BeforeEach
  void begin() {
    here = new RunHere(folder);
  }

  private int run(String yaml, String... more) throws IOException {
    return here.yaml(yaml, more);
  }

  private void assertRefused(int exitCode, String... said) throws IOException {
    here.assertRefused(exitCode, said);
    assertNothingRecorded();
  }

  /** No trial, and nothing half-written: whoever mends the input finds a clean place. */
  private void assertNothingRecorded() throws IOException {
    Path results = folder.resolve("results");
    if (!Files.isDirectory(results)) {
      return;
    }
    try (Stream<Path> files = Files.walk(results)) {
      List<String> left =
          files
              .filter(Files::isRegularFile)
              .map(file -> results.relativize(file).toString())
              .filter(name -> !name.endsWith("study.json") && !name.endsWith("spec.yaml"))
              .toList();
      assertEquals(List.of(), left);
    }
  }

  private static String lines(int rows, IntFunction<String> line) {
    return IntStream.range(0, rows).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String war(int row) {
    return row % 3 == 0 ? "war" : "peace";
  }

  private static String texts(int rows) {
    return TEXTS
        + lines(rows, i -> "id%d,%s,%d,word%d and more".formatted(i, war(i), i % 2, i % 9));
  }

  private static String numbers(int rows) {
    return NUMBERS + lines(rows, i -> "%d,%s,%d".formatted(i % 7, (i % 5) / 4.0, i));
  }

  /** An experiment on {@code table.csv}; {@code %s} is its absolute path. */
  private String onTexts(String options) {
    return experiment("text-column: text, forget: {column: topic, is: war}" + options, "tfidf");
  }

  private String onNumbers(String options) {
    return experiment("feature-columns: [x*], forget: {column: age, below: 20}" + options, "raw");
  }

  private String experiment(String data, String encoder) {
    return """
    name: mine
    data: {name: csv, file: '%s', %s}
    encoder: %s
    scorers: [random, distance]
    learners: [logistic-regression]
    budgets: [0.5]
    seeds: 2
    """
        .formatted(folder.resolve("table.csv"), data, encoder);
  }

  private void table(byte[] content) throws IOException {
    Files.write(folder.resolve("table.csv"), content);
  }

  private void table(String content) throws IOException {
    table(content.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> tablesOfTexts() {
    return Stream.of(
        Arguments.of("is empty", "", "", "is empty"),
        Arguments.of("has a header only", TEXTS, "", "has no rows"),
        Arguments.of(
            "has a short row",
            texts(30) + "id90,war,1\n",
            "",
            "row 31 (line 32): 3 fields where the table has 4 columns"),
        Arguments.of(
            "has a long row",
            TEXTS + "a,war,1,one,two\n",
            "",
            "row 1 (line 2): 5 fields where the table has 4 columns"),
        Arguments.of(
            "has a NUL byte", texts(30) + "x,war,1,a\0b\n", "", "table.csv:32: a NUL byte"),
        Arguments.of(
            "has a quote that never closes", texts(30) + "x,war,1,\"a\n", "", "from line 32 on"),
        Arguments.of(
            "has two columns of one name", "topic,topic,text\na,b,c\n", "", "called \"topic\""),
        Arguments.of("lacks the column", texts(30), ", label-column: star", "did you mean stars?"),
        Arguments.of(
            "has no forget side", texts(30).replace("war", "truce"), "", "is on the forget side"),
        Arguments.of(
            "has no retain side", texts(30).replace("peace", "war"), "", "is on the retain side"),
        Arguments.of(
            "has four forget rows",
            TEXTS + lines(40, i -> i + "," + (i < 4 ? "war" : "peace") + ",1,t" + i),
            "",
            "4 examples on the forget side"),
        Arguments.of(
            "has one class only",
            texts(30).replaceAll(",[01],", ",1,"),
            ", label-column: stars",
            "the same label, 1"),
        Arguments.of(
            "has an id twice",
            texts(30) + "id7,war,1,again\n",
            ", id-column: id",
            "row 31 (line 32), column id: \"id7\" is the id of an earlier row"),
        Arguments.of(
            "has a part that is none",
            texts(30),
            ", split-column: topic",
            "expected train, validation, test"),
        Arguments.of(
            "has no word in it", texts(30).replaceAll("word[0-9] and more", "? !"), "", "tfidf"),
        Arguments.of(
            "is in an encoding that is none",
            texts(30),
            ", encoding: utf-80",
            "encoding \"utf-80\" is unknown"),
        Arguments.of(
            "is divided by two characters", texts(30), ", delimiter: ab", "delimiter is \"ab\""));
  }

  @ParameterizedTest(name = "a table that {0}")
  @MethodSource("tablesOfTexts")
  void aBadTableOfTextsIsRefused(String what, String table, String options, String said)
      throws IOException {
    table(table);
    assertRefused(run(onTexts(options)), said);
  }

  static Stream<Arguments> tablesOfNumbers() {
    List<Arguments> all = new ArrayList<>();
    for (String bad : List.of("NaN", "", "many", "-Infinity", "1e999")) {
      all.add(
          Arguments.of(
              "has the number '" + bad + "'",
              numbers(60) + bad + ",1,3\n",
              "row 61 (line 62), column x1: expected a finite number, found \"" + bad + "\""));
    }
    all.add(Arguments.of("is beyond float32", numbers(60) + "1e300,1,3\n", "beyond the range of"));
    all.add(
        Arguments.of(
            "has a word in the column of the rule",
            numbers(60) + "1,1,old\n",
            "column age: expected a finite number, found \"old\""));
    return all.stream();
  }

  @ParameterizedTest(name = "a table that {0}")
  @MethodSource("tablesOfNumbers")
  void aBadTableOfNumbersIsRefused(String what, String table, String said) throws IOException {
    table(table);
    assertRefused(run(onNumbers("")), "table.csv", said);
  }

  @Test
  void aBudgetOfMoreSamplesThanThereAreIsRefused() throws IOException {
    table(texts(60)); // 20 of them war, 12 of these in training
    assertRefused(run(onTexts(""), "budgets=[{count: 13}]"), "budgets", "13", "12");
  }

  @Test
  void anotherEncodingIsNamedWithItsLine() throws IOException {
    table((texts(30) + "x,war,1,caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(run(onTexts("")), "table.csv:32: byte 0xe9 is not UTF-8");
  }

  @Test
  void aTableThatIsNotThereOrNoFileIsRefused() throws IOException {
    assertRefused(run(onTexts("")), "no file " + folder.resolve("table.csv"));
    Files.createDirectories(folder.resolve("table.csv"));
    assertRefused(run(onTexts("")), folder.resolve("table.csv") + " is no file");
    assertRefused(run(onTexts(""), "data.file=../../etc/passwd"), "climbs out of its folder");
    assertRefused(run(onTexts(""), "data.file=\"a\\0b\""), "is no file name");
  }

  @Test
  void aCompressedTableThatIsCutOrNotCompressedIsRefused() throws IOException {
    Path whole = folder.resolve("whole.csv.gz");
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(whole))) {
      stream.write(texts(3000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(run(onTexts(""), "data.file=" + cut), "cut.csv.gz");
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 6] ^= 1; // of the CRC-32 at the end
    Path damaged = Files.write(folder.resolve("damaged.csv.gz"), flipped);
    assertRefused(run(onTexts(""), "data.file=" + damaged), "damaged.csv.gz");
    Path plain = Files.writeString(folder.resolve("plain.csv.gz"), texts(30));
    assertEquals(0, run(onTexts(""), "data.file=" + plain), "what a file is, its bytes decide");
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of("budgets=[1.5]", "budgets", "1.5", "0"),
        Arguments.of("budgets=[-0.1]", "budgets", "-0.1", "0"),
        Arguments.of("budgets=[.nan]", "budgets.0", ".nan", "[0, 1]"),
        Arguments.of("budgets=[.inf]", "budgets.0", ".inf", "[0, 1]"),
        Arguments.of("budgets=[half]", "budgets.0", "half", "[0, 1]"),
        Arguments.of("budgets=[{count: -1}]", "budgets", "-1", "0"),
        Arguments.of("budgets={from: 0, to: 2, step: 0.5}", "budgets", "1.5", "[0, 1]"),
        Arguments.of("budgets={from: 0, to: 1, step: 0}", "budgets", "step", "0"),
        Arguments.of("budgets={from: 0, to: 1, step: 1e-9}", "budgets", "1000000000", "10001"),
        Arguments.of("seeds=0", "seeds", "0", "1"),
        Arguments.of("seeds=[1, 1]", "seeds", "1", "twice"),
        Arguments.of("seeds=[]", "seeds", "", ""),
        Arguments.of("seeds=2000000000", "seeds", "2000000000", "1000000"),
        Arguments.of("name=../x", "name", "../x", "allowed"),
        Arguments.of("name=a/b", "name", "a/b", "allowed"),
        Arguments.of("name=..", "name", "..", "allowed"),
        Arguments.of("name=''", "name", "", "allowed"),
        Arguments.of("sseds=1", "sseds", "seeds", ""),
        Arguments.of("data.n1=many", "n1", "many", "number"),
        Arguments.of("data.n1=0", "n1", "0", "at least 2"),
        Arguments.of("data.n1=1.5", "n1", "1.5", "whole"),
        Arguments.of("data.mean2=.nan", "mean2", ".nan", "number"),
        Arguments.of("data.name=gausians", "gausians", "gaussians", ""),
        Arguments.of("scorers=[nearest]", "nearest", "scorer", ""),
        Arguments.of("scorers=[{name: knn-ratio, k: 0}]", "k is 0", "1 or more", ""),
        Arguments.of("scorers=[random, random]", "scorers", "random", "label"),
        Arguments.of("learners=[]", "learners", "empty", ""),
        Arguments.of("encoder=[raw]", "encoder", "list", ""),
        Arguments.of("data=!!java.io.File [x]", "tag", "java.io.File", "plain values"),
        Arguments.of("title=[1, 2]", "title", "", ""),
        Arguments.of("threads=0", "threads", "0", "1"),
        Arguments.of("engine=abacus", "engine", "abacus", "dl4j"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void aBadSettingIsRefused(String assignment, String key, String found, String allowed)
      throws IOException {
    assertRefused(
        run(
            """
            name: small
            data: {name: gaussians, n1: 60, n2: 120, mean2: 2.5}
            scorers: [random]
            learners: [gaussian-mean]
            budgets: [0.5]
            seeds: 1
            """,
            assignment),
        "command line",
        key,
        found,
        allowed);
  }

  static Stream<Arguments> files() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i)).append("*a%d, ".formatted(i - 1).repeat(9));
      bomb.append("]\n");
    }
    return Stream.of(
        Arguments.of("is a bomb of aliases", bomb.toString(), "mine.yaml:6: more than 100000"),
        Arguments.of("is too deep", "[".repeat(100_000), "mine.yaml:1: more than 32 levels deep"),
        Arguments.of("names a class", "a: 1\nb: !!java.net.URL [x]\n", "mine.yaml:2: the tag"),
        Arguments.of("is empty", "", "mine.yaml: is empty"),
        Arguments.of("is a list", "- a\n", "mine.yaml:1: expected a map of keys"),
        Arguments.of("has a key twice", "name: a\nname: b\n", "mine.yaml:2: duplicate key name"),
        Arguments.of("is no YAML", "name: [a\nseeds: 1\n", "mine.yaml:"),
        Arguments.of("lacks what is needed", "name: a\n", "data"));
  }

  @ParameterizedTest(name = "a file that {0}")
  @MethodSource("files")
  void aBadFileIsRefused(String what, String yaml, String said) throws IOException {
    assertRefused(run(yaml), said);
  }

  @Test
  void aFileThatIsMissingAFolderOrOfAnotherEncodingIsRefused() throws IOException {
    assertRefused(here.file(folder.resolve("none.yaml")), "none.yaml: no such file");
    assertRefused(here.file(folder), "is a folder; a YAML file is expected");
    Path latin =
        Files.write(
            folder.resolve("latin.yaml"),
            "name: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(here.file(latin), "latin.yaml:1: not UTF-8");
  }

  @Test
  void whatTheEncoderCannotReadIsRefusedAndBlocksNoSecondTry() throws IOException {
    table(texts(60));
    assertRefused(run(onTexts(""), "encoder=raw"), "raw");
    assertEquals(0, run(onTexts("")), here::err);
  }

  /** Runs where some trials must fail and the others must not; gives causes by rule. */
  private Map<String, String> failures(String yaml, String... more) throws IOException {
    assertEquals(0, run(yaml, more), here::err);
    Map<String, String> causes = new TreeMap<>();
    here.err()
        .lines()
        .filter(line -> line.startsWith("failed: "))
        .forEach(line -> causes.put(line.substring(8, line.indexOf(',')), line));
    return causes;
  }

  @Test
  void fewerSamplesThanFeaturesFailTheRulesThatInvertACovarianceAlone() throws IOException {
    String header = IntStream.range(0, 80).mapToObj(j -> "x" + j).collect(Collectors.joining(","));
    table(
        header
            + ",age\n"
            + lines(
                60,
                i ->
                    IntStream.range(0, 80)
                        .mapToObj(j -> String.valueOf((i * 31 + j * j * 17) % 23))
                        .collect(Collectors.joining(",", "", "," + i))));
    Map<String, String> failed =
        failures(onNumbers(""), "scorers=[random, {name: maha-mu2, ridge: 0}, lr-maha]");
    assertEquals(List.of("maha-mu2"), List.copyOf(failed.keySet()), here::err);
    assertTrue(failed.getOrDefault("maha-mu2", "").contains("ridge"), here::err);
  }

  @Test
  void constantFeaturesFailOnlyWhatNeedsTheirSpread() throws IOException {
    table(NUMBERS + lines(60, i -> "3,0.5," + i));
    Map<String, String> failed = failures(onNumbers(""), "scorers=[random, lr-maha, distance]");
    assertEquals(List.of("lr-maha"), List.copyOf(failed.keySet()), here::err);
    assertTrue(failed.getOrDefault("lr-maha", "").contains("covariance"), here::err);
  }
}
