package org.lethe.cli;

import java.nio.file.Path;
import org.lethe.cluster.Manifest;
import org.lethe.dataset.DataHome;
import org.lethe.experiment.Experiment;
import org.lethe.experiment.ExperimentFile;
import org.lethe.results.ResultFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A manifest and where its records go: what the commands of a batch have in common. */
final class BatchFiles {
  @Parameters(paramLabel = "MANIFEST", description = "The manifest that 'lethe plan' wrote.")
  private Path manifest = Path.of("");

  @Mixin private ResultsOption results;

  Manifest manifest() {
    return Manifest.read(manifest);
  }

  /** With its data opened. */
  static Experiment experiment(Manifest manifest) {
    return Experiment.open(ExperimentFile.recorded(manifest.spec()), DataHome.fromEnvironment());
  }

  /** To write into: its study is there then. */
  ResultFolder folder(Experiment experiment) {
    return experiment.folder(results.folder());
  }

  /** To read; there may be nothing yet. */
  Path place(Manifest manifest) {
    return results.folder().resolve(manifest.experiment());
  }
}
