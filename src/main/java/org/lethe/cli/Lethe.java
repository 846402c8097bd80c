package org.lethe.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code lethe COMMAND}. */
@Command(
    name = "lethe",
    description =
        "Which few samples must go so that a model forgets one distribution and keeps another?",
    mixinStandardHelpOptions = true)
public final class Lethe {

  private Lethe() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Lethe()).execute(args));
  }
}
