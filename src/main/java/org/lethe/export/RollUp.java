package org.lethe.export;

import static org.lethe.columnar.ParquetWriter.Kind.FLAG;
import static org.lethe.columnar.ParquetWriter.Kind.NUMBER;
import static org.lethe.columnar.ParquetWriter.Kind.TEXT;
import static org.lethe.columnar.ParquetWriter.Kind.WHOLE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.lethe.columnar.ParquetWriter;
import org.lethe.columnar.ParquetWriter.Column;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialKey;
import org.lethe.settings.BadInput;

/**
 * All measurements of all trials in one Parquet file, a row each, in the order of the tables'
 * columns. What varies between equal runs (hosts, times, processors) is left out, so that equal
 * records give equal files.
 *
 * @param trials how many there are
 * @param rows of the file
 */
public record RollUp(int trials, long rows) {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("experiment", TEXT),
          new Column("dataset", TEXT),
          new Column("variant", TEXT),
          new Column("encoder", TEXT),
          new Column("scorer", TEXT),
          new Column("learner", TEXT),
          new Column("unlearner", TEXT),
          new Column("engine", TEXT),
          new Column("budget", NUMBER),
          new Column("removed", WHOLE),
          new Column("seed", WHOLE),
          new Column("metric", TEXT),
          new Column("split", TEXT),
          new Column("value", NUMBER),
          new Column("unit", TEXT),
          new Column("direction", TEXT),
          new Column("trial", TEXT),
          new Column("commit", TEXT),
          new Column("dirty", FLAG),
          new Column("version", TEXT),
          new Column("threads", WHOLE));

  /**
   * Writes the file, whole or not at all; it replaces what is there.
   *
   * @throws BadInput if it cannot be written
   */
  public static RollUp write(String experiment, List<TracedTrial> trials, Path file) {
    long rows = 0;
    try (ParquetWriter writer = new ParquetWriter(file, COLUMNS, Map.of("lethe", experiment))) {
      for (TracedTrial recorded : trials) {
        for (Measurement measured : recorded.trial().measurements()) {
          append(writer, experiment, recorded, measured);
          rows++;
        }
      }
      writer.finish();
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
    return new RollUp(trials.size(), rows);
  }

  private static void append(
      ParquetWriter writer, String experiment, TracedTrial recorded, Measurement measured)
      throws IOException {
    TrialKey key = recorded.trial().key();
    Provenance by = recorded.by();
    writer.append(
        experiment,
        key.dataset(),
        key.variant(),
        key.encoder(),
        key.scorer(),
        key.learner(),
        key.unlearner(),
        key.engine(),
        key.budget(),
        (long) key.removed(),
        key.seed(),
        measured.metric(),
        measured.split(),
        measured.value(),
        measured.unit(),
        measured.direction().word(),
        recorded.trial().id(),
        by.commit(),
        by.dirty(),
        by.version(),
        (long) by.threads());
  }
}
