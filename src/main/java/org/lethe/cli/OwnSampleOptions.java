package org.lethe.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lethe.curation.OwnSamples;
import org.lethe.curation.OwnSamples.Broken;
import org.lethe.dataset.ForgetRule;
import picocli.CommandLine.Option;

/** How samples of somebody's own are read: what all commands that do so can be told. */
final class OwnSampleOptions {

  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      description = "The column of the texts in a table (default: text).")
  private @Nullable String textColumn;

  @Option(
      names = "--feature-columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "The columns of numbers, instead of texts; a star at the end takes all that begin so. A"
              + " column of a .parquet or .arrow may hold lists of them.")
  private List<String> featureColumns = List.of();

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      description = "The column of the ids; without it rows are numbered.")
  private @Nullable String idColumn;

  @Option(
      names = "--skip-broken",
      description =
          "Leave pictures out that do not decode, and list them; without, the first of them ends"
              + " the command.")
  private boolean skipBroken;

  /** The samples of a file or a folder. */
  OwnSamples read(Path file) {
    return OwnSamples.read(file, columns(), skipBroken ? Broken.SKIPPED : Broken.FATAL);
  }

  /** Both sides of a table. */
  List<OwnSamples> divide(Path table, ForgetRule rule) {
    return OwnSamples.divide(table, columns(), rule);
  }

  private OwnSamples.Columns columns() {
    return new OwnSamples.Columns(
        Optional.ofNullable(textColumn), featureColumns, Optional.ofNullable(idColumn));
  }
}
