package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lethe.settings.BadInput;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Guards what a script sees of every command: exit codes, one line of error, help that is complete.
 */
class LetheTest {
  private final CommandLine line = Lethe.commandLine();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  LetheTest() {
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
  }

  @Test
  void anUnknownCommandOrOptionIsBadInputWithASuggestion() {
    assertEquals(2, line.execute("docter"));
    assertEquals(
        "lethe: no command is called docter; did you mean doctor? (see lethe --help)",
        err.toString().strip());
  }

  @Test
  void theCommandThatIsAskedForIsMadeAloneAndAllForAnythingElse() {
    assertEquals(
        Set.of("run", "completion"), Lethe.commandLine("run", "--help").getSubcommands().keySet());
    Set<String> all = line.getSubcommands().keySet();
    assertTrue(all.size() > 20, all.toString());
    for (String[] other : new String[][] {{}, {"--help"}, {"rnu"}, {"completion"}, {"@file"}}) {
      assertEquals(
          all, Lethe.commandLine(other).getSubcommands().keySet(), List.of(other).toString());
    }
  }

  @Test
  void anUnknownCommandIsNamedAloneWhateverComesAfterIt() {
    assertEquals(2, line.execute("rnu", "experiments/gaussians.yaml", "--quiet"));
    assertEquals(
        "lethe: no command is called rnu; did you mean run? (see lethe --help)",
        err.toString().strip());
  }

  @Test
  void aCommandOfAGroupIsNamedLikewise() {
    assertEquals(2, line.execute("data", "lsit"));
    assertEquals(
        "lethe: no command is called lsit; did you mean list? (see lethe data --help)",
        err.toString().strip());
  }

  @Test
  void anUnknownOptionNamesTheHelpOfItsCommand() {
    assertEquals(2, line.execute("doctor", "--vebose"));
    assertEquals(
        "lethe: Unknown option: '--vebose'; did you mean --version? (see lethe doctor --help)",
        err.toString().strip());
  }

  @Test
  void noCommandIsBadInput() {
    assertEquals(2, line.execute());
    assertEquals("lethe: a command is missing (see lethe --help)", err.toString().strip());
  }

  @TestFactory
  Stream<DynamicTest> everyCommandExplainsItself() {
    return Stream.concat(Stream.of(line), descendants(line))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(), () -> assertExplained(command)));
  }

  @Test
  void exitCodeThreeIsListedWhereItCanHappenAlone() {
    Map<String, CommandLine> commands = line.getSubcommands();
    for (String name : List.of("run", "sweep", "status", "collect", "merge")) {
      String help = help(commands, name);
      assertTrue(help.contains("\n   3    "), help);
    }
    assertFalse(help(commands, "report").contains("\n   3    "));
  }

  private static String help(Map<String, CommandLine> commands, String name) {
    return Objects.requireNonNull(commands.get(name)).getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private static Stream<CommandLine> descendants(CommandLine command) {
    return command.getSubcommands().values().stream()
        .distinct()
        .flatMap(sub -> Stream.concat(Stream.of(sub), descendants(sub)));
  }

  private static void assertExplained(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertTrue(help.contains("--help"), help);
    String[] codes =
        command.getCommand() instanceof EngineCommand
            ? new String[] {"0 ", "64 ", "65 ", "75 "}
            : new String[] {"0 ", "1 ", "2 ", "130 "};
    for (String code : codes) {
      assertTrue(help.contains("  " + code) || help.contains("   " + code), code + help);
    }
    assertTrue(help.lines().allMatch(l -> l.length() <= 100), help);
    assertTrue(command.getCommandSpec().usageMessage().description().length > 0, help);
  }

  @Test
  void badInputOfACommandIsOneLineAndExitCodeTwo() {
    assertEquals(2, execute(new Failing(new BadInput("x.yaml:3: k is 0"))));
    assertEquals("lethe: x.yaml:3: k is 0", err.toString().strip());
  }

  @Test
  void whatAFileSaysDoesNotSteerTheTerminal() {
    assertEquals(2, execute(new Failing(new BadInput("x.yaml:3: found \u001b[2Jgone\u0007"))));
    assertEquals("lethe: x.yaml:3: found  [2Jgone", err.toString().strip());
  }

  @Test
  void colourIsForTerminalsThatWantIt() {
    assertEquals(0, line.execute("--help"));
    assertFalse(out.toString().contains("\u001b"), out.toString());
  }

  @Test
  void anInterruptedCommandEndsWithTheCodeOfShells() {
    assertEquals(130, execute(new Failing(new InterruptedException())));
  }

  /** As one more command of the program. */
  private int execute(Failing command) {
    line.addSubcommand(command);
    line.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
    line.setErr(line.getErr());
    return line.execute("fails");
  }

  @Command(name = "fails", description = "Throws.")
  private record Failing(Exception error) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw error;
    }
  }

  @Test
  void theVersionNamesTheCommit() {
    assertEquals(0, line.execute("--version"));
    assertTrue(
        out.toString().matches("(?s)lethe \\d+\\.\\d+\\.\\d+.* \\(commit .+\\)\\R+Java \\d+.*"),
        out.toString());
  }

  @Test
  void completionKnowsTheCommands() {
    assertEquals(0, line.execute("completion"));
    assertTrue(out.toString().contains("complete -F"), out.toString());
    assertTrue(out.toString().contains("doctor"), out.toString());
    assertFalse(out.toString().contains("generate-completion"), out.toString());
  }
}
