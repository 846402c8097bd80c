package org.lethe.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.lethe.settings.BadInput;

/**
 * Weights that come from elsewhere or go there, as a PyTorch state dict names them: a SafeTensors
 * file, or one of {@code torch.save}. Both are read without running anything that they hold.
 */
public final class WeightFiles {
  private static final String PARALLEL = "module.";

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
