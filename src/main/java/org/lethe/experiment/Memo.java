package org.lethe.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Values that are made once each, by whoever asks first; the others wait for that value alone. (A
 * {@link ConcurrentHashMap} lets them wait for unrelated keys too, which costs hours where a value
 * is a trained network.) A value whose making failed is made again.
 */
final class Memo<K, V> {
  private final Map<K, Cell<V>> cells = new ConcurrentHashMap<>();

  private static final class Cell<V> {
    private Optional<V> value = Optional.empty();

    synchronized V get(Supplier<V> make) {
      if (value.isEmpty()) {
        value = Optional.of(make.get());
      }
      return value.get();
    }
  }

  V get(K key, Supplier<V> make) {
    return cells.computeIfAbsent(key, k -> new Cell<>()).get(make);
  }

  void forget(K key) {
    cells.remove(key);
  }
}
