package org.lethe.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a YAML document says, before anybody knows what it should say. Each value remembers where a
 * reader of the file finds it: the line of its key, or of its own first character in a list.
 */
sealed interface Tree {

  /** {@code experiments/x.yaml:12}, {@code command line}. */
  String where();

  /** The same value, found elsewhere: what an alias stands for. */
  Tree movedTo(String where);

  /**
   * @param plain written without quotes, so that {@code null} may mean nothing
   */
  record Scalar(String where, String text, boolean plain) implements Tree {
    @Override
    public Tree movedTo(String place) {
      return new Scalar(place, text, plain);
    }
  }

  record Items(String where, List<Tree> values) implements Tree {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public Tree movedTo(String place) {
      return new Items(place, values);
    }
  }

  record Entries(String where, Map<String, Tree> values) implements Tree {
    public Entries {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public Tree movedTo(String place) {
      return new Entries(place, values);
    }
  }
}
