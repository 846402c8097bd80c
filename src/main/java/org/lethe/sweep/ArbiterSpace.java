package org.lethe.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/**
 * A {@link Space} as Arbiter knows it: a composite of one leaf for each axis. An axis with a single
 * value is no leaf: Arbiter's grid leaves it out when it writes the coordinates of a candidate, but
 * not when it numbers them.
 */
final class ArbiterSpace extends AbstractParameterSpace<LinkedHashMap<String, Object>> {
  private final Space space;
  private final Map<String, ParameterSpace<?>> leaves = new LinkedHashMap<>();

  ArbiterSpace(Space space) {
    this.space = space;
    for (Axis axis : space.axes()) {
      if (axis.domain().gridSize(2) > 1) {
        leaves.put(axis.key(), axis.domain().leaf());
      }
    }
  }

  /** What the leaves drew, by key: Arbiter serialises it, which a point of settings is not for. */
  @Override
  @SuppressWarnings("NonApiType") // must be serialisable, which a Map need not be
  public LinkedHashMap<String, Object> getValue(double[] coordinates) {
    LinkedHashMap<String, Object> drawn = new LinkedHashMap<>();
    leaves.forEach((key, leaf) -> drawn.put(key, leaf.getValue(coordinates)));
    return drawn;
  }

  /** What was drawn, as settings. */
  Space.Point point(Candidate<?> candidate) {
    Map<?, ?> drawn = (Map<?, ?>) candidate.getValue();
    return space.point(
        axis -> {
          Object value = drawn.get(axis.key());
          return value == null ? axis.domain().examples().get(0) : axis.domain().value(value);
        });
  }

  @Override
  public int numParameters() {
    return leaves.size();
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public List<ParameterSpace> collectLeaves() {
    return new ArrayList<>(leaves.values());
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public Map<String, ParameterSpace> getNestedSpaces() {
    return new LinkedHashMap<>(leaves);
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  /** The generators number the leaves, never a composite. */
  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("a composite has no coordinates of its own");
  }
}
