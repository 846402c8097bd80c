package org.lethe.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * The keys that a sweep varies, and what each may become.
 *
 * @param axes in the order of the file, at least one
 * @param written as it was
 */
@Described(
    "From a dotted key of the experiment to a list of values, a range {from: 0.001, to: 1, log:"
        + " true, integer: true} or {choices: …}, a list or a map from names to values; with when:"
        + " {key: value} it applies only beside these values of a key above it.")
public record Space(List<Axis> axes, Map<String, Object> written) implements OwnForm {
  private static final int MOST = 100;

  public Space {
    axes = List.copyOf(axes);
  }

  /** A map from dotted keys. */
  @SuppressWarnings("unchecked") // a map of keys is a map with texts as keys
  public static Space fromSettings(SettingsNode node) {
    List<Axis> axes = new ArrayList<>();
    node.entries().forEach((key, value) -> axes.add(Axis.of(key, value, axes)));
    if (axes.isEmpty()) {
      throw node.refuse("is empty; name at least one key of the experiment");
    }
    if (axes.size() > MOST) {
      throw node.refuse("has " + axes.size() + " keys; at most " + MOST + " can be searched");
    }
    for (Axis axis : axes) {
      for (Axis other : axes) {
        if (axis.key().startsWith(other.key() + ".") && axes.indexOf(axis) < axes.indexOf(other)) {
          throw other
              .node()
              .refuse("would replace what " + axis.key() + " sets above it; put it first");
        }
      }
      if (axis.key().equals("seeds") || axis.key().startsWith("seeds.")) {
        throw axis.node()
            .refuse("seeds are what candidates are judged over; give them in the experiment");
      }
      if (axis.key().equals("name") || axis.key().startsWith("variants")) {
        throw axis.node().refuse("cannot be searched");
      }
    }
    if (axes.stream().allMatch(axis -> axis.domain().gridSize(2) == 1)) {
      throw node.refuse("has one candidate only; give a key several values");
    }
    return new Space(axes, (Map<String, Object>) node.plain());
  }

  @Override
  public Object toSettings() {
    return written;
  }

  /**
   * The values of all keys.
   *
   * @param values of the axes that have a meaning beside the others, by key, in their order
   */
  record Point(Map<String, Axis.Value> values) {

    /** Tells it from every other one. */
    Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      values.forEach((key, value) -> texts.put(key, value.text()));
      return texts;
    }
  }

  /** A source of values, one for each axis: a generator, or the first example of each. */
  interface Source {
    Axis.Value of(Axis axis);
  }

  /** A point from values of which some may have no meaning beside the others. */
  Point point(Source source) {
    Map<String, Axis.Value> values = new LinkedHashMap<>();
    for (Axis axis : axes) {
      Axis.Value value = source.of(axis);
      if (axis.isActive(values)) {
        values.put(axis.key(), value);
      }
    }
    return new Point(values);
  }

  /**
   * A point at which one axis has a given value: the conditions of that axis are met, everything
   * else is as the source says.
   */
  Point pointWith(Axis axis, Axis.Value value, Source others) {
    Map<String, Axis.Value> fixed = new LinkedHashMap<>();
    fix(axis, value, fixed);
    return point(
        each -> {
          Axis.Value here = fixed.get(each.key());
          return here == null ? others.of(each) : here;
        });
  }

  private void fix(Axis axis, Axis.Value value, Map<String, Axis.Value> fixed) {
    fixed.put(axis.key(), value);
    axis.when()
        .forEach(
            (key, texts) ->
                axes.stream()
                    .filter(each -> each.key().equals(key) && !fixed.containsKey(key))
                    .forEach(each -> fix(each, each.domain().value(texts.get(0)), fixed)));
  }

  /** How many points a grid has before conditions make some of them equal. */
  long gridSize(int points) {
    long size = 1;
    for (Axis axis : axes) {
      size = Math.min(Integer.MAX_VALUE, size * axis.domain().gridSize(points));
    }
    return size;
  }
}
