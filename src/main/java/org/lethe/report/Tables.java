package org.lethe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lethe.results.CostRow;
import org.lethe.results.CrossingDefinition;
import org.lethe.results.CrossingRow;
import org.lethe.results.CurveFact;
import org.lethe.results.CurveKey;
import org.lethe.results.Estimate;
import org.lethe.results.SummaryRow;
import org.lethe.results.TargetRecord;
import org.lethe.results.TrialRecord;
import org.lethe.results.Verdict;

/** The tables of a study. */
final class Tables {

  /** Budgets of the tables for a paper, where there are too many for one column each. */
  private static final double[] SHOWN = {0, 0.25, 0.5, 0.75, 0.9, 1};

  private static final int MOST_COLUMNS = 8;

  private static final String SEEDS =
      " Mean ± half-width of the 95 % interval over seeds; (reached/seeds) where not all got"
          + " there.";

  private final Findings findings;
  private final boolean severalPanels;

  Tables(Findings findings) {
    this.findings = findings;
    this.severalPanels = findings.panels().size() > 1;
  }

  /** All tables that have rows. */
  List<Table> all() {
    List<Table> tables = new ArrayList<>();
    tables.add(expectations());
    tables.add(FailureTable.of(findings.records().failures()));
    tables.add(UnlearningTable.of(findings));
    tables.add(crossings());
    tables.addAll(TargetTables.of(findings.summary().targets()));
    findings.primary().ifPresent(measure -> tables.add(budgets("forgetting", measure)));
    findings.retained().ifPresent(measure -> tables.add(budgets("retaining", measure)));
    findings.primary().ifPresent(measure -> tables.add(differences("differences", measure)));
    findings
        .retained()
        .ifPresent(measure -> tables.add(differences("differences-retained", measure)));
    tables.add(new AgreementFigures(findings).table());
    tables.add(facts());
    tables.add(cost());
    return tables.stream().filter(table -> !table.isEmpty()).toList();
  }

  /** Printed numbers held against ours, failures first. */
  Table expectations() {
    List<Column> columns =
        List.of(
            Column.text("verdict", "verdict"),
            Column.text("variant", "variant"),
            Column.text("rule", "rule"),
            Column.text("learner", "learner"),
            Column.text("unlearner", "unlearner"),
            Column.text("metric", "metric"),
            Column.text("definition", "what of it"),
            Column.number("printed", "printed, %"),
            Column.number("tolerance", "tolerance, %"),
            Column.estimate("measured", "measured, %"),
            Column.text("reason", "reason"),
            Column.text("source", "printed in"));
    List<List<Cell>> rows = new ArrayList<>();
    for (Verdict verdict : findings.summary().verdicts()) {
      rows.add(
          List.of(
              new Cell.Text(verdict.outcome().word()),
              new Cell.Text(verdict.expectation().variant()),
              new Cell.Text(verdict.expectation().scorer()),
              new Cell.Text(
                  verdict.curve().map(CurveKey::learner).orElse(verdict.expectation().learner())),
              new Cell.Text(verdict.expectation().unlearner()),
              new Cell.Text(verdict.expectation().metric()),
              new Cell.Text(verdict.expectation().asked()),
              new Cell.Value(verdict.expectation().value(), Form.PERCENT),
              new Cell.Value(verdict.expectation().tolerance(), Form.PERCENT),
              new Cell.Measured(verdict.measured(), Form.PERCENT, verdict.n()),
              new Cell.Text(verdict.reason()),
              new Cell.Text(verdict.expectation().source())));
    }
    return new Table(
        "expectations",
        "Printed numbers against ours, failures first; budgets as a share of p1." + SEEDS,
        columns,
        rows);
  }

