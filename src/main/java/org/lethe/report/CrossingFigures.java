package org.lethe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.report.Figures.Gallery;
import org.lethe.report.Figures.View;
import org.lethe.results.CrossingDefinition;
import org.lethe.results.CrossingRow;
import org.lethe.results.CurveKey;
import org.lethe.results.VariantAxis;

/** Figures of the budgets at which the study's metric is halved. */
final class CrossingFigures {
  private final Findings findings;
  private final PanelSeries lines;

  CrossingFigures(Findings findings) {
    this.findings = findings;
    this.lines = new PanelSeries(findings);
  }

  /** One figure: a point for each rule and panel; nothing where there is one panel. */
  Optional<Gallery> byPanel() {
    if (findings.panels().size() < 2
        || findings.definition().isEmpty()
        || findings.primary().isEmpty()) {
      return Optional.empty();
    }
    CrossingDefinition definition = findings.definition().get();
    String title = share();
    List<String> rules = findings.palette().rules();
    List<Series> series = new ArrayList<>();
    for (String rule : rules) {
      List<Point> points = new ArrayList<>();
      for (int p = 0; p < findings.panels().size(); p++) {
        double place = p + 0.6 * ((rules.indexOf(rule) + 0.5) / rules.size() - 0.5);
        for (CurveKey curve : findings.panels().get(p).curves()) {
          if (curve.scorer().equals(rule)) {
            findings
                .crossing(curve, definition)
                .flatMap(CrossingRow::budget)
                .ifPresent(budget -> points.add(Point.crossing(place, budget)));
          }
        }
      }
      if (!points.isEmpty()) {
        series.add(lines.of(rule, points));
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    series.sort(Comparator.comparing(Series::emphasised));
    Figure figure =
        new Figure(
            "crossings",
            "Where " + findings.study().primaryMetric() + " is halved (" + definition.word() + ")",
            title + ", for each rule and panel; a rule that never gets there has no point.",
            Look.POINTS,
            Axis.categories("", findings.panels().stream().map(Panel::title).toList()),
            Axis.ofShares(title),
            List.of(),
            series);
    return Optional.of(
        new Gallery(
            "halving",
            "How much must go",
            "The budget at which "
                + findings.study().primaryMetric()
                + " is halved ("
                + definition.word()
                + "), with 95 % intervals over the seeds that got there. Lower is better; no point"
                + " means that no seed got there.",
            List.of(new View("crossings", List.of(figure)))));
  }

  /**
   * Where variants differ in one number only, the crossings against it; a view for each reading of
   * "halved", the answer's first.
   */
  Optional<Gallery> byNumber() {
    if (findings.definition().isEmpty() || findings.study().axes().isEmpty()) {
      return Optional.empty();
    }
    CrossingDefinition headline = findings.definition().get();
    List<View> views =
        Stream.concat(
                Stream.of(headline),
                Arrays.stream(CrossingDefinition.values()).filter(other -> other != headline))
            .map(definition -> new View(definition.word(), byNumber(definition)))
            .filter(view -> !view.figures().isEmpty())
            .toList();
    return Optional.of(
        new Gallery(
            "numbers",
            "What a number changes",
            "The budget at which "
                + findings.study().primaryMetric()
                + " is halved, against a number in which variants differ while everything else is"
                + " equal; ticks are the values that were run. Where they span a factor of ten the"
                + " axis is logarithmic, or in square roots if zero is among them.",
            views));
  }

  private List<Figure> byNumber(CrossingDefinition definition) {
    Set<String> names = new HashSet<>();
    List<Figure> figures = new ArrayList<>();
    for (VariantAxis axis : findings.study().axes()) {
      List<CurveKey> curves =
          findings.panels().stream()
              .flatMap(panel -> panel.curves().stream())
              .filter(curve -> axis.values().containsKey(curve.variant()))
              .map(curve -> curve.withVariant(""))
              .distinct()
              .toList();
      List<Panel> groups = Panel.of(curves);
      boolean sameKey =
          findings.study().axes().stream().filter(a -> a.key().equals(axis.key())).count() > 1;
      for (Panel group : groups) {
        String title =
            (groups.size() > 1 ? group.title() + ": where " : "Where ")
                + findings.study().primaryMetric()
                + " is halved ("
                + definition.word()
                + "), by "
                + axis.title()
                + (sameKey ? " (" + String.join(", ", axis.values().keySet()) + ")" : "");
        String name =
            Panel.unique(
                Figures.name("number", group, axis.key() + "-" + definition.word()), names);
        byNumber(axis, group, definition, name, title).ifPresent(figures::add);
      }
    }
    return figures;
  }

  private Optional<Figure> byNumber(
      VariantAxis axis, Panel group, CrossingDefinition definition, String name, String title) {
    List<Map.Entry<String, Double>> places =
        axis.values().entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
    List<Series> series =
        lines.of(
            group,
            curve ->
                places.stream()
                    .flatMap(
                        place ->
                            findings
                                .crossing(curve.withVariant(place.getKey()), definition)
                                .flatMap(CrossingRow::budget)
                                .map(budget -> Point.crossing(place.getValue(), budget))
                                .stream())
                    .toList());
    if (series.isEmpty()) {
      return Optional.empty();
    }
    boolean bare = axis.unit().isEmpty() || axis.unit().equals("fraction");
    return Optional.of(
        new Figure(
            name,
            title,
            share()
                + " ("
                + definition.word()
                + ") against "
                + axis.title()
                + " ("
                + axis.key()
                + "), one line a rule; a rule that never gets there has no point.",
            Look.LINE,
            Axis.at(
                axis.title() + (bare ? "" : ", " + axis.unit()),
                Form.of(axis.unit()),
                places.stream().mapToDouble(Map.Entry::getValue).toArray()),
            Axis.holding(share(), Form.PERCENT, PanelSeries.extent(series, List.of())),
            List.of(),
            series));
  }

  private String share() {
    return "share of p1 at which " + findings.study().primaryMetric() + " is halved";
  }
}
