package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.embedding.Npy;
import org.lethe.embedding.Npz;
import org.lethe.nd.DenseFeatures;
import org.lethe.testing.RealModels;
import picocli.CommandLine;

/**
 * What {@code lethe select} is given and cannot use ends in one line that names the file, what is
 * in it and what is allowed, with exit code 2, and leaves nothing behind; what it can use but its
 * owner may not have meant is a warning.
 */
class SelectInputTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRows() throws IOException {
    Npy.write(folder.resolve("forget.npy"), rows(30, 2, 5));
    Npy.write(folder.resolve("retain.npy"), rows(40, 2, 0));
  }

  @AfterEach
  void nothingIsHalfWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(),
          files.filter(file -> String.valueOf(file.getFileName()).contains("removal")).toList());
    }
  }

  /** Rows around a mean, none of them equal. */
  private static DenseFeatures rows(int n, int d, float mean) {
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + (float) Math.sin(i + mean);
    }
    return new DenseFeatures(values, n, d);
  }

  private int select(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("select", "--quiet", "--out", folder.resolve("removal").toString()));
    all.addAll(List.of(more));
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  private void assertRefused(String forget, String retain, String... said) {
    assertRefused(
        List.of("--forget", path(forget), "--retain", path(retain), "--budget", "0.5"), said);
  }

  private void assertRefused(List<String> arguments, String... said) {
    err.getBuffer().setLength(0);
    assertEquals(2, select(arguments.toArray(String[]::new)), err::toString);
    assertEquals(1, err.toString().lines().count(), err.toString());
    for (String each : said) {
      assertTrue(err.toString().contains(each), err.toString());
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** A file of NumPy's first version: magic, length of the header, header, numbers. */
  private void npy(String name, String type, String fortran, String shape, int bytes)
      throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(type, fortran, shape);
    byte[] text =
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] file =
        Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}, 128 + bytes);
    System.arraycopy(text, 0, file, 10, text.length);
    Files.write(folder.resolve(name), file);
  }

  @Test
  void arraysOfAnotherTypeOrderOrShapeAreNamed() throws IOException {
    npy("whole.npy", "<i8", "False", "(4, 2)", 64);
    assertRefused("whole.npy", "retain.npy", "whole.npy", "numbers of type <i8");
    npy("turned.npy", "<f4", "True", "(4, 2)", 32);
    assertRefused("turned.npy", "retain.npy", "turned.npy", "Fortran order");
    npy("cube.npy", "<f4", "False", "(2, 2, 2)", 32);
    assertRefused("forget.npy", "cube.npy", "cube.npy", "shape (2, 2, 2)", "two axes");
    npy("cut.npy", "<f4", "False", "(400, 2)", 32);
    assertRefused("forget.npy", "cut.npy", "cut.npy", "truncated");
    npy("none.npy", "<f4", "False", "(0, 2)", 0);
    assertRefused("forget.npy", "none.npy", "none.npy has no rows");
  }

  @Test
  void anIdThatIsThereTwiceIsNamed() throws IOException {
    List<String> ids =
        IntStream.range(0, 30).mapToObj(i -> i == 7 ? "p3" : "p" + i).collect(Collectors.toList());
    Npz.write(folder.resolve("twice.npz"), rows(30, 2, 5), ids);
    assertRefused("twice.npz", "retain.npy", "twice.npz", "row 7", "'p3'");
  }

  @Test
  void sidesOfDifferentLengthOrKindAreNamed() throws IOException {
    Npy.write(folder.resolve("three.npy"), rows(40, 3, 0));
    assertRefused(
        "forget.npy", "three.npy", "forget.npy has 2 numbers", "three.npy has 3", "one encoder");
    Files.writeString(folder.resolve("texts.txt"), "one\ntwo\n");
    assertRefused(
        "forget.npy", "texts.txt", "forget.npy holds numbers", "texts.txt holds texts", "one kind");
  }

  @Test
  void numbersThatAreNoneAreNamedOnEitherSide() throws IOException {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] values = rows(40, 2, 0).values().clone();
      values[11] = wrong;
      Npy.write(folder.resolve("holed.npy"), new DenseFeatures(values, 40, 2));
      assertRefused("holed.npy", "retain.npy", "forget row 5, feature 1 is " + wrong);
      assertRefused("forget.npy", "holed.npy", "retain row 5, feature 1 is " + wrong);
    }
  }

  @Test
  void aModelWithoutTokenizerOrCutOffIsNamed() throws IOException {
    Files.writeString(folder.resolve("forget.txt"), "one\ntwo\n");
    Files.writeString(folder.resolve("retain.txt"), "three\nfour\n");
    Path model = RealModels.folder("potion-base-2m-int8").resolve("model.onnx");
    Path own = Files.createDirectories(folder.resolve("own"));
    Files.copy(model, own.resolve("model.onnx"));
    List<String> arguments =
        List.of(
            "--forget",
            path("forget.txt"),
            "--retain",
            path("retain.txt"),
            "--encoder",
            "{name: onnx-text, model: " + own + "}");
    assertRefused(arguments, "no tokenizer", own.resolve("tokenizer.json").toString());
    Files.copy(
        RealModels.folder("potion-base-2m-int8").resolve("tokenizer.json"),
        own.resolve("tokenizer.json"));
    byte[] bytes = Files.readAllBytes(model);
    Files.write(own.resolve("model.onnx"), Arrays.copyOf(bytes, 5000));
    assertRefused(arguments, "model.onnx cannot be opened");
  }
}