  /** Where each rule halves the primary metric, by each reading of "halved". */
  Table crossings() {
    Set<CrossingDefinition> asked = new LinkedHashSet<>();
    for (CrossingDefinition definition : CrossingDefinition.values()) {
      if (findings.panels().stream()
          .flatMap(panel -> panel.curves().stream())
          .anyMatch(curve -> findings.crossing(curve, definition).isPresent())) {
        asked.add(definition);
      }
    }
    List<Column> columns = new ArrayList<>(labels());
    for (CrossingDefinition definition : asked) {
      columns.add(Column.estimate(field(definition.word()), definition.word() + ", %"));
    }
    Optional<CrossingDefinition> headline = findings.definition();
    Column saved = Column.estimate("earlier", "earlier than random, %");
    boolean compared =
        headline.isPresent()
            && findings.panels().stream()
                .flatMap(panel -> panel.curves().stream())
                .anyMatch(curve -> findings.saving(curve, headline.get()).isPresent());
    if (compared) {
      columns.add(saved);
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Panel panel : findings.panels()) {
      for (CurveKey curve : earliestFirst(panel)) {
        List<Cell> row = new ArrayList<>(labels(panel, curve));
        for (CrossingDefinition definition : asked) {
          row.add(
              findings
                  .crossing(curve, definition)
                  .<Cell>map(c -> new Cell.Measured(c.budget(), Form.PERCENT, c.n()))
                  .orElse(Cell.Absent.in(saved)));
        }
        if (compared) {
          row.add(
              findings
                  .saving(curve, headline.orElseThrow())
                  .<Cell>map(s -> new Cell.Measured(s.saved(), Form.PERCENT, s.n()))
                  .orElse(Cell.Absent.in(saved)));
        }
        rows.add(row);
      }
    }
    return new Table(
        "crossings",
        "Share of p1 at which "
            + findings.study().primaryMetric()
            + " on forget-test is halved, by each reading of halved."
            + SEEDS,
        columns,
        asked.isEmpty() ? List.of() : rows);
  }

  /** The rules of a panel by where they cross, those that never do last. */
  private List<CurveKey> earliestFirst(Panel panel) {
    List<CurveKey> curves = inOrder(panel.curves());
    findings
        .definition()
        .ifPresent(
            definition ->
                curves.sort(
                    Comparator.comparingDouble(
                        curve ->
                            findings
                                .crossing(curve, definition)
                                .flatMap(CrossingRow::budget)
                                .map(Estimate::mean)
                                .orElse(Double.POSITIVE_INFINITY))));
    return curves;
  }

  private Table budgets(String name, Measure measure) {
    return overBudgets(
        name,
        measure.title()
            + percent(measure)
            + ", after "
            + Removal.of(findings.panels()).present()
            + " a share of p1."
            + SEEDS,
        measure,
        (curve, budget) ->
            findings.rows(curve, measure).stream()
                .filter(row -> same(row.budget(), budget))
                .map(row -> row.estimate())
                .findFirst());
  }

  private Table differences(String name, Measure measure) {
    return overBudgets(
        name,
        measure.words()
            + percent(measure)
            + ": this rule minus random at the same budget, paired by seed."
            + SEEDS,
        measure,
        (curve, budget) ->
            findings.paired(curve, measure).stream()
                .filter(row -> same(row.budget(), budget))
                .map(row -> row.difference())
                .findFirst());
  }

  /** One column a budget; budgets that were not run have none. */
  private Table overBudgets(
      String name,
      String caption,
      Measure measure,
      BiFunction<CurveKey, Double, Optional<Estimate>> value) {
    double[] there = columnBudgets(value);
    List<Column> columns = new ArrayList<>(labels());
    for (double budget : there) {
      String percent = Form.significant(100 * budget, 3);
      columns.add(Column.estimate("at_" + percent, percent + " % of p1"));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Panel panel : findings.panels()) {
      for (CurveKey curve : inOrder(panel.curves())) {
        List<Cell> cells =
            IntStream.range(0, there.length)
                .mapToObj(
                    i ->
                        value
                            .apply(curve, there[i])
                            .<Cell>map(e -> Cell.Measured.of(e, measure.form()))
                            .orElse(Cell.Absent.in(columns.get(columns.size() - 1))))
                .toList();
        if (cells.stream().anyMatch(cell -> !(cell instanceof Cell.Absent))) {
          rows.add(Stream.concat(labels(panel, curve).stream(), cells.stream()).toList());
        }
      }
    }
    return new Table(name, caption, columns, rows);
  }

