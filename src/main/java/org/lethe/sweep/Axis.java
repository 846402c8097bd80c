package org.lethe.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.lethe.results.SweepAxis;
import org.lethe.settings.Canonical;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.SettingsNode;
import org.lethe.settings.Suggestion;

/**
 * One key of the experiment and what it may become.
 *
 * @param key dotted, as on the command line
 * @param node where it was written
 * @param when keys of earlier axes, and which of their values this one needs to have a meaning
 */
record Axis(String key, SettingsNode node, Domain domain, Map<String, List<String>> when) {

  /** Digits of a drawn number: more than matters, few enough to be equal on every machine. */
  private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private static final List<String> RANGE = List.of("from", "to", "log", "integer", "when");
  private static final List<String> CHOICE = List.of("choices", "when");

  /** What a key may become. */
  sealed interface Domain {
    /** How it is drawn from. */
    ParameterSpace<?> leaf();

    /** What Arbiter drew, as a value. */
    Value value(Object drawn);

    /** Values that together show whether the key can be set: all, or the ends. */
    List<Value> examples();

    /** How many values a grid has. */
    long gridSize(int points);

    SweepAxis.Kind kind();
  }

  /**
   * A value of the key.
   *
   * @param text as tables show it, one of its axis
   */
  record Value(String text, Setter setter) {
    SettingsFile set(SettingsFile file, String key) {
      return setter.set(file, key);
    }
  }

  /** Puts a value into an experiment. */
  interface Setter {
    SettingsFile set(SettingsFile file, String key);
  }

  /** Some values, by the text that tables show. */
  record Choices(Map<String, SettingsNode> values) implements Domain {
    @Override
    public ParameterSpace<?> leaf() {
      return new DiscreteParameterSpace<>(values.keySet());
    }

    @Override
    public Value value(Object drawn) {
      String text = (String) drawn;
      SettingsNode node = Objects.requireNonNull(values.get(text), text);
      return new Value(text, (file, key) -> file.with(key, node));
    }

    @Override
    public List<Value> examples() {
      return values.keySet().stream().map(this::value).toList();
    }

    @Override
    public long gridSize(int points) {
      return values.size();
    }

    @Override
    public SweepAxis.Kind kind() {
      return values.values().stream().allMatch(SettingsNode::isNumber)
          ? SweepAxis.Kind.NUMBER
          : SweepAxis.Kind.CATEGORY;
    }
  }

  /** Numbers from here to there, evenly spread or in their logarithm. */
  record Range(String where, double from, double to, boolean log, boolean integer)
      implements Domain {
    @Override
    public ParameterSpace<?> leaf() {
      if (log) {
        return new ContinuousParameterSpace(new LogUniformDistribution(from, to));
      }
      return integer
          ? new IntegerParameterSpace((int) from, (int) to)
          : new ContinuousParameterSpace(from, to);
    }

    @Override
    public Value value(Object drawn) {
      double number = ((Number) drawn).doubleValue();
      double rounded =
          integer
              ? Math.rint(number)
              : new BigDecimal(Double.toString(number)).round(DIGITS).doubleValue();
      // an end is exactly what the file says: exp(log(x)) is not quite x
      String text = Canonical.shortest(Math.min(to, Math.max(from, rounded)));
      return new Value(text, (file, key) -> file.with(key + "=" + text, where));
    }

    @Override
    public List<Value> examples() {
      return List.of(value(from), value(to));
    }

    @Override
    public long gridSize(int points) {
      return integer && !log ? Math.min((long) to - (long) from + 1, points) : points;
    }

    @Override
    public SweepAxis.Kind kind() {
      return log ? SweepAxis.Kind.LOG : SweepAxis.Kind.NUMBER;
    }
  }

