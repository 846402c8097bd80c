package org.lethe.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * Weights that come from elsewhere or go there, as a PyTorch state dict names them: a SafeTensors
 * file, one of {@code torch.save}, or the initializers of an ONNX graph. All are read without
 * running anything that they hold.
 */
public final class WeightFiles {
  private static final String PARALLEL = "module.";
  private static final String ARCHITECTURE = "architecture";
  private static final String INPUT = "input";

  private WeightFiles() {}

  /**
   * The arrays of a file, by name. Where all begin with {@code module.}, as {@code DataParallel}
   * saves them, they are without it here; how many batches a batch normalisation has seen is left
   * out.
   *
   * @throws BadInput if it is not there, damaged, or holds anything but arrays of float32
   */
  public static Map<String, SafeTensors.Tensor> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(file + ": there is no such file of weights");
    }
    try {
      if (isOnnx(file)) {
        return OnnxFile.read(file);
      }
      SafeTensors.Contents contents = isTorch(file) ? TorchFile.read(file) : SafeTensors.read(file);
      return withoutPrefix(contents.tensors());
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes arrays: a file of PyTorch where the name ends in {@code .pt} or {@code .pth}, else
   * SafeTensors.
   *
   * @throws BadInput if it cannot be written
   */
  public static void write(Path file, Map<String, SafeTensors.Tensor> tensors) {
    try {
      if (isTorchName(file)) {
        TorchFile.write(file, tensors);
      } else {
        SafeTensors.write(file, new SafeTensors.Contents(tensors, new TreeMap<>()));
      }
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a network as an ONNX graph: {@code input}, {@code [n, c, h, w]} in [0, 1], to {@code
   * logits}, {@code [n, K]}, and {@code embedding}, {@code [n, d]}.
   *
   * @param weights of which K is read too
   * @throws BadInput if the weights are of another network, or it cannot be written
   */
  public static void writeOnnx(Path file, Path weights, Architecture architecture, Shape input) {
    SafeTensors.Contents contents = new SafeTensors.Contents(read(weights), new TreeMap<>());
    String head = architecture.blueprint(input, 2).head().name() + ".weight";
    SafeTensors.Tensor last = contents.tensors().get(head);
    Blueprint blueprint = architecture.blueprint(input, last == null ? 2 : last.shape()[0]);
    float[] parameters = SafeTensors.parameters(weights, contents, blueprint);
    float[] statistics = SafeTensors.statistics(weights, contents, blueprint);
    try {
      OnnxFile.write(file, blueprint, parameters, statistics);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * What a kept network says of itself, for who reads its file: its architecture with its settings,
   * and {@code [c, h, w]}, both JSON.
   */
  static SortedMap<String, String> outline(Object architecture, Shape input) {
    List<Integer> extents = List.of(input.channels(), input.height(), input.width());
    return new TreeMap<>(
        Map.of(ARCHITECTURE, Canonical.json(architecture), INPUT, Canonical.json(extents)));
  }

  /**
   * What a file says that its weights are of: {@code architecture} and {@code input}, or nothing.
   *
   * @throws BadInput as {@link #read}
   */
  public static Map<String, String> outline(Path file) {
    try {
      if (isOnnx(file) || isTorch(file)) {
        return Map.of();
      }
      SortedMap<String, String> said = SafeTensors.read(file).metadata();
      said.keySet().retainAll(Set.of(ARCHITECTURE, INPUT));
      return said;
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isOnnx(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".onnx");
  }

  private static boolean isTorchName(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".pt") || name.endsWith(".pth");
  }

  /** By its first bytes, and by its name where those are of neither format. */
  private static boolean isTorch(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] first = stream.readNBytes(2);
      boolean zip = first.length == 2 && first[0] == 'P' && first[1] == 'K';
      return zip || isTorchName(file);
    }
  }

  private static Map<String, SafeTensors.Tensor> withoutPrefix(
      Map<String, SafeTensors.Tensor> tensors) {
    if (!tensors.keySet().stream().allMatch(name -> name.startsWith(PARALLEL))) {
      return tensors;
    }
    Map<String, SafeTensors.Tensor> shorter = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shorter.put(name.substring(PARALLEL.length()), tensor));
    return shorter;
  }
}
