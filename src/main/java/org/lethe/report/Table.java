package org.lethe.report;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Rows of typed cells, before any file format.
 *
 * @param name of its files: {@code crossings}
 * @param caption one plain sentence that says what the numbers are
 * @param columns at least one
 * @param rows each with one cell a column
 */
record Table(String name, String caption, List<Column> columns, List<List<Cell>> rows) {
  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            name + " has " + columns.size() + " columns, a row has " + row.size() + " cells");
      }
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The same with some of its rows. */
  Table where(Predicate<List<Cell>> row) {
    return new Table(name, caption, columns, rows.stream().filter(row).toList());
  }

  /** Whether all rows have the same text in a column; also where there is no row. */
  boolean isConstant(Column column) {
    int at = columns.indexOf(column);
    return rows.stream().map(row -> row.get(at).text()).distinct().count() < 2;
  }

  /** The same with some of its columns. */
  Table with(Predicate<Column> column) {
    int[] kept =
        IntStream.range(0, columns.size()).filter(i -> column.test(columns.get(i))).toArray();
    return new Table(
        name,
        caption,
        IntStream.of(kept).mapToObj(columns::get).toList(),
        rows.stream().map(row -> IntStream.of(kept).mapToObj(row::get).toList()).toList());
  }
}
