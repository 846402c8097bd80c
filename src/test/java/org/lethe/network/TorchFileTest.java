package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lethe.nd.Seed;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Files that PyTorch 1.13 wrote ({@code benchmarks/peers/torch_files.py}, which also lets PyTorch
 * read ours). Guards against code in a file that is run, against arrays that lie otherwise in
 * memory and are read in the wrong order, and against weights of another network.
 */
class TorchFileTest {
  private static final Blueprint CNN = new SmallCnn(2, 4).blueprint(new Shape(1, 8, 8), 3);

  @TempDir Path folder;

  private Path fixture(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream stream =
        Objects.requireNonNull(TorchFileTest.class.getResourceAsStream("torch/" + name))) {
      Files.copy(stream, file);
    }
    return file;
  }

  private static float[] parameters(Path file, Map<String, SafeTensors.Tensor> tensors) {
    return SafeTensors.parameters(file, new SafeTensors.Contents(tensors, new TreeMap<>()), CNN);
  }

  /** Value i of each array is i/8 − 1. */
  @ParameterizedTest
  @ValueSource(strings = {"state-dict.pt", "checkpoint.pt", "parameters.pt"})
  void aStateDictIsReadInWhateverItIsWrapped(String name) throws Exception {
    Path file = fixture(name);
    Map<String, SafeTensors.Tensor> tensors = WeightFiles.read(file);
    float[] parameters = parameters(file, tensors);
    for (Segment segment : CNN.segments()) {
      for (int i = 0; i < segment.length(); i++) {
        assertEquals(i / 8f - 1, parameters[segment.offset() + i], segment.name());
      }
    }
    assertEquals(0.125f - 1, Objects.requireNonNull(tensors.get("bn1.running_var")).values()[1]);
    assertFalse(tensors.containsKey("bn1.num_batches_tracked"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evil.pt | holds a posix.system, which is never built here",
        "module.pt | holds a __main__.SmallCnn, which is never built here",
        "double.pt | a is of torch.DoubleStorage; allowed: torch.FloatStorage",
        "old.pt | is no whole zip, as PyTorch writes it since 1.6"
      })
  void anythingElseIsRefusedInOneLineAndNotRun(String name, String said) throws Exception {
    Path file = fixture(name);
    String message = Refused.message(BadInput.class, () -> WeightFiles.read(file));
    assertTrue(message.contains(file.toString()) && message.contains(said), message);
    assertEquals(1, message.lines().count());
    assertFalse(Files.exists(Path.of("was-run")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt", "safetensors"})
  void whatIsWrittenComesBackBitByBit(String ending) {
    Path file = folder.resolve("mine." + ending);
    float[] initial = CNN.initial(new Seed(3));
    WeightFiles.write(file, SafeTensors.of(CNN, initial, CNN.initialStatistics()));
    assertArrayEquals(initial, parameters(file, WeightFiles.read(file)));
  }

  @Test
  void equalArraysGiveEqualFiles() throws Exception {
    Map<String, SafeTensors.Tensor> tensors = WeightFiles.read(fixture("state-dict.pt"));
    WeightFiles.write(folder.resolve("one.pt"), tensors);
    WeightFiles.write(folder.resolve("other.pt"), tensors);
    assertEquals(-1, Files.mismatch(folder.resolve("one.pt"), folder.resolve("other.pt")));
  }

  @Test
  void missingFurtherAndMisshapenArraysAreNamed() throws Exception {
    Path file = fixture("state-dict.pt");
    Map<String, SafeTensors.Tensor> whole = WeightFiles.read(file);
    Map<String, SafeTensors.Tensor> fewer = new LinkedHashMap<>(whole);
    fewer.remove("conv2.weight");
    assertTrue(refusal(file, fewer).contains("it has no conv2.weight among 18 arrays"));
    Map<String, SafeTensors.Tensor> more = new LinkedHashMap<>(whole);
    more.put("conv4.weight", SafeTensors.Tensor.of(new float[1]));
    assertTrue(refusal(file, more).contains("1 of its arrays are unknown here, as conv4.weight"));
    Map<String, SafeTensors.Tensor> other = new LinkedHashMap<>(whole);
    other.put("fc.bias", SafeTensors.Tensor.of(new float[10]));
    assertTrue(refusal(file, other).contains("fc.bias has shape [10], expected [3]"));
  }

  private static String refusal(Path file, Map<String, SafeTensors.Tensor> tensors) {
    return Refused.message(BadInput.class, () -> parameters(file, tensors));
  }

  /**
   * A file of the same numbers.
   *
   * @param pickle instead of its own
   * @param method of the zip
   */
  private Path changed(byte[] pickle, int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path original = folder.resolve("state-dict.pt");
    if (!Files.exists(original)) {
      fixture("state-dict.pt");
    }
    try (ZipFile zip = new ZipFile(original.toFile());
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry : zip.stream().toList()) {
        boolean pickled = entry.getName().endsWith("data.pkl");
        byte[] content = pickled ? pickle : zip.getInputStream(entry).readAllBytes();
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry changed = new ZipEntry(entry.getName());
        changed.setMethod(method);
        changed.setSize(content.length);
        changed.setCrc(checksum.getValue());
        out.putNextEntry(changed);
        out.write(content);
        out.closeEntry();
      }
    }
    return Files.write(folder.resolve("changed.pt"), bytes.toByteArray());
  }

  /** Packed, they could say that they are far larger than the file. */
  @Test
  void numbersThatArePackedAreRefused() throws Exception {
    Path packed = changed(pickle(), ZipEntry.DEFLATED);
    assertTrue(
        Refused.message(BadInput.class, () -> WeightFiles.read(packed)).contains("is damaged"));
  }

  private byte[] pickle() throws IOException {
    try (ZipFile zip = new ZipFile(fixture("state-dict.pt").toFile())) {
      return zip.getInputStream(zip.getEntry("state-dict/data.pkl")).readAllBytes();
    }
  }

  /** An attacker's bytes, most of them nonsense: refused in a line, or still arrays. */
  @Test
  void aDamagedPickleIsRefusedWhateverIsDamaged() throws Exception {
    byte[] pickle = pickle();
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      int length = i % 3 == 0 ? random.nextInt(pickle.length) : pickle.length;
      byte[] damaged = Arrays.copyOf(pickle, length);
      for (int j = 0; j < 3 && length > 0; j++) {
        damaged[random.nextInt(length)] = (byte) random.nextInt(256);
      }
      Path file = changed(damaged, ZipEntry.STORED);
      try {
        WeightFiles.read(file);
      } catch (BadInput e) {
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
        refused++;
      }
    }
    assertTrue(refused > 200, "refused: " + refused);
  }

  /** 18 numbers lie in the file; a shape says 100, or 2³¹ − 1. */
  @ParameterizedTest
  @ValueSource(strings = {"Kd", "J\u00ff\u00ff\u00ff\u007f"})
  void anArrayBeyondItsNumbersIsRefused(String extent) throws Exception {
    String one = "torch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n";
    String pickle =
        "\u0080\2}X\1\0\0\0ac"
            + one
            + "X\1\0\0\0"
            + "0X\3\0\0\0cpuK\22tQK\0("
            + extent
            + "t(K\1t\u0089}tRs.";
    Path file = changed(pickle.getBytes(StandardCharsets.ISO_8859_1), ZipEntry.STORED);
    String message = Refused.message(BadInput.class, () -> WeightFiles.read(file));
    assertTrue(message.contains("a is larger than its numbers"), message);
  }
}
