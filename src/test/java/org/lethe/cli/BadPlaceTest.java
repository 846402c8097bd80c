package org.lethe.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.results.Records;
import org.lethe.results.ResultFolder;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.testing.Tmpfs;
import picocli.CommandLine;

/**
 * {@code lethe run} where results cannot go or data cannot come from. Guards against results that
 * are mixed with others, damaged or lost when the place is wrong or runs full, and against
 * published data that are not what was published.
 */
class BadPlaceTest {
  private static final String NAME = "small";

  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void writeExperiment() throws IOException {
    file =
        Files.writeString(
            folder.resolve("small.yaml"),
            """
            name: small
            data: {name: gaussians, n1: 200, n2: 400, mean2: 2.5}
            scorers: [random, distance]
            learners: [gaussian-mean]
            budgets: {from: 0, to: 1, step: 0.02}
            seeds: 6
            """);
  }

  private int run(Path results, String... more) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(new StringWriter(), true));
    line.setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of("run", file.toString()));
    arguments.addAll(List.of("--results", results.toString(), "--threads", "2", "--quiet"));
    arguments.addAll(List.of(more));
    err.getBuffer().setLength(0);
    return line.execute(arguments.toArray(String[]::new));
  }

  private void assertRefused(int exitCode, String... said) {
    assertEquals(2, exitCode, err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    for (String part : said) {
      assertTrue(err.toString().contains(part), err::toString);
    }
  }

  private static String tables(Path results) throws IOException {
    return Files.readString(results.resolve(NAME).resolve("summary.csv"))
        + Files.readString(results.resolve(NAME).resolve("crossings.csv"));
  }

  @Test
  void aPlaceThatIsAFileOrBelowOneIsRefused() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "mine");
    assertRefused(run(taken), taken.toString());
    assertRefused(run(taken.resolve("below")), taken.toString());
    assertEquals("mine", Files.readString(taken));
  }

  @Test
  void aFolderOfOtherFilesIsLeftAlone() throws IOException {
    Path other = Files.createDirectories(folder.resolve("results").resolve(NAME));
    Files.writeString(other.resolve("thesis.tex"), "mine");
    assertRefused(run(folder.resolve("results")), other.toString(), "a folder of their own");
    assertEquals(1, other.toFile().list().length);
  }

  @Test
  void resultsOfOtherSettingsAreKeptAndTheDifferenceIsShown() throws IOException {
    Path results = folder.resolve("results");
    assertEquals(0, run(results), err::toString);
    String before = tables(results);
    assertRefused(run(results, "data.n2=300"), "n2=400", "n2=300", "name=");
    assertRefused(
        run(results, "scorers=[random, {name: knn-ratio, label: distance}]"),
        "scorers labelled distance",
        "name=");
    assertEquals(before, tables(results));
    assertEquals(0, run(results), "and the folder is as usable as before");
    assertEquals(before, tables(results));
  }

  @Test
  void aDamagedStudyIsWrittenAgainAndADamagedSpecIsNamed() throws IOException {
    Path results = folder.resolve("results");
    assertEquals(0, run(results), err::toString);
    Path study = results.resolve(NAME).resolve("study.json");
    byte[] whole = Files.readAllBytes(study);
    Files.write(study, Arrays.copyOf(whole, whole.length / 2));
    assertEquals(0, run(results), err::toString);
    assertArrayEquals(whole, Files.readAllBytes(study));
    Path spec = results.resolve(NAME).resolve("spec.yaml");
    Files.writeString(spec, "default: {name: [");
    assertRefused(run(results), spec + ":1", "name=");
    Files.writeString(spec, "");
    assertRefused(run(results), spec.toString(), "name=");
  }

  @Test
  void aReadOnlyPlaceIsRefused() throws Exception {
    Path results = folder.resolve("results");
    try (Tmpfs disk = Tmpfs.on(results, 4096)) {
      assertEquals(0, run(results, "seeds=1"), err::toString);
      disk.makeReadOnly();
      assertRefused(run(results), results.resolve(NAME).toString(), "read-only");
      assertRefused(run(results, "name=other"), results.resolve("other").toString());
    }
  }

  /** Room is left for the study, for some of the trials, and for all of them but not the report. */
  @ParameterizedTest
  @ValueSource(ints = {0, 24, 64, 128, 256})
  void aFullDiskCostsOnlyWhatDidNotFit(int kilobytesLeft) throws Exception {
    assertEquals(0, run(folder.resolve("whole")), err::toString);
    Path results = folder.resolve("results");
    try (Tmpfs disk = Tmpfs.on(results, 8192)) {
      Path ballast = disk.fillUpTo(kilobytesLeft);
      assertRefused(run(results), results.toString(), "No space left on device");

      Path mine = results.resolve(NAME);
      int kept = 0;
      if (Files.exists(mine.resolve("study.json"))) {
        Records records = ResultFolder.existing(mine).read();
        assertEquals(List.of(), records.warnings(), "nothing half-written");
        kept = records.trials().size();
      }
      assertEquals(kilobytesLeft > 0, kept > 0, kept + " trials are kept");
      try (Stream<Path> files = Files.walk(results)) {
        assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
      }

      Files.delete(ballast);
      assertEquals(0, run(results), err::toString);
      assertEquals(tables(folder.resolve("whole")), tables(results));
    }
  }

  private Ended runOnPublished(String source) throws Exception {
    Path yaml =
        Files.writeString(
            folder.resolve("published.yaml"),
            "name: published\nencoder: tfidf\nscorers: [random]\n"
                + "learners: [logistic-regression]\nseeds: 1\ndata: "
                + source
                + "\n");
    Ended ended =
        LetheProcess.in(folder)
            .with("LETHE_DATA", folder.resolve("data").toString())
            .run("run", yaml.toString());
    assertEquals(2, ended.exitCode(), ended::err);
    assertEquals(1, ended.err().lines().count(), ended::err);
    assertFalse(Files.exists(folder.resolve("results")));
    return ended;
  }

  private Path data(String name) throws IOException {
    Path file = folder.resolve("data").resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return file;
  }

  @Test
  void publishedDataThatAreMissingSayHowToGetThem() throws Exception {
    String said = runOnPublished("sms-spam").err();
    assertTrue(said.contains("sms-spam") && said.contains("lethe data fetch"), said);
  }

  @Test
  void publishedDataThatWereChangedAreRefusedByTheirChecksum() throws Exception {
    Files.writeString(data("sms/SMSSpamCollection"), "ham\tHello\nspam\tWin a prize\n");
    String said = runOnPublished("sms-spam").err();
    assertTrue(said.contains("SMSSpamCollection") && said.contains("sha256"), said);
  }

  @Test
  void publishedDataThatAreNoTextAreNamedWithTheLine() throws Exception {
    Files.write(data("sms/SMSSpamCollection"), "ham\tHello\nspam Win\n".getBytes(UTF_8));
    String said = runOnPublished("sms-spam").err();
    assertTrue(said.contains("SMSSpamCollection:2: expected ham or spam"), said);
  }

  @Test
  void archivesThatAreCutAreRefused() throws Exception {
    byte[] noise = new byte[20_000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) ("id,comment_text\n".charAt(i % 16) + i * i % 7 % 2);
    }
    for (String name : List.of("newsgroups/20news-bydate.tar.gz", "jigsaw/train.csv.gz")) {
      Path whole = data(name);
      try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(whole))) {
        stream.write(noise);
      }
      byte[] bytes = Files.readAllBytes(whole);
      Files.write(whole, Arrays.copyOf(bytes, bytes.length - 9));
    }
    for (String source : List.of("newsgroups", "jigsaw")) {
      String said = runOnPublished(source).err();
      assertTrue(said.contains("data/" + source), said);
    }
  }
}
