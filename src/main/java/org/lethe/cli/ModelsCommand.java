package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lethe.encoder.onnx.KnownModels;
import org.lethe.encoder.onnx.ModelDescriptor;
import org.lethe.encoder.onnx.ModelFolder;
import org.lethe.encoder.onnx.ModelHome;
import org.lethe.encoder.onnx.ModelHub;
import org.lethe.settings.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe models}: which encoders there are, how to get them, and whether they are whole. */
@Command(
    name = "models",
    description = "Lists, fetches and verifies pretrained encoders.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Models are sought in LETHE_MODELS, or in ~/.cache/lethe/models without it.",
      "Examples:",
      "  lethe models list",
      "  lethe models fetch all-minilm-l6-v2",
      "  lethe models fetch hf:intfloat/e5-small-v2@main",
      "  lethe models verify"
    },
    subcommands = {
      ModelsCommand.ListCommand.class,
      ModelsCommand.FetchCommand.class,
      ModelsCommand.VerifyCommand.class
    })
final class ModelsCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "a command is missing: list, fetch or verify");
  }

  /** Where the models are. */
  static final class HomeOption {
    @Option(
        names = "--home",
        paramLabel = "FOLDER",
        description = "the home of models; without it LETHE_MODELS, or ~/.cache/lethe/models")
    private @Nullable Path folder;

    ModelHome home() {
      return folder == null ? ModelHome.fromEnvironment() : new ModelHome(folder);
    }
  }

  /** {@code lethe models list}. */
  @Command(
      name = "list",
      description = "Shows each known model, its licence, and where it is or how to get it.")
  static final class ListCommand implements Runnable {
    @Spec private CommandSpec command;
    @Mixin private HomeOption place = new HomeOption();

    @Override
    public void run() {
      PrintWriter out = command.commandLine().getOut();
      ModelHome home = place.home();
      for (ModelDescriptor model : KnownModels.all()) {
        Path folder = home.folder().resolve(model.name());
        out.printf("%-24s %s%n", model.name(), model.title());
        out.printf("%-24s licence: %s; %s%n", "", model.licence(), model.page());
        out.printf(
            "%-24s %s%n",
            "",
            Files.isDirectory(folder)
                ? "here: " + folder
                : "not in " + home.folder() + ": " + model.howToGet());
      }
      out.printf(
          "%-24s %s%n",
          "hf:OWNER/NAME@REVISION", "any model of the Hugging Face hub that has an ONNX file");
      out.printf("%-24s %s%n", "a path", "a folder with model.onnx, or an ONNX file");
      out.flush();
    }
  }

  /** {@code lethe models fetch NAME}. */
  @Command(
      name = "fetch",
      description = "Downloads a model from its publisher, or goes on where it stopped.")
  static final class FetchCommand implements Runnable {
    @Spec private CommandSpec command;

    @Parameters(
        paramLabel = "MODEL",
        description = "A name as in lethe models list, or hf:OWNER/NAME@REVISION.")
    private String model = "";

    @Mixin private HomeOption place = new HomeOption();

    @Override
    public void run() {
      PrintWriter out = command.commandLine().getOut();
      Path folder =
          new ModelHub()
              .fetch(
                  model,
                  place.home(),
                  address -> {
                    out.println(address);
                    out.flush();
                  },
                  new Percent(out));
      out.println("whole and checked: " + folder);
      out.flush();
    }
  }

  /** {@code lethe models verify [NAME…]}. */
  @Command(
      name = "verify",
      description = "Reads models from beginning to end and holds them against their checksums.")
  static final class VerifyCommand implements Runnable {
    @Spec private CommandSpec command;

    @Parameters(
        paramLabel = "MODEL",
        arity = "0..*",
        description =
            "A name, a path or hf:OWNER/NAME@REVISION; without one, all known models here.")
    private List<String> models = List.of();

    @Mixin private HomeOption place = new HomeOption();

    @Override
    public void run() {
      PrintWriter out = command.commandLine().getOut();
      ModelHome home = place.home();
      List<String> asked =
          models.isEmpty()
              ? KnownModels.names().stream()
                  .filter(name -> Files.isDirectory(home.folder().resolve(name)))
                  .toList()
              : models;
      if (asked.isEmpty()) {
        throw new BadInput("no known model is in " + home.folder() + "; see `lethe models list`");
      }
      int bad = 0;
      for (String model : asked) {
        try {
          ModelFolder found = ModelFolder.find(model, home);
          out.println(model + ": whole; " + found.model() + " has sha256 " + found.sha256());
        } catch (BadInput e) {
          // The others are still worth looking at; the exit code remembers.
          bad++;
          out.println(model + ": BAD: " + e.getMessage());
        }
        out.flush();
      }
      if (bad > 0) {
        throw new BadInput(bad + " of " + asked.size() + " models cannot be used");
      }
    }
  }
}