  /**
   * Reads what the space says of one key.
   *
   * @param before the axes before it, which conditions may name
   */
  static Axis of(String key, SettingsNode node, List<Axis> before) {
    if (node.isList()) {
      return new Axis(key, node, choices(node), Map.of());
    }
    if (!node.isMap()) {
      throw node.unexpected(
          "a list of values, {from: …, to: …, log: …, integer: …} or {choices: …, when: …}");
    }
    Map<String, List<String>> when =
        node.at("when").map(each -> conditions(each, before)).orElse(Map.of());
    if (node.at("choices").isPresent()) {
      node.allowOnly(CHOICE, "a choice");
      return new Axis(key, node, choices(node.at("choices").get()), when);
    }
    node.allowOnly(Stream.concat(RANGE.stream(), Stream.of("choices")).toList(), "a range");
    return new Axis(key, node, range(node), when);
  }

  SweepAxis described() {
    return new SweepAxis(key, domain.kind());
  }

  /** Whether the axis has a meaning beside the values of the earlier ones. */
  boolean isActive(Map<String, Value> earlier) {
    return when.entrySet().stream()
        .allMatch(
            condition -> {
              Value value = earlier.get(condition.getKey());
              return value != null && condition.getValue().contains(value.text());
            });
  }

  private static Choices choices(SettingsNode node) {
    Map<String, SettingsNode> values = new LinkedHashMap<>();
    if (node.isMap()) {
      values.putAll(node.entries());
    } else {
      for (SettingsNode item : node.items()) {
        if (values.putIfAbsent(text(item), item) != null) {
          throw item.refuse(
              "there are two choices called "
                  + text(item)
                  + "; give them names: {choices: {one: …, two: …}}");
        }
      }
    }
    if (values.isEmpty()) {
      throw node.refuse("no value to choose from; expected at least one");
    }
    return new Choices(values);
  }

  /** A scalar as it is, a method by its label or name, a list by its items. */
  private static String text(SettingsNode node) {
    if (node.isList()) {
      return String.join(" + ", node.items().stream().map(Axis::text).toList());
    }
    if (node.isMap()) {
      return node.at("label")
          .or(() -> node.at("name"))
          .map(SettingsNode::text)
          .orElseGet(() -> Canonical.json(node.plain()));
    }
    return node.isNumber() ? Canonical.shortest(node.number()) : node.text();
  }

  private static Range range(SettingsNode node) {
    double from = end(node, "from");
    double to = end(node, "to");
    boolean log = node.at("log").map(SettingsNode::flag).orElse(false);
    boolean integer = node.at("integer").map(SettingsNode::flag).orElse(false);
    if (!(from < to)) {
      throw node.refuse(
          "from is "
              + Canonical.shortest(from)
              + ", to is "
              + Canonical.shortest(to)
              + "; allowed: from below to");
    }
    if (log && from <= 0) {
      throw node.refuse("log needs numbers above 0; from is " + Canonical.shortest(from));
    }
    if (integer) {
      // read again as whole numbers: what they are not is refused with its line
      from = node.at("from").orElseThrow().integer();
      to = node.at("to").orElseThrow().integer();
    }
    return new Range(node.where(), from, to, log, integer);
  }

  private static double end(SettingsNode node, String key) {
    return node.at(key)
        .orElseThrow(() -> node.refuse(key + " is missing; a range has from and to"))
        .number();
  }

  private static Map<String, List<String>> conditions(SettingsNode node, List<Axis> before) {
    Map<String, List<String>> result = new LinkedHashMap<>();
    List<String> keys = before.stream().map(Axis::key).toList();
    node.entries()
        .forEach(
            (key, value) -> {
              Axis axis =
                  before.stream()
                      .filter(each -> each.key.equals(key))
                      .findFirst()
                      .orElseThrow(
                          () ->
                              value.refuse(
                                  "is no key above this one" + Suggestion.text(key, keys)));
              if (!(axis.domain instanceof Choices choices)) {
                throw value.refuse("a condition needs a key with choices; " + key + " is a range");
              }
              List<String> wanted = new ArrayList<>();
              for (SettingsNode item : value.isList() ? value.items() : List.of(value)) {
                String text = text(item);
                if (!choices.values().containsKey(text)) {
                  throw item.refuse(
                      text
                          + " is no choice of "
                          + key
                          + Suggestion.text(text, choices.values().keySet()));
                }
                wanted.add(text);
              }
              result.put(key, List.copyOf(wanted));
            });
    return Collections.unmodifiableMap(result);
  }
}
