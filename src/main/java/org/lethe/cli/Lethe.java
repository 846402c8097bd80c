package org.lethe.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: {@code lethe COMMAND}. A command ends with one of the exit codes that every help
 * text lists; what goes wrong is told in one line, and a stack trace only ever goes to the {@link
 * LogFile}.
 */
@Command(
    name = "lethe",
    description =
        "Which few samples must go so that a model forgets one distribution and keeps another?",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lethe data list              which data sets are here, and how to get the others",
      "  lethe models list            which pretrained encoders are here",
      "  lethe run experiments/gaussians.yaml",
      "                               an experiment, from its file to tables and a page",
      "  lethe sweep experiments/sweeps/sms-quick.yaml",
      "                               which settings forget best at a price? On validation data",
      "  lethe report results/gaussians",
      "                               make page, figures and tables again",
      "  lethe frontier --kl 2 --epsilon 0.1",
      "                               how much can be forgotten at that price?",
      "  lethe doctor                 is everything here that experiments need?",
      "  source <(lethe completion)   complete commands and options in this bash or zsh"
    })
public final class Lethe implements Runnable {
  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          SweepCommand.class,
          ReportCommand.class,
          ExportCommand.class,
          SubmitCommand.class,
          SelectCommand.class,
          EncodeCommand.class,
          ManifestCommand.class,
          IdentifyCommand.class,
          DataCommand.class,
          ModelsCommand.class,
          WeightsCommand.class,
          CacheCommand.class,
          FrontierCommand.class,
          PlanCommand.class,
          PrepareCommand.class,
          WorkCommand.class,
          StatusCommand.class,
          CollectCommand.class,
          FailuresCommand.class,
          RetryCommand.class,
          MergeCommand.class,
          BenchCommand.class,
          DoctorCommand.class);

  /** Our own fault; the stack trace is in the log. */
  public static final int INTERNAL_ERROR = 1;

  /** The user's input cannot be used: an option, a file, a key, a row. */
  public static final int BAD_INPUT = 2;

  /** All was done, and what came out is not what was asked for; commands say in their help when. */
  public static final int MISSED = 3;

  /** Stopped by the user; what was recorded before stays. */
  public static final int INTERRUPTED = 130;

  private static final int MESSAGE_LENGTH = 4000;

  private final CommandLine line;

  private Lethe(List<Class<?>> commands) {
    line = new CommandLine(this);
    commands.forEach(line::addSubcommand);
    line.addSubcommand("completion", new GenerateCompletion());
    share(line.getCommandSpec());
    line.setExecutionExceptionHandler((error, command, parsed) -> failed(error, command));
    line.setParameterExceptionHandler((error, arguments) -> misused(error));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
  }

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    LogFile.install();
    Interruption.install();
    CommandLine line = commandLine(args);
    int code;
    try {
      code = line.execute(args);
    } catch (OutOfMemoryError e) {
      line.getErr()
          .println(
              "lethe: out of memory ("
                  + e.getMessage()
                  + "); the heap has "
                  + (Runtime.getRuntime().maxMemory() >> 20)
                  + " MB, more comes with LETHE_JAVA_OPTS=-Xmx4g, and fewer --threads need less");
      code = INTERNAL_ERROR;
    } catch (Error e) { // picocli hands on exceptions only
      code = failed(e, line.getErr());
    }
    if (!Interruption.hasArrived()) {
      System.exit(code);
    }
  }

  /**
   * A fresh command line with the one command that is asked for, since to make all of them takes
   * longer than most of them run; with all, where it is none of them.
   */
  static CommandLine commandLine(String... asked) {
    List<Class<?>> commands =
        COMMANDS.stream()
            .filter(type -> asked.length > 0 && name(type).equals(asked[0]))
            .findFirst()
            .<List<Class<?>>>map(List::of)
            .orElse(COMMANDS);
    return new Lethe(commands).line;
  }

  private static String name(Class<?> command) {
    return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
  }

  /** What the program does without a command: it asks for one. */
  @Override
  public void run() {
    throw new ParameterException(line, "a command is missing");
  }

  /** Help, version and exit codes are the same for every command. */
  private static void share(CommandSpec command) {
    if (command.findOption("--help") == null) {
      command.mixinStandardHelpOptions(true);
    }
    command.versionProvider(new Version());
    command
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(
            command.userObject() instanceof EngineCommand
                ? EngineCommand.EXIT_CODES
                : exitCodes(command.usageMessage().exitCodeList()));
    command.subcommands().values().forEach(sub -> share(sub.getCommandSpec()));
  }

  private static int failed(Exception error, CommandLine command) {
    int code = failed(error, command.getErr());
    return code == BAD_INPUT && command.getCommand() instanceof EngineCommand
        ? EngineCommand.BAD_DATA
        : code;
  }

  private static int failed(Throwable error, PrintWriter err) {
    if (error instanceof BadInput refused) {
      err.println("lethe: " + printable(refused.getMessage()));
      return BAD_INPUT;
    }
    if (error instanceof InterruptedException) {
      err.println("lethe: interrupted; what was recorded stays");
      return INTERRUPTED;
    }
    Logger.getLogger(Lethe.class.getName()).log(Level.SEVERE, "internal error", error);
    err.println("lethe: internal error: " + error + "; details in " + LogFile.place());
    return INTERNAL_ERROR;
  }

  /** What a file or a failure says must not steer the terminal, nor fill it. */
  static String printable(String message) {
    String safe = Shown.line(message);
    return safe.length() <= MESSAGE_LENGTH ? safe : safe.substring(0, MESSAGE_LENGTH) + "…";
  }

  private static int misused(ParameterException error) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    String message =
        error instanceof UnmatchedArgumentException unmatched
            ? unknown(unmatched, command)
            : error.getMessage();
    err.println("lethe: " + message + " (see " + name + " --help)");
    return command.getCommand() instanceof EngineCommand ? EngineCommand.MISUSED : BAD_INPUT;
  }

  /** What was said that the command does not know, and what was probably meant. */
  private static String unknown(UnmatchedArgumentException error, CommandLine command) {
    String first = error.getUnmatched().get(0);
    Set<String> commands = command.getSubcommands().keySet();
    if (commands.isEmpty() || first.startsWith("-")) {
      List<String> near = error.getSuggestions(); // the most similar first
      return error.getMessage() + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?");
    }
    return "no command is called "
        + first
        + Suggestion.nearest(first, commands)
            .map(meant -> "; did you mean " + meant + "?")
            .orElse("");
  }

  /**
   * The codes of a command.
   *
   * @param own what its {@link #MISSED} means, if it ever ends so
   */
  private static Map<String, String> exitCodes(Map<String, String> own) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" 0", "done");
    codes.put(" " + INTERNAL_ERROR, "internal error; details in the log file");
    codes.put(" " + BAD_INPUT, "the input cannot be used; the message says why");
    own.forEach((code, meaning) -> codes.put(" " + code.strip(), meaning));
    codes.put(Integer.toString(INTERRUPTED), "interrupted; what was recorded before stays");
    return codes;
  }
}
