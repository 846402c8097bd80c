package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lethe.network.SafeTensors;
import org.lethe.network.WeightFiles;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe weights}: what a file of weights holds, and the same in the other format. */
@Command(
    name = "weights",
    description = {
      "Lists the arrays of a file of weights, or writes them in another format.",
      "Reads state dicts of PyTorch (.pt, .pth) and SafeTensors, and runs nothing that a file"
          + " holds. Kept networks are in results/NAME/cache/networks."
    },
    footer = {
      "",
      "Examples:",
      "  lethe weights resnet.pt",
      "  lethe weights resnet.safetensors resnet.pt"
    })
final class WeightsCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "FILE", description = "what is read")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT",
      description = "what is written: .pt or .pth for PyTorch, .safetensors")
  private @Nullable Path into;

  @Override
  public Integer call() {
    Map<String, SafeTensors.Tensor> arrays = WeightFiles.read(file);
    PrintWriter out = command.commandLine().getOut();
    if (into == null) {
      long numbers = 0;
      for (Map.Entry<String, SafeTensors.Tensor> array : arrays.entrySet()) {
        out.printf("%-40s %s%n", array.getKey(), Arrays.toString(array.getValue().shape()));
        numbers += array.getValue().values().length;
      }
      out.printf("%d arrays, %d numbers%n", arrays.size(), numbers);
    } else {
      String name = String.valueOf(into.getFileName());
      if (!name.matches(".*\\.(pt|pth|safetensors)")) {
        throw new BadInput(
            "weights: " + into + " is of no known format; allowed: .pt, .pth or .safetensors");
      }
      if (Files.exists(into)) {
        throw new BadInput("weights: " + into + " is there already; it is not replaced");
      }
      WeightFiles.write(into, arrays);
      out.println("wrote " + into);
    }
    out.flush();
    return 0;
  }
}
