package org.lethe.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One value of a {@link SettingsFile} with its place, its dotted path and what it is asked to be.
 * Each reading method refuses a value of another type with one line: place, path, what was expected
 * and what was found.
 */
public final class SettingsNode {
  private static final int LONGEST_NUMBER = 60;

  private final Tree tree;
  private final String path;

  SettingsNode(Tree tree, String path) {
    this.tree = tree;
    this.path = path;
  }

  Tree tree() {
    return tree;
  }

  /** {@code experiments/x.yaml:12}, or {@code command line}. */
  public String where() {
    return tree.where();
  }

  /** {@code data.n1}, {@code scorers.0}; empty for a whole file. */
  public String path() {
    return path;
  }

  public boolean isMap() {
    return tree instanceof Tree.Entries;
  }

  public boolean isList() {
    return tree instanceof Tree.Items;
  }

  /** Nothing was written: {@code key:}, {@code null} or {@code ~}. */
  public boolean isNothing() {
    return tree instanceof Tree.Scalar scalar
        && scalar.plain()
        && Set.of("", "~", "null").contains(scalar.text());
  }

  /** Anything that is written in one piece: a word, a number, true or false. */
  public boolean isScalar() {
    return tree instanceof Tree.Scalar && !isNothing();
  }

  /** A finite number, not in quotes. */
  public boolean isNumber() {
    return decimal().isPresent();
  }

  public String text() {
    if (tree instanceof Tree.Scalar scalar && !isNothing()) {
      return scalar.text();
    }
    throw unexpected("text");
  }

  public double number() {
    double value = decimal().orElseThrow(() -> unexpected("a number")).doubleValue();
    if (!Double.isFinite(value)) {
      throw unexpected("a number of at most 1.8e308");
    }
    return value;
  }

  /** A whole number, also as 1e6. */
  public int integer() {
    try {
      return whole().intValueExact();
    } catch (ArithmeticException e) {
      throw unexpected("a whole number within " + Integer.MIN_VALUE + " … " + Integer.MAX_VALUE);
    }
  }

  /** A whole number of 64 bits. */
  public long longInteger() {
    try {
      return whole().longValueExact();
    } catch (ArithmeticException e) {
      throw unexpected("a whole number within " + Long.MIN_VALUE + " … " + Long.MAX_VALUE);
    }
  }

  public boolean flag() {
    if (tree instanceof Tree.Scalar scalar && scalar.plain()) {
      if (scalar.text().equals("true")) {
        return true;
      }
      if (scalar.text().equals("false")) {
        return false;
      }
    }
    throw unexpected("true or false");
  }

  public List<SettingsNode> items() {
    if (!(tree instanceof Tree.Items list)) {
      throw unexpected("a list");
    }
    List<SettingsNode> result = new ArrayList<>();
    for (Tree item : list.values()) {
      result.add(new SettingsNode(item, below(Integer.toString(result.size()))));
    }
    return Collections.unmodifiableList(result);
  }

  /** In the order of the file. */
  public Map<String, SettingsNode> entries() {
    if (!(tree instanceof Tree.Entries map)) {
      throw unexpected("a map of keys");
    }
    Map<String, SettingsNode> result = new LinkedHashMap<>();
    map.values().forEach((key, value) -> result.put(key, new SettingsNode(value, below(key))));
    return Collections.unmodifiableMap(result);
  }

  /** What a key of this map holds; empty if it is not there. */
  public Optional<SettingsNode> at(String key) {
    return Optional.ofNullable(entries().get(key));
  }

  /**
   * Refuses a key of this map that is not among the allowed ones.
   *
   * @param owner what the keys belong to, for the message: {@code scorer knn-ratio}
   */
  public void allowOnly(Collection<String> allowed, String owner) {
    entries()
        .forEach(
            (key, value) -> {
              if (!allowed.contains(key)) {
                throw value.refuse(
                    "unknown key"
                        + (owner.isEmpty() ? "" : " of " + owner)
                        + Suggestion.text(key, allowed));
              }
            });
  }

  /**
   * As {@link Canonical#yaml(Map)} writes it: texts, whole numbers, numbers, booleans, lists, maps.
   * A key that says nothing is left out.
   */
  public Object plain() {
    if (isMap()) {
      Map<String, Object> result = new LinkedHashMap<>();
      entries().entrySet().stream()
          .filter(entry -> !entry.getValue().isNothing())
          .forEach(entry -> result.put(entry.getKey(), entry.getValue().plain()));
      return result;
    }
    if (isList()) {
      return items().stream().map(SettingsNode::plain).toList();
    }
    Optional<BigDecimal> number = decimal();
    if (number.isPresent()) {
      boolean whole = number.get().stripTrailingZeros().scale() <= 0;
      return whole && number.get().precision() - (long) number.get().scale() <= 18
          ? (Object) number.get().longValueExact()
          : (Object) number();
    }
    boolean flag =
        tree instanceof Tree.Scalar scalar
            && scalar.plain()
            && Set.of("true", "false").contains(scalar.text());
    return flag ? (Object) flag() : text();
  }

  /** An error to throw: place, path and the problem in one line. */
  public BadInput refuse(String problem) {
    return new BadInput(where() + ": " + (path.isEmpty() ? "" : path + ": ") + problem);
  }

  /** An error to throw: what was expected, and what is there. */
  public BadInput unexpected(String expected) {
    return refuse("expected " + expected + ", found " + found());
  }

  /** As a message shows it, cut short if it is long. */
  public String found() {
    if (tree instanceof Tree.Items list) {
      return "a list of " + list.values().size();
    }
    if (tree instanceof Tree.Entries map) {
      return "a map with " + map.values().size() + " keys";
    }
    Tree.Scalar scalar = (Tree.Scalar) tree;
    if (isNothing()) {
      return "nothing";
    }
    String shown = Shown.plain(scalar.text().strip().replaceAll("\\s+", " "));
    return scalar.plain() ? shown : '"' + shown + '"';
  }

  private Optional<BigDecimal> decimal() {
    if (tree instanceof Tree.Scalar scalar
        && scalar.plain()
        && scalar.text().length() <= LONGEST_NUMBER) {
      try {
        return Optional.of(new BigDecimal(scalar.text()));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private BigDecimal whole() {
    BigDecimal value = decimal().orElseThrow(() -> unexpected("a whole number"));
    // 1e999999999 must not be written out to find that it is too large.
    if (value.precision() - (long) value.scale() > 20) {
      throw new ArithmeticException("too large");
    }
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
      throw unexpected("a whole number");
    }
    return value;
  }

  private String below(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  @Override
  public String toString() {
    return where() + ": " + path + " = " + found();
  }
}
