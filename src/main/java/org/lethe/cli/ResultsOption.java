package org.lethe.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where result folders lie: one word for all commands that make or read them. */
final class ResultsOption {
  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where result folders lie (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("results");

  Path folder() {
    return folder;
  }
}
