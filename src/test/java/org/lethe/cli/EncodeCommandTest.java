package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.embedding.Npy;
import org.lethe.nd.DenseFeatures;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.testing.RealModels;
import org.lethe.testing.Tmpfs;
import picocli.CommandLine;

/**
 * Guards against embeddings that are others than those that {@code select} works with, and against
 * a command that works for an hour and then cannot write.
 */
class EncodeCommandTest {
  private static final String SVD = "{name: tfidf-svd, components: 6}";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeSamples() throws IOException {
    StringBuilder spam = new StringBuilder();
    StringBuilder ham = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      spam.append("free prize call now offer").append(i % 7).append(" code").append(i).append('\n');
      ham.append("see you at home for dinner day").append(i % 9).append('\n').append('\n');
    }
    Files.writeString(folder.resolve("spam.txt"), spam);
    Files.writeString(folder.resolve("ham.txt"), ham);
  }

  /** In this process; names of files are below the temporary folder. */
  private int lethe(String... arguments) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>();
    for (String each : arguments) {
      all.add(each.startsWith("@") ? folder.resolve(each.substring(1)).toString() : each);
    }
    line.setExpandAtFiles(false);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return line.execute(all.toArray(String[]::new));
  }

  private void assertRefused(int exitCode, String... said) {
    assertEquals(Lethe.BAD_INPUT, exitCode, err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    for (String each : said) {
      assertTrue(err.toString().contains(each), err::toString);
    }
  }

  private List<String> ranking(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("ranking.csv"));
  }

  @ParameterizedTest
  @CsvSource({"npy,", "npz,", "parquet,embedding", "arrow,embedding", "csv,x*"})
  void selectRanksTheFilesAsItRanksTheTexts(String ending, String columns) throws IOException {
    String spam = "@spam." + ending;
    String ham = "@ham." + ending;
    assertEquals(
        0,
        lethe(
            "encode",
            "--in",
            "@spam.txt",
            "--out",
            spam,
            "--in",
            "@ham.txt",
            "--out",
            ham,
            "--encoder",
            SVD),
        err::toString);
    assertTrue(out.toString().contains("spam." + ending + ": 40 × 6"), out::toString);
    List<String> read = new ArrayList<>(List.of("select", "--forget", spam, "--retain", ham));
    if (columns != null) {
      read.addAll(List.of("--id-column", "id", "--feature-columns", columns));
    }
    read.addAll(List.of("--budget", "0.5", "--out", "@of-files", "-q"));
    assertEquals(0, lethe(read.toArray(String[]::new)), err::toString);
    assertEquals(
        0,
        lethe(
            "select",
            "--forget",
            "@spam.txt",
            "--retain",
            "@ham.txt",
            "--encoder",
            SVD,
            "--budget",
            "0.5",
            "--out",
            "@of-texts",
            "-q"),
        err::toString);
    assertEquals(ranking("of-texts"), ranking("of-files"), "ids, scores and order");
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "parquet", "arrow", "csv"})
  void numbersAreConvertedAndKeepTheirIds(String ending) throws IOException {
    assertEquals(
        0,
        lethe("encode", "--in", "@spam.txt", "--out", "@a.npy", "--encoder", SVD),
        err::toString);
    assertEquals(0, lethe("encode", "--in", "@a.npy", "--out", "@b." + ending), err::toString);
    List<String> back = new ArrayList<>(List.of("encode", "--in", "@b." + ending));
    if (!ending.equals("npz")) {
      back.addAll(List.of("--id-column", "id", "--feature-columns"));
      back.add(ending.equals("csv") ? "x*" : "embedding");
    }
    back.addAll(List.of("--out", "@c.npy", "-q"));
    assertEquals(0, lethe(back.toArray(String[]::new)), err::toString);
    assertEquals(-1, Files.mismatch(folder.resolve("a.npy"), folder.resolve("c.npy")));
    assertEquals(
        -1, Files.mismatch(folder.resolve("a.npy.ids.txt"), folder.resolve("c.npy.ids.txt")));
    assertEquals("", err.toString());
    assertTrue(Files.readString(folder.resolve("a.npy.ids.txt")).startsWith("line-00001\n"));
  }

  @Test
  void aPretrainedModelIsAskedOnceByBothCommands() throws Exception {
    Path models = RealModels.home("potion-base-2m-int8").folder();
    LetheProcess lethe = LetheProcess.in(folder).with("LETHE_MODELS", models.toString());
    String encoder = "{name: onnx-text, model: potion-base-2m-int8}";
    Ended ended =
        lethe.run(
            "encode",
            "--in",
            "spam.txt",
            "--out",
            "spam.npy",
            "--in",
            "ham.txt",
            "--out",
            "ham.npy",
            "--encoder",
            encoder);
    assertEquals(0, ended.exitCode(), ended::err);
    String about = Files.readString(folder.resolve("spam.npy.json"));
    assertTrue(about.contains("\"onnx-text\"") && about.contains("tokenizer.json"), about);
    try (var entries = Files.walk(folder.resolve(".lethe/cache"))) {
      assertTrue(entries.anyMatch(file -> file.endsWith("provenance.json")));
    }
    ended =
        lethe.run(
            "select",
            "--forget",
            "spam.npy",
            "--retain",
            "ham.npy",
            "--budget",
            "9",
            "--out",
            "of-files");
    assertEquals(0, ended.exitCode(), ended::err);
    ended =
        lethe.run(
            "select",
            "--forget",
            "spam.txt",
            "--retain",
            "ham.txt",
            "--encoder",
            encoder,
            "--budget",
            "9",
            "--out",
            "of-texts");
    assertEquals(0, ended.exitCode(), ended::err);
    assertEquals(ranking("of-texts"), ranking("of-files"));
  }

  @Test
  void whatCannotBeDoneIsSaidBeforeAnyWork() throws IOException {
    Npy.write(folder.resolve("n.npy"), new DenseFeatures(new float[6], 3, 2));
    Npy.write(folder.resolve("wide.npy"), new DenseFeatures(new float[9], 3, 3));
    assertRefused(
        lethe("encode", "--in", "@spam.txt", "--out", "@x.npy"),
        "spam.txt holds texts, which need an encoder: --encoder",
        "onnx-text");
    assertRefused(
        lethe("encode", "--in", "@spam.txt", "--out", "@x.feather2", "--encoder", SVD),
        "its ending says no format for embeddings",
        ".npy, .npz, .parquet, .arrow, .csv");
    assertRefused(
        lethe("encode", "--in", "@n.npy", "--out", "@x.csv", "--encoder", SVD),
        "holds numbers, which are written as they are; leave --encoder out");
    assertRefused(
        lethe("encode", "--in", "@n.npy", "--in", "@n.npy", "--out", "@x.csv"),
        "--in is given 2 times, --out once");
    assertRefused(
        lethe("encode", "--in", "@n.npy", "--out", "@x.csv", "--in", "@n.npy", "--out", "@x.csv"),
        "x.csv is named twice");
    assertRefused(
        lethe(
            "encode", "--in", "@n.npy", "--out", "@x.csv", "--in", "@wide.npy", "--out", "@y.csv"),
        "has 2 numbers a row",
        "has 3");
    assertRefused(
        lethe("encode", "--in", "@n.npy", "--out", "@n.npy"), "is there and is not replaced");
    assertFalse(Files.exists(folder.resolve("x.csv")));
  }

  @Test
  void aReadOnlyFolderIsRefused() throws Exception {
    try (Tmpfs disk = Tmpfs.on(folder.resolve("disk"), 4096)) {
      disk.makeReadOnly();
      assertRefused(
          lethe("encode", "--in", "@spam.txt", "--out", "@disk/x.npy", "--encoder", SVD),
          "x.npy cannot be written",
          "ead-only");
    }
  }

  @Test
  void aFullDiskIsSaidInOneLineAndLeavesNothing() throws Exception {
    Npy.write(folder.resolve("n.npy"), new DenseFeatures(new float[400_000], 1000, 400));
    try (Tmpfs disk = Tmpfs.on(folder.resolve("disk"), 1024)) {
      Path ballast = disk.fillUpTo(900);
      assertRefused(
          lethe("encode", "--in", "@n.npy", "--out", "@disk/x.npy", "-q"),
          "x.npy cannot be written",
          "No space left");
      try (var left = Files.list(folder.resolve("disk"))) {
        assertEquals(List.of(ballast), left.toList());
      }
    }
  }
}
