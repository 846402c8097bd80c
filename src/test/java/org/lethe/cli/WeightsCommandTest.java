package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
    assertTrue(err.toString().contains("allowed: .pt, .pth, .safetensors, .onnx"), err.toString());
  }

  private Path network() {
    Map<String, SafeTensors.Tensor> arrays = new LinkedHashMap<>();
    arrays.put("linear1.weight", new SafeTensors.Tensor(new int[] {2, 3}, new float[6]));
    arrays.put("linear1.bias", new SafeTensors.Tensor(new int[] {2}, new float[2]));
    arrays.put("fc.weight", new SafeTensors.Tensor(new int[] {4, 2}, new float[8]));
    arrays.put("fc.bias", new SafeTensors.Tensor(new int[] {4}, new float[] {1, 2, 3, 4}));
    Path file = folder.resolve("network.pt");
    WeightFiles.write(file, arrays);
    return file;
  }

  @Test
  void writesANetworkAsOnnxAndItsWeightsComeBack() {
    Path into = folder.resolve("network.onnx");
    String mlp = "{name: mlp, hidden: [2]}";
    assertEquals(
        0, run(network(), into, "--architecture", mlp, "--input", "[3, 1, 1]"), err.toString());
    Map<String, SafeTensors.Tensor> arrays = WeightFiles.read(into);
    assertEquals(
        List.of("linear1.weight", "linear1.bias", "fc.weight", "fc.bias"),
        List.copyOf(arrays.keySet()));
    SafeTensors.Tensor bias = Objects.requireNonNull(arrays.get("fc.bias"));
    assertArrayEquals(new float[] {1, 2, 3, 4}, bias.values());
  }

  @Test
  void aNetworkWithoutItsArchitectureOrOfAnotherIsRefused() {
    Path into = folder.resolve("network.onnx");
    assertEquals(2, run(network(), into));
    assertTrue(
        err.toString().contains("give --architecture, one of mlp, small-cnn"), err.toString());
    assertEquals(2, run(network(), into, "--architecture", "resnet-81"));
    assertTrue(err.toString().contains("resnet-18"), err.toString());
    assertEquals(2, run(network(), into, "--architecture", "resnet-18"));
    assertTrue(err.toString().contains("holds another architecture"), err.toString());
    assertEquals(2, run(network(), into, "--architecture", "mlp", "--input", "[3, 1]"));
    assertTrue(err.toString().contains("three numbers"), err.toString());
    assertTrue(Files.notExists(into));
  }
}
