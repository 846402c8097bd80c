package org.lethe.columnar;

import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lethe.settings.BadInput;
import org.lethe.settings.Shown;
import org.lethe.settings.Suggestion;

/**
 * What every table says of what it cannot use, so that a fault reads the same whatever kind of file
 * it is in: the file first, then the row, counted from 1, and the column.
 *
 * @param file as its owner named it
 */
record Refusals(Path file) {
  private static final int MOST_ROWS = Integer.MAX_VALUE - 8; // of an array

  /**
   * @throws BadInput if there is no such file
   */
  void requireFile() {
    if (!Files.isRegularFile(file)) {
      throw new BadInput(file + (Files.exists(file) ? " is no file" : ": no such file"));
    }
  }

  /**
   * How many rows there are.
   *
   * @throws BadInput if an array cannot hold them
   */
  int rows(long count) {
    if (count < 0 || count > MOST_ROWS) {
      throw new BadInput(file + " has " + count + " rows; allowed: up to 2^31");
    }
    return (int) count;
  }

  /** The line for a column that is not among those of the table. */
  BadInput noColumn(String name, List<String> columns) {
    return new BadInput(file + " has no column " + Shown.text(name) + suggestion(name, columns));
  }

  /** The line for a star that takes no column. */
  BadInput noneBegin(String start, List<String> columns) {
    return new BadInput(
        file + " has no columns that begin with " + Shown.text(start) + suggestion(start, columns));
  }

  /** The line for a name that more than one column has. */
  BadInput severalColumns(String name, int count) {
    return new BadInput(file + " has " + count + " columns " + Shown.text(name));
  }

  private static String suggestion(String name, List<String> columns) {
    return Suggestion.text(name, columns.stream().map(Shown::plain).toList());
  }

  /** The line for a column that holds no texts. */
  BadInput notTexts(String column, String type) {
    return column(column, "holds " + type + "; allowed: texts or whole numbers");
  }

  /**
   * The line for a column that does not hold what was asked for.
   *
   * @param numbers whether it holds numbers, but lists of them where one a row was asked for
   */
  BadInput notNumbers(String column, String type, boolean numbers) {
    return column(
        column,
        "holds "
            + type
            + "; allowed: float16, float32, float64 or whole numbers"
            + (numbers ? ", one a row" : ""));
  }

  /** The line for a whole column. */
  BadInput column(String column, String what) {
    return new BadInput(file + ": column " + Shown.text(column) + " " + what);
  }

  /**
   * The line for one value.
   *
   * @param row from 0
   */
  BadInput at(int row, String column, String what) {
    return new BadInput(place(row, column) + ": " + what);
  }

  /** The line for bytes that are no text. */
  BadInput notUtf8(int row, String column, CharacterCodingException cause) {
    return new BadInput(place(row, column) + ": is no text in UTF-8", cause);
  }

  /** The line for a list of another length than the first one. */
  BadInput otherLength(int row, String column, long length, long first) {
    return at(row, column, "a list of " + length + " numbers; that of row 1 has " + first);
  }

  private String place(int row, String column) {
    return file + ", row " + (row + 1) + ", column " + Shown.plain(column);
  }

  /**
   * The number itself.
   *
   * @throws BadInput if it is not finite
   */
  double finite(double value, int row, String column) {
    if (!Double.isFinite(value)) {
      throw at(row, column, "expected a finite number, found " + value);
    }
    return value;
  }

  /**
   * The number as a feature.
   *
   * @throws BadInput if it is not finite, or not as a float32
   */
  float feature(double value, int row, String column) {
    float narrow = (float) finite(value, row, column);
    if (!Float.isFinite(narrow)) {
      throw at(row, column, value + " is beyond the range of float32");
    }
    return narrow;
  }
}
