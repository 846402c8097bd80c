package org.lethe.embedding;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lethe.settings.Canonical;

/**
 * Everything that decides what an encoder makes: itself with its settings, the sha256 of its
 * weights, the sha256 of the data, the layer. Equal provenance is equal rows; whatever changes a
 * number must be in it, and nothing else.
 *
 * @param inputs texts, booleans, numbers, lists and maps of them, by name
 */
public record Provenance(SortedMap<String, Object> inputs) {

  /**
   * @throws IllegalArgumentException if there are no inputs
   */
  public Provenance {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("without inputs nothing tells these rows from others");
    }
  }

  /** From inputs in any order. */
  public static Provenance of(Map<String, ?> inputs) {
    return new Provenance(new TreeMap<>(inputs));
  }

  /** What the rows are kept under: sha256 of the inputs as {@link Canonical#json}. */
  public String key() {
    return Canonical.sha256(inputs);
  }
}