  /** All budgets with a value if they fit into a table, else the usual ones among them. */
  private double[] columnBudgets(BiFunction<CurveKey, Double, Optional<Estimate>> value) {
    double[] measured =
        findings.summary().rows().stream()
            .mapToDouble(SummaryRow::budget)
            .sorted()
            .distinct()
            .filter(
                budget ->
                    findings.panels().stream()
                        .flatMap(panel -> panel.curves().stream())
                        .anyMatch(curve -> value.apply(curve, budget).isPresent()))
            .toArray();
    return measured.length <= MOST_COLUMNS
        ? measured
        : Arrays.stream(SHOWN)
            .filter(budget -> Arrays.stream(measured).anyMatch(there -> same(budget, there)))
            .toArray();
  }

  /** Whole curves in a few numbers. */
  private Table facts() {
    if (findings.primary().isEmpty()) {
      return new Table("curve-facts", "", labels(), List.of());
    }
    Measure primary = findings.primary().get();
    List<Column> columns = new ArrayList<>(labels());
    Column area = Column.estimate("area", "area under " + primary.metric() + percent(primary));
    columns.add(area);
    Optional<Measure> retained = findings.retained();
    retained.ifPresent(
        measure -> {
          columns.add(
              Column.estimate(
                  "largest_loss", "largest loss of " + measure.words() + percent(measure)));
          columns.add(Column.number("at_budget", "at budget, %"));
        });
    List<List<Cell>> rows = new ArrayList<>();
    for (Panel panel : findings.panels()) {
      for (CurveKey curve : inOrder(panel.curves())) {
        List<Cell> row = new ArrayList<>(labels(panel, curve));
        row.add(
            findings
                .fact(curve, primary)
                .flatMap(CurveFact::area)
                .<Cell>map(e -> Cell.Measured.of(e, primary.form()))
                .orElse(Cell.Absent.in(area)));
        retained.ifPresent(
            measure -> {
              Optional<CurveFact.LargestLoss> loss =
                  findings.fact(curve, measure).flatMap(CurveFact::largestLoss);
              row.add(
                  loss.<Cell>map(l -> Cell.Measured.of(l.loss(), measure.form()))
                      .orElse(Cell.Absent.in(area)));
              row.add(
                  loss.<Cell>map(l -> new Cell.Value(l.budget(), Form.PERCENT))
                      .orElse(new Cell.Text("")));
            });
        rows.add(row);
      }
    }
    return new Table(
        "curve-facts",
        "Whole curves: the area under "
            + primary.words()
            + " over the budget, and how much the retained side loses where it is worst."
            + SEEDS,
        columns,
        rows);
  }

