package org.lethe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.results.CurveKey;

/** The lines of figures: one a rule, looking alike in all of them, the emphasised ones on top. */
final class PanelSeries {
  private final Findings findings;

  PanelSeries(Findings findings) {
    this.findings = findings;
  }

  /**
   * One series for each curve of a panel.
   *
   * @param points of a curve; a curve without any has no series
   */
  List<Series> of(Panel panel, Function<CurveKey, List<Point>> points) {
    List<Series> series = new ArrayList<>();
    for (CurveKey curve : panel.curves()) {
      List<Point> ofCurve = points.apply(curve);
      if (!ofCurve.isEmpty()) {
        series.add(of(curve.scorer(), ofCurve));
      }
    }
    series.sort(Comparator.comparing(Series::emphasised));
    return labelledOnce(series);
  }

  /** The series of a rule. */
  Series of(String rule, List<Point> points) {
    return new Series(
        rule, findings.palette().of(rule), findings.emphasised().contains(rule), points);
  }

  /** Rules meet at the shared ends; one of them writes the budget there. */
  private static List<Series> labelledOnce(List<Series> series) {
    record Place(double x, double y) {}
    Set<Place> taken = new HashSet<>();
    return series.stream()
        .map(
            s ->
                s.with(
                    p ->
                        p.label().isEmpty() || taken.add(new Place(p.x(), p.y()))
                            ? p
                            : p.withLabel("")))
        .toList();
  }

  /** All that an axis upwards must hold: values, ends of intervals, guides. */
  static DoubleStream extent(List<Series> series, List<Guide> guides) {
    return DoubleStream.concat(
        series.stream().flatMap(s -> s.points().stream()).flatMapToDouble(Point::extent),
        guides.stream().flatMapToDouble(guide -> Arrays.stream(guide.y())));
  }

  /**
   * The same for values that are shares: an interval by Student's t may leave 0 to 1, but the axis
   * need not go along.
   */
  static DoubleStream extentOfShares(List<Series> series, List<Guide> guides) {
    boolean shares = values(series, Point::y).allMatch(y -> y >= 0 && y <= 1);
    return shares
        ? extent(series, guides).map(value -> Math.max(0, Math.min(1, value)))
        : extent(series, guides);
  }

  /** One coordinate of every point. */
  static DoubleStream values(List<Series> series, ToDoubleFunction<Point> coordinate) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(coordinate);
  }
}
