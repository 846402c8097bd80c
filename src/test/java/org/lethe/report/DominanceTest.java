package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;

/** Guards against grey points that are not beaten, and coloured ones that are. */
class DominanceTest {

  @Test
  void aPointIsDominatedByOneThatForgetsMoreAtNoMoreLoss() {
    // b lies right of a at the same height; c is lower than b but further left; d is beaten by b
    List<Series> marked =
        Dominance.mark(List.of(series(point(1, 2), point(3, 2)), series(point(2, 1), point(2, 5))));
    assertEquals(List.of(true, false, false, true), dominated(marked));
  }

  @Test
  void equalPointsDoNotDominateEachOther() {
    assertEquals(
        List.of(false, false),
        dominated(Dominance.mark(List.of(series(point(1, 1), point(1, 1))))));
  }

  @Test
  void aDominatedPointLosesItsLabel() {
    List<Series> marked = Dominance.mark(List.of(series(point(1, 2), point(2, 1))));
    assertEquals("", marked.get(0).points().get(0).label());
    assertEquals("here", marked.get(0).points().get(1).label());
  }

  private static List<Boolean> dominated(List<Series> series) {
    return series.stream().flatMap(s -> s.points().stream()).map(Point::dominated).toList();
  }

  private static Series series(Point... points) {
    return new Series("rule", Palette.of(List.of("rule")).of("rule"), true, List.of(points));
  }

  private static Point point(double x, double y) {
    return new Point(0, x, y, Optional.empty(), 1, "here", false);
  }
}
