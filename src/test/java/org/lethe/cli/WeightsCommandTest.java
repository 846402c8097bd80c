package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.network.SafeTensors;
import org.lethe.network.WeightFiles;
import picocli.CommandLine;

/** Guards against weights that change from one format to the other, and a file that is replaced. */
class WeightsCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... files) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] arguments = new String[files.length + 1];
    arguments[0] = "weights";
    for (int i = 0; i < files.length; i++) {
      arguments[i + 1] = files[i].toString();
    }
    return line.execute(arguments);
  }

  private Path written() {
    Path file = folder.resolve("some.safetensors");
    WeightFiles.write(
        file,
        Map.of("fc.weight", new SafeTensors.Tensor(new int[] {2, 1}, new float[] {1.5f, -2})));
    return file;
  }

  @Test
  void listsArraysWithTheirShapes() {
    assertEquals(0, run(written()), err.toString());
    assertEquals(
        "fc.weight [2, 1] 1 arrays, 2 numbers", out.toString().strip().replaceAll("\\s+", " "));
  }

  @Test
  void writesTheOtherFormatAndReplacesNothing() throws Exception {
    Path into = folder.resolve("some.pt");
    assertEquals(0, run(written(), into), err.toString());
    SafeTensors.Tensor read = Objects.requireNonNull(WeightFiles.read(into).get("fc.weight"));
    assertArrayEquals(new float[] {1.5f, -2}, read.values());
    byte[] before = Files.readAllBytes(into);
    assertEquals(2, run(written(), into));
    assertTrue(err.toString().contains("is there already"), err.toString());
    assertArrayEquals(before, Files.readAllBytes(into));
  }

  @Test
  void aFileThatIsMissingOrOfNoKnownFormatIsRefused() {
    assertEquals(2, run(folder.resolve("none.pt")));
    assertTrue(err.toString().contains("there is no such file of weights"), err.toString());
    assertEquals(2, run(written(), folder.resolve("some.npz")));
    assertTrue(err.toString().contains("allowed: .pt, .pth or .safetensors"), err.toString());
  }
}
