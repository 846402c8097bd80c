package org.lethe.columnar;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lethe.nd.DenseFeatures;
import org.lethe.settings.BadInput;

/**
 * A table of somebody's own in a file of columns. Only the columns that are asked for are read;
 * every value is held against what its column is to be, so that a null, a NaN or a list of another
 * length is found with its row, counted from 1.
 */
public interface ColumnTable {
  /** Endings of files that {@link #open} reads. */
  List<String> ENDINGS = List.of(".parquet", ".arrow", ".feather", ".ipc");

  /** Whether a file is such a table, by its name. */
  static boolean isOne(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /**
   * Opens a table: reads what the end of the file says of it.
   *
   * @throws BadInput if the file is missing, not what its ending says, or packed as we cannot read
   */
  static ColumnTable open(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ENDINGS.get(0))
        ? ParquetTable.open(file)
        : ArrowTable.open(file);
  }

  /** Names of the columns, in their order. */
  List<String> columns();

  /** n. */
  int rows();

  /**
   * A column of texts, whole numbers or truth values, each as a text; {@code [n]}.
   *
   * @throws BadInput if there is no such column, it holds something else, or one is missing
   */
  List<String> texts(String column);

  /**
   * A column of numbers, {@code [n]}.
   *
   * @throws BadInput if there is no such column, it holds something else, or one is missing or not
   *     finite
   */
  double[] numbers(String column);

  /**
   * Rows of numbers, {@code [n, d]} as float32: one from each column, or as many as a column's
   * lists have.
   *
   * @param columns in the order of the features; a star at the end takes all that begin so
   * @throws BadInput if a column is missing or holds something else, lists differ in length, or a
   *     number is missing, not finite or beyond the range of float32
   */
  DenseFeatures features(List<String> columns);
}
