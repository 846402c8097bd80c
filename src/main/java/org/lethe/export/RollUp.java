package org.lethe.export;

import static org.lethe.columnar.ParquetWriter.Kind.FLAG;
import static org.lethe.columnar.ParquetWriter.Kind.NUMBER;
import static org.lethe.columnar.ParquetWriter.Kind.TEXT;
import static org.lethe.columnar.ParquetWriter.Kind.WHOLE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.lethe.columnar.ParquetWriter;
import org.lethe.columnar.ParquetWriter.Column;
import org.lethe.results.Direction;
import org.lethe.results.Failure;
import org.lethe.results.FailureKind;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.TargetRecord;
import org.lethe.results.TracedRecords;
import org.lethe.results.TracedRecords.TracedFailure;
import org.lethe.results.TracedRecords.TracedTarget;
import org.lethe.results.TracedTrial;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import org.lethe.settings.BadInput;

/**
 * Records in Parquet files, in the order of the tables' columns: all measurements of all trials, a
 * row each; beside it searched budgets and failures in files of their own, for a budget that was
 * found is no point of a curve. What varies between equal runs (hosts, times, processors) is left
 * out, so that equal records give equal files.
 *
 * @param trials how many there are
 * @param rows of the file
 * @param targets searches for a budget
 * @param failures trials without a result
 */
public record RollUp(int trials, long rows, int targets, int failures) {
  private static final String ENDING = ".parquet";
  private static final List<Column> KEY =
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
          new Column("seed", WHOLE));
  private static final List<Column> MEASURED =
      List.of(
          new Column("metric", TEXT),
          new Column("split", TEXT),
          new Column("value", NUMBER),
          new Column("unit", TEXT),
          new Column("direction", TEXT));
  private static final List<Column> MADE_BY =
      List.of(
          new Column("trial", TEXT),
          new Column("commit", TEXT),
          new Column("dirty", FLAG),
          new Column("version", TEXT),
          new Column("threads", WHOLE));
  private static final List<Column> SEARCHED =
      List.of(
          new Column("target", TEXT),
          new Column("forget_metric", TEXT),
          new Column("retain_metric", TEXT),
          new Column("reached", FLAG),
          new Column("reason", TEXT));
  private static final List<Column> FAILED =
      List.of(
          new Column("kind", TEXT),
          new Column("cause", TEXT),
          new Column("given_up", FLAG),
          new Column("trial", TEXT));

  /** Where searched budgets go. */
  public static Path targetsBeside(Path file) {
    return beside(file, "-targets");
  }

  /** Where failures go. */
  public static Path failuresBeside(Path file) {
    return beside(file, "-failures");
  }

  private static Path beside(Path file, String what) {
    String name = String.valueOf(file.getFileName());
    int dot = name.length() - ENDING.length();
    int end = name.regionMatches(true, dot, ENDING, 0, ENDING.length()) ? dot : name.length();
    return file.resolveSibling(name.substring(0, end) + what + name.substring(end));
  }

  /**
   * Writes the three files, each whole or not at all; they replace what is there, also where there
   * is nothing to say: a file of an earlier export would be taken for this one's.
   *
   * @throws BadInput if one cannot be written
   */
  public static RollUp write(String experiment, TracedRecords records, Path file) {
    long rows =
        write(
            file,
            experiment,
            columns(List.of(KEY, MEASURED, MADE_BY)),
            out -> {
              for (TracedTrial recorded : records.trials()) {
                TrialRecord trial = recorded.trial();
                for (Measurement measured : trial.measurements()) {
                  out.append(
                      key(experiment, trial.key()),
                      measured(measured),
                      madeBy(trial.id(), recorded.by()));
                }
              }
            });
    write(
        targetsBeside(file),
        experiment,
        columns(List.of(KEY, SEARCHED, MEASURED, MADE_BY)),
        out -> {
          for (TracedTarget recorded : records.targets()) {
            TargetRecord target = recorded.target();
            for (Measurement measured : withBudget(target)) {
              out.append(
                  key(experiment, target.key()),
                  List.of(
                      target.target(),
                      target.forgetMetric(),
                      target.retainMetric(),
                      target.reached(),
                      target.reason()),
                  measured(measured),
                  madeBy(target.id(), recorded.by()));
            }
          }
        });
    write(
        failuresBeside(file),
        experiment,
        columns(List.of(KEY, FAILED)),
        out -> {
          for (TracedFailure recorded : records.failures()) {
            Failure failure = recorded.failure();
            out.append(
                key(experiment, failure.key()),
                List.of(
                    FailureKind.of(failure).word(),
                    failure.cause(),
                    recorded.givenUp(),
                    failure.id()));
          }
        });
    return new RollUp(
        records.trials().size(), rows, records.targets().size(), records.failures().size());
  }

  /** The budget comes first, so that a search that has found none has a row, too. */
  static List<Measurement> withBudget(TargetRecord target) {
    List<Measurement> all = new ArrayList<>();
    all.add(
        new Measurement(
            "budget", "", target.key().budget(), "fraction", Direction.LOWER_IS_BETTER));
    all.addAll(target.measurements());
    return all;
  }

  /** Takes rows in parts. */
  private interface Rows {
    void append(List<?>... parts) throws IOException;
  }

  private interface Content {
    void appendTo(Rows rows) throws IOException;
  }

  private static long write(Path file, String experiment, List<Column> columns, Content content) {
    long[] rows = {0};
    try (ParquetWriter writer = new ParquetWriter(file, columns, Map.of("lethe", experiment))) {
      content.appendTo(
          parts -> {
            writer.append(Arrays.stream(parts).flatMap(List::stream).toArray());
            rows[0]++;
          });
      writer.finish();
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e, e);
    }
    return rows[0];
  }

  private static List<Column> columns(List<List<Column>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  private static List<?> key(String experiment, TrialKey key) {
    return List.of(
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
        key.seed());
  }

  private static List<?> measured(Measurement measured) {
    return List.of(
        measured.metric(),
        measured.split(),
        measured.value(),
        measured.unit(),
        measured.direction().word());
  }

  private static List<?> madeBy(String id, Provenance by) {
    return List.of(id, by.commit(), by.dirty(), by.version(), (long) by.threads());
  }
}
