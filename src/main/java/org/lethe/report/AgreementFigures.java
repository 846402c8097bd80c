package org.lethe.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.report.Figures.Gallery;
import org.lethe.report.Figures.View;
import org.lethe.results.RankingAgreement;
import org.lethe.results.RankingAgreement.Overlap;

/** Whether rules choose the same samples in two feature spaces: a figure a pair, and one table. */
final class AgreementFigures {
  /** The table, and the gallery. */
  static final String NAME = "agreement";

  private static final double[] SHOWN = {0.25, 0.5, 0.75};

  private final Findings findings;
  private final List<RankingAgreement> agreements;

  AgreementFigures(Findings findings) {
    this.findings = findings;
    this.agreements = findings.agreements();
  }

  /** A figure for each pair of variants, where there are such records. */
  Optional<Gallery> gallery() {
    Map<String, List<RankingAgreement>> byPair = new LinkedHashMap<>();
    for (RankingAgreement each : agreements) {
      byPair
          .computeIfAbsent(each.first() + " and " + each.second(), pair -> new ArrayList<>())
          .add(each);
    }
    List<Figure> figures = new ArrayList<>();
    byPair.forEach((pair, rules) -> figures.add(figure(pair, rules)));
    return figures.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Gallery(
                NAME,
                "Do feature spaces choose the same samples?",
                "Of the samples that a rule selects in either of two feature spaces, the share that"
                    + " it selects in both (Jaccard), with 95 % bands over seeds. Dotted: two"
                    + " random choices of that size.",
                List.of(new View("overlap of what is selected", figures))));
  }

  private Figure figure(String pair, List<RankingAgreement> rules) {
    List<Series> series = new ArrayList<>();
    for (RankingAgreement rule : rules) {
      List<Point> points = new ArrayList<>();
      rule.overlaps().forEach(o -> points.add(Point.of(o.budget(), o.jaccard())));
      series.add(
          new Series(
              rule.scorer(),
              findings.palette().of(rule.scorer()),
              findings.emphasised().contains(rule.scorer()),
              points));
    }
    List<Overlap> any = rules.get(0).overlaps();
    Guide chance =
        new Guide(
            Guide.Kind.LAW,
            "two random choices",
            Optional.empty(),
            any.stream().mapToDouble(Overlap::budget).toArray(),
            any.stream().mapToDouble(Overlap::chance).toArray());
    return new Figure(
        Panel.slug(NAME + "-" + pair),
        pair + ": overlap of what is selected",
        "Jaccard overlap of the removal sets in two feature spaces against the budget, one line a"
            + " rule.",
        Look.CURVE,
        Axis.ofShares("share of p1 selected"),
        Axis.holding(
            "selected in both, of those selected in either, %",
            Form.PERCENT, DoubleStream.of(0, 1)),
        List.of(chance),
        series);
  }

  /** One row a rule and pair. */
  Table table() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("first", "feature space"));
    columns.add(Column.text("second", "and"));
    columns.add(Column.text("rule", "rule"));
    columns.add(Column.estimate("kendall", "Kendall's τ"));
    for (double budget : SHOWN) {
      long percent = Math.round(100 * budget);
      columns.add(Column.estimate("jaccard_" + percent, "in both at " + percent + " %, %"));
      columns.add(Column.number("chance_" + percent, "by chance, %"));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (RankingAgreement each : agreements) {
      List<Cell> row = new ArrayList<>();
      row.add(new Cell.Text(each.first()));
      row.add(new Cell.Text(each.second()));
      row.add(
          new Cell.Text(
              each.learner().isEmpty() ? each.scorer() : each.scorer() + " of " + each.learner()));
      row.add(Cell.Measured.of(each.kendall(), Form.NUMBER));
      for (double budget : SHOWN) {
        Overlap overlap =
            each.overlaps().stream()
                .filter(o -> Math.abs(o.budget() - budget) < 1e-9)
                .findFirst()
                .orElseThrow();
        row.add(Cell.Measured.of(overlap.jaccard(), Form.PERCENT));
        row.add(new Cell.Value(overlap.chance(), Form.PERCENT));
      }
      rows.add(row);
    }
    return new Table(
        NAME,
        "Whether a rule chooses the same samples in two feature spaces. Mean ± half-width of the"
            + " 95 % interval over seeds; the share of samples that are selected in both, of those"
            + " selected in either, at three budgets.",
        columns,
        rows);
  }
}
