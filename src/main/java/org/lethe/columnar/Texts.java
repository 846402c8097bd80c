package org.lethe.columnar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The texts of a column: labels and ids of groups, which repeat, are held once. */
final class Texts {
  private static final int SHORT = 60;
  private static final int MOST = 60;

  private final List<String> all = new ArrayList<>();
  private final Map<String, String> repeated = new HashMap<>();

  void add(String text) {
    all.add(text.length() <= SHORT ? once(text) : text);
  }

  private String once(String text) {
    String known = repeated.get(text);
    if (known == null && repeated.size() < MOST) {
      repeated.put(text, text);
    }
    return known == null ? text : known;
  }

  /** How many there are. */
  int size() {
    return all.size();
  }

  /** All of them, in their order. */
  List<String> all() {
    return all;
  }
}
