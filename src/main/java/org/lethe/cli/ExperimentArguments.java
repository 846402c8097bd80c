package org.lethe.cli;

import java.nio.file.Path;
import java.util.List;
import org.lethe.dataset.DataHome;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.ExperimentFile;
import picocli.CommandLine.Parameters;

/** An experiment file and settings that replace some of its own. */
final class ExperimentArguments {
  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment file (YAML).")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "key=value",
      description = "Settings that replace the file's, with dots: data.n1=500")
  private List<String> assignments = List.of();

  ExperimentFile read() {
    return ExperimentFile.read(file, assignments);
  }

  /** With its data opened. */
  Experiment open() {
    return Experiment.open(read(), DataHome.fromEnvironment());
  }
}
