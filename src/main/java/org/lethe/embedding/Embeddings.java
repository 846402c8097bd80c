package org.lethe.embedding;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.nd.RowMajor;

/**
 * Rows with their ids.
 *
 * @param ids of the rows, distinct, {@code [n]}; shared, not copied: they may be read from their
 *     file only when they are asked for
 * @param rows {@code [n, d]}, every number finite
 * @param provenance where they come from
 * @param numbers what else was noted of each row, by name: {@code [n]} each, shared
 */
public record Embeddings(
    List<String> ids, RowMajor rows, Provenance provenance, SortedMap<String, double[]> numbers) {

  /**
   * @throws IllegalArgumentException if there are not as many ids or numbers as rows
   */
  public Embeddings {
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    if (ids.size() != rows.rows()) {
      throw new IllegalArgumentException(ids.size() + " ids for " + rows.rows() + " rows");
    }
    for (Map.Entry<String, double[]> each : numbers.entrySet()) {
      if (each.getValue().length != rows.rows()) {
        throw new IllegalArgumentException(
            each.getValue().length + " " + each.getKey() + " for " + rows.rows() + " rows");
      }
    }
  }

  /** Rows of which nothing else was noted. */
  public Embeddings(List<String> ids, RowMajor rows, Provenance provenance) {
    this(ids, rows, provenance, new TreeMap<>());
  }
}
