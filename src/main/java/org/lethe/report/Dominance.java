package org.lethe.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;

/**
 * Which points of a figure are dominated: another point is at least as far right and at most as
 * high, and differs in one of the two. Points that are equal in both do not dominate each other.
 */
final class Dominance {

  private record Place(double x, double y) {}

  private Dominance() {}

  /** The same series with their dominated points marked and the labels of those taken away. */
  static List<Series> mark(List<Series> series) {
    Set<Place> best = frontier(series.stream().flatMap(s -> s.points().stream()).toList());
    return series.stream()
        .map(s -> s.with(p -> mark(p, !best.contains(new Place(p.x(), p.y())))))
        .toList();
  }

  private static Point mark(Point p, boolean dominated) {
    return new Point(
        p.budget(), p.x(), p.y(), p.interval(), p.n(), dominated ? "" : p.label(), dominated);
  }

  /** From the right, a point is on the frontier if it lies lower than all before it. */
  private static Set<Place> frontier(List<Point> points) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingDouble((Point p) -> -p.x()).thenComparingDouble(Point::y));
    Set<Place> best = new HashSet<>();
    double lowest = Double.POSITIVE_INFINITY;
    for (Point point : sorted) {
      if (point.y() < lowest) {
        lowest = point.y();
        best.add(new Place(point.x(), point.y()));
      }
    }
    return best;
  }
}
