package org.lethe.dataset;

import java.util.List;
import org.lethe.settings.Described;
import org.lethe.settings.OwnForm;
import org.lethe.settings.SettingsNode;

/**
 * A point of a space whose dimension is said elsewhere.
 *
 * @param values one number is a place on the first axis; else all d coordinates
 */
@Described("A number (on the first axis, 0 on the others), or a list of d numbers.")
public record Coordinates(List<Double> values) implements OwnForm {
  public Coordinates {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a mean has no coordinates. Allowed: a number or a list");
    }
  }

  /** Reads a number or a list of numbers. */
  public static Coordinates fromSettings(SettingsNode node) {
    return new Coordinates(
        node.isList()
            ? node.items().stream().map(SettingsNode::number).toList()
            : List.of(node.number()));
  }

  @Override
  public Object toSettings() {
    return values.size() == 1 ? values.get(0) : values;
  }

  /** {@code [d]}. */
  double[] in(int dimension) {
    double[] point = new double[dimension];
    for (int i = 0; i < values.size(); i++) {
      point[i] = values.get(i);
    }
    return point;
  }

  boolean fits(int dimension) {
    return values.size() == 1 || values.size() == dimension;
  }
}