  /** Seconds of each phase; the only table that differs between equal runs. */
  private Table cost() {
    List<CostRow> costs = findings.summary().cost();
    List<String> phases =
        costs.stream()
            .map(CostRow::phase)
            .distinct()
            .sorted(Comparator.comparingInt(Tables::rank).thenComparing(Function.identity()))
            .toList();
    List<Column> columns = new ArrayList<>(labels());
    for (String phase : phases) {
      columns.add(Column.number(field(phase) + "_mean_seconds", phase + ", s a trial"));
      columns.add(Column.number(field(phase) + "_seconds", phase + ", s in all"));
      if (measured(costs, phase)) {
        columns.add(Column.number(field(phase) + "_peak_gb", phase + ", GB at most"));
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (CurveKey curve : costs.stream().map(CostRow::curve).distinct().sorted().toList()) {
      Optional<Panel> panel =
          findings.panels().stream()
              .filter(candidate -> candidate.key().equals(curve.withScorer("")))
              .findFirst();
      if (panel.isEmpty()) {
        continue; // searched budgets alone are here, and not a trial that the page could show
      }
      List<Cell> row = new ArrayList<>(labels(panel.get(), curve));
      for (String phase : phases) {
        Optional<CostRow> cost =
            costs.stream()
                .filter(c -> c.curve().equals(curve) && c.phase().equals(phase))
                .findFirst();
        row.add(
            cost.<Cell>map(c -> new Cell.Value(c.mean(), Form.NUMBER)).orElse(new Cell.Text("")));
        row.add(
            cost.<Cell>map(c -> new Cell.Value(c.seconds(), Form.NUMBER))
                .orElse(new Cell.Text("")));
        if (measured(costs, phase)) {
          row.add(
              cost.filter(c -> c.peakBytes().isPresent())
                  .<Cell>map(c -> new Cell.Value(c.peakBytes().getAsLong() / 1e9, Form.NUMBER))
                  .orElse(new Cell.Text("")));
        }
      }
      rows.add(row);
    }
    boolean memory = phases.stream().anyMatch(phase -> measured(costs, phase));
    return new Table(
        "cost",
        "Seconds of each phase, a trial and in all"
            + (phases.contains(TargetRecord.SEARCH) ? " (search: a searched budget). " : ". ")
            + TrialRecord.SHARED_SCORER
            + " are the ends of the curves, which all rules share."
            + (memory
                ? " GB (10⁹ bytes) are the most in use in this phase of any trial: on a card its"
                    + " arrays, else the whole process, with the trials beside it."
                : ""),
        columns,
        rows);
  }

  /** Whether memory was counted in a phase. */
  private static boolean measured(List<CostRow> costs, String phase) {
    return costs.stream().anyMatch(c -> c.phase().equals(phase) && c.peakBytes().isPresent());
  }

  /** The numbers of a figure, for a file beside it. */
  static Table numbersOf(Figure figure) {
    boolean curve = figure.look() == Figure.Look.CURVE;
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("rule", "rule"));
    boolean single = figure.look() == Figure.Look.LINE || figure.look() == Figure.Look.SCATTER;
    if (figure.look().hasNames()) {
      columns.add(Column.text("panel", "panel"));
    } else if (!single) {
      columns.add(Column.number("budget", "budget"));
    }
    if (figure.look() == Figure.Look.PATH || single) {
      columns.add(Column.number("x", figure.x().title()));
    }
    columns.add(Column.number(curve ? "value" : "y", figure.y().title()));
    columns.add(Column.number("ci_low", "interval from"));
    columns.add(Column.number("ci_high", "to"));
    columns.add(Column.number("n", "n"));
    List<List<Cell>> rows = new ArrayList<>();
    for (Figure.Series series : figure.series()) {
      for (Figure.Point point : series.points()) {
        List<Cell> row = new ArrayList<>();
        row.add(new Cell.Text(series.rule()));
        if (figure.look().hasNames()) {
          row.add(new Cell.Text(figure.x().ticks().get((int) Math.round(point.x())).label()));
        } else if (!single) {
          row.add(new Cell.Value(point.budget(), Form.PERCENT));
        }
        if (figure.look() == Figure.Look.PATH || single) {
          row.add(new Cell.Value(point.x(), figure.x().form()));
        }
        row.add(new Cell.Value(point.y(), figure.y().form()));
        row.add(end(point, Figure.Interval::low, figure));
        row.add(end(point, Figure.Interval::high, figure));
        row.add(new Cell.Count(point.n()));
        rows.add(row);
      }
    }
    return new Table(figure.name(), figure.description(), columns, rows);
  }

  private static Cell end(
      Figure.Point point, ToDoubleFunction<Figure.Interval> which, Figure figure) {
    return point
        .interval()
        .<Cell>map(i -> new Cell.Value(which.applyAsDouble(i), figure.y().form()))
        .orElse(new Cell.Text(""));
  }

  private List<Column> labels() {
    return severalPanels
        ? List.of(Column.text("panel", "panel"), Column.text("rule", "rule"))
        : List.of(Column.text("rule", "rule"));
  }

  private List<Cell> labels(Panel panel, CurveKey curve) {
    Cell rule = new Cell.Text(curve.scorer());
    return severalPanels ? List.of(new Cell.Text(panel.title()), rule) : List.of(rule);
  }

  /** As legends have them: random, the floor, first. */
  private List<CurveKey> inOrder(List<CurveKey> curves) {
    List<String> rules = findings.palette().rules();
    List<CurveKey> sorted = new ArrayList<>(curves);
    sorted.sort(Comparator.comparingInt(curve -> rules.indexOf(curve.scorer())));
    return sorted;
  }

  private static String percent(Measure measure) {
    return measure.form() == Form.PERCENT ? ", in %" : "";
  }

  private static String field(String words) {
    return words.replace('-', '_');
  }

  private static boolean same(double budget, double other) {
    return Math.abs(budget - other) < 1e-9;
  }

  private static int rank(String phase) {
    int known = List.of("score", "train", "evaluate", TargetRecord.SEARCH).indexOf(phase);
    return known < 0 ? Integer.MAX_VALUE : known;
  }
}
