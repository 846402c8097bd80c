package org.lethe.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.report.Figures.Gallery;
import org.lethe.report.Figures.View;
import org.lethe.results.CostCurve;
import org.lethe.results.CurveKey;

/** What forgetting costs against how much is forgotten, one line an unlearner. */
final class CostFigures {
  /** Of the gallery; its lines have a legend of their own. */
  static final String ID = "unlearning-cost";

  private static final String X = "share of p1 to be forgotten";
  private static final String Y = "seconds of wall time";

  private final Map<CurveKey, List<CostCurve>> groups = new LinkedHashMap<>();
  private final List<String> unlearners;
  private final Palette palette;

  CostFigures(Findings findings) {
    List<CostCurve> curves = CostCurve.of(findings.records().trials());
    unlearners = curves.stream().map(curve -> curve.curve().unlearner()).distinct().toList();
    palette = findings.palette().with(unlearners);
    for (CostCurve curve : curves) {
      groups.computeIfAbsent(curve.curve().withUnlearner(""), key -> new ArrayList<>()).add(curve);
    }
  }

  /** The unlearners, as lines are named. */
  List<String> unlearners() {
    return unlearners;
  }

  /** The rules' styles, and those of unlearners. */
  Palette palette() {
    return palette;
  }

  /** A figure for all unlearners of the same data, encoder and learner; nothing for one alone. */
  Optional<Gallery> gallery() {
    if (unlearners.size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        new Gallery(
            ID,
            "What forgetting costs",
            "Seconds of wall time to make a model that has forgotten so much of p1, with 95 %"
                + " bands over seeds: training again, or all that an unlearner does, masks and"
                + " curvatures included; rankings, references and evaluation are not. Trials that"
                + " ran side by side, or beside other programs, took longer than alone.",
            List.of(
                new View(
                    "seconds", Panel.of(groups.keySet()).stream().map(this::figure).toList()))));
  }

  private Figure figure(Panel panel) {
    List<Series> series = new ArrayList<>();
    for (CostCurve curve : groups.getOrDefault(panel.key(), List.of())) {
      String unlearner = curve.curve().unlearner();
      series.add(
          new Series(
              unlearner,
              palette.of(unlearner),
              true,
              curve.places().stream()
                  .map(place -> Point.of(place.budget(), place.seconds()))
                  .toList()));
    }
    // an interval by Student's t may reach below nothing, but no time does
    DoubleStream extent = PanelSeries.extent(series, List.of()).map(y -> Math.max(0, y));
    return new Figure(
        Figures.name("cost", panel, ""),
        panel.title() + ": what forgetting costs",
        Y + " against the " + X + ", one line an unlearner.",
        Look.CURVE,
        Axis.ofShares(X),
        Axis.holding(Y, Form.NUMBER, extent),
        List.of(),
        series);
  }
}
