package org.lethe.experiment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The contexts that are in use: made by the first path that asks, dropped after the last, so that
 * memory holds no more seeds than there are threads.
 */
final class SeedContexts {
  private final Memo<Key, SeedContext> open = new Memo<>();
  private final Map<Key, Integer> waiting = new HashMap<>();

  private record Key(String variant, long seed) {
    static Key of(PathPlan path) {
      return new Key(path.variant().name(), path.seed());
    }
  }

  /**
   * @param paths everything that will be asked for
   */
  SeedContexts(List<PathPlan> paths) {
    paths.forEach(path -> waiting.merge(Key.of(path), 1, Integer::sum));
  }

  SeedContext of(PathPlan path) {
    return open.get(Key.of(path), () -> new SeedContext(path.variant(), path.seed()));
  }

  /** This path needs its context no longer. */
  synchronized void done(PathPlan path) {
    int left = waiting.getOrDefault(Key.of(path), 1) - 1;
    waiting.put(Key.of(path), left);
    if (left == 0) {
      open.forget(Key.of(path));
    }
  }
}
