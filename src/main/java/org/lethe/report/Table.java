package org.lethe.report;

import java.util.List;

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
}
