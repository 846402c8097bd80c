package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.network.Architecture;
import org.lethe.network.Architectures;
import org.lethe.network.SafeTensors;
import org.lethe.network.Shape;
import org.lethe.network.WeightFiles;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe weights}: what a file of weights holds, and the same in another format. */
@Command(
    name = "weights",
    description = {
      "Lists the arrays of a file of weights, or writes them in another format.",
      "Reads state dicts of PyTorch (.pt, .pth), SafeTensors and ONNX (.onnx), and runs nothing"
          + " that a file holds. Kept networks are in results/NAME/cache/networks."
    },
    footer = {
      "",
      "Examples:",
      "  lethe weights resnet.pt",
      "  lethe weights resnet.safetensors resnet.pt",
      "  lethe weights resnet.pt resnet.onnx --architecture resnet-18"
    })
final class WeightsCommand implements Callable<Integer> {
  private static final String ONNX = ".onnx";
  private static final Binder BINDER = new Binder(List.of(Architectures.FAMILY));

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "FILE", description = "what is read")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT",
      description = "what is written: .pt or .pth for PyTorch, .safetensors, .onnx for the network")
  private @Nullable Path into;

  @Option(
      names = "--architecture",
      paramLabel = "YAML",
      description =
          "For .onnx: which network the weights are of, as in an experiment file; a kept one says"
              + " it.")
  private @Nullable String architecture;

  @Option(
      names = "--input",
      paramLabel = "YAML",
      description = "For .onnx: channels, height and width of one input, [3, 32, 32] by default.")
  private @Nullable String input;

  /** Which network, as the command line or a kept file says it. */
  record Outline(
      @Setting("its layers") Architecture architecture,
      @Setting(value = "channels, height, width", or = "[3, 32, 32]") List<Integer> input) {
    Outline {
      if (input.size() != 3) {
        throw new IllegalArgumentException(
            "input is " + input + "; allowed: three numbers, channels, height and width");
      }
    }

    Shape shape() {
      return new Shape(input.get(0), input.get(1), input.get(2));
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    if (into == null) {
      list(WeightFiles.read(file), out);
    } else {
      write(into);
      out.println("wrote " + into);
    }
    out.flush();
    return 0;
  }

  private static void list(Map<String, SafeTensors.Tensor> arrays, PrintWriter out) {
    long numbers = 0;
    for (Map.Entry<String, SafeTensors.Tensor> array : arrays.entrySet()) {
      out.printf("%-40s %s%n", array.getKey(), Arrays.toString(array.getValue().shape()));
      numbers += array.getValue().values().length;
    }
    out.printf("%d arrays, %d numbers%n", arrays.size(), numbers);
  }

  private void write(Path written) {
    String name = String.valueOf(written.getFileName());
    if (!name.matches(".*\\.(pt|pth|safetensors|onnx)")) {
      throw new BadInput(
          "weights: "
              + written
              + " is of no known format; allowed: .pt, .pth, .safetensors, .onnx");
    }
    if (Files.exists(written)) {
      throw new BadInput("weights: " + written + " is there already; it is not replaced");
    }
    if (name.endsWith(ONNX)) {
      Outline outline = outline();
      WeightFiles.writeOnnx(written, file, outline.architecture(), outline.shape());
    } else {
      WeightFiles.write(written, WeightFiles.read(file));
    }
  }

  private Outline outline() {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(file + ": there is no such file of weights");
    }
    Map<String, String> said = new TreeMap<>(WeightFiles.outline(file));
    Map<String, @Nullable String> given = new TreeMap<>();
    given.put("architecture", architecture);
    given.put("input", input);
    SettingsFile outline = SettingsFile.parse("{}", "command line");
    for (Map.Entry<String, @Nullable String> each : given.entrySet()) {
      String key = each.getKey();
      if (each.getValue() != null) {
        outline = outline.with(key + "=" + each.getValue(), "--" + key);
      } else if (said.containsKey(key)) {
        outline = outline.with(key + "=" + said.get(key), file.toString());
      } else if (key.equals("architecture")) {
        throw new BadInput(
            "weights: "
                + file
                + " does not say which network its weights are of; give --architecture, one of "
                + String.join(", ", Architectures.FAMILY.members().keySet()));
      }
    }
    return BINDER.bind(outline, Outline.class);
  }
}
