package org.lethe.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lethe.results.CurveKey;
import org.lethe.results.Direction;
import org.lethe.results.Estimate;
import org.lethe.results.Statistics;
import org.lethe.results.SummaryRow;
import org.lethe.results.TrialRecord;

/**
 * Unlearners beside each other as the field's tables have them (SalUn, ICLR 2024, table 1): UA, RA,
 * TA, MIA, the average gap to the retrained model, and the seconds of the method alone. One row for
 * each removal set and unlearner, the retrained model first. Nothing for studies that only retrain.
 */
final class UnlearningTable {
  static final String NAME = "unlearning";

  private static final String RETRAIN = "retrain";

  private static final Measure UNLEARNING = fraction("unlearning-accuracy", "forget-deleted");

  /** The field's four. */
  private static final List<Measure> FOUR =
      List.of(
          UNLEARNING,
          fraction("accuracy", "retain-train"),
          fraction("accuracy", "retain-test"),
          fraction("mia-confidence", "forget-deleted"));

  private static final List<String> FOUR_WORDS = List.of("UA", "RA", "TA", "MIA");
  private static final Measure GAP = fraction("average-gap-to-retrain-selected", "all");
  private static final Measure TUG_OF_WAR = fraction("tug-of-war-to-retrain-selected", "all");

  private final Findings findings;
  private final Map<CurveKey, Map<Double, List<Double>>> seconds = new LinkedHashMap<>();

  /**
   * One row.
   *
   * @param curve where its numbers are
   * @param budget above 0
   */
  private record Entry(CurveKey curve, double budget) {

    /** At the end of a curve the forget set is all of p1, whatever the rule. */
    String rule() {
      return budget == 1 ? TrialRecord.SHARED_SCORER : curve.scorer();
    }

    CurveKey recorded() {
      return curve.withScorer(rule());
    }

    /** All that unlearners of one removal set share. */
    CurveKey removal() {
      CurveKey c = recorded();
      return new CurveKey(
          c.dataset(), c.variant(), c.encoder(), c.scorer(), c.learner(), "", c.engine());
    }
  }

  private UnlearningTable(Findings findings) {
    this.findings = findings;
    for (TrialRecord trial : findings.records().trials()) {
      seconds
          .computeIfAbsent(CurveKey.of(trial.key()), key -> new LinkedHashMap<>())
          .computeIfAbsent(trial.key().budget(), budget -> new ArrayList<>())
          .add(trial.secondsOfMethod());
    }
  }

  /** The table; without rows where every model was retrained. */
  static Table of(Findings findings) {
    return new UnlearningTable(findings).table();
  }

  private static Measure fraction(String metric, String split) {
    return new Measure(metric, split, "fraction", Direction.NEITHER);
  }

  private Table table() {
    List<Entry> entries = entries();
    boolean unlearns = entries.stream().anyMatch(e -> !e.curve.unlearner().equals(RETRAIN));
    boolean severalSettings = entries.stream().map(e -> setting(e.curve)).distinct().count() > 1;
    boolean severalRules = entries.stream().map(Entry::rule).distinct().count() > 1;

    List<Column> columns = new ArrayList<>();
    if (severalSettings) {
      columns.add(Column.text("setting", "setting"));
    }
    if (severalRules) {
      columns.add(Column.text("rule", "rule"));
    }
    columns.add(Column.number("budget", "forget set, % of p1"));
    columns.add(Column.text("unlearner", "unlearner"));
    FOUR_WORDS.forEach(
        word -> columns.add(Column.estimate(word.toLowerCase(Locale.ROOT), word + ", %")));
    columns.add(Column.estimate("average_gap", "average gap, %"));
    columns.add(Column.number("gap_of_means", "gap of means, %"));
    columns.add(Column.estimate("tug_of_war", "ToW, %"));
    columns.add(Column.estimate("seconds", "time, s"));

    List<List<Cell>> rows = new ArrayList<>();
    for (Entry entry : unlearns ? entries : List.<Entry>of()) {
      List<Cell> row = new ArrayList<>();
      if (severalSettings) {
        row.add(new Cell.Text(setting(entry.curve)));
      }
      if (severalRules) {
        row.add(new Cell.Text(entry.rule()));
      }
      row.add(new Cell.Value(entry.budget, Form.PERCENT));
      row.add(new Cell.Text(entry.curve.unlearner()));
      FOUR.forEach(measure -> row.add(cell(entry, measure)));
      row.add(cell(entry, GAP));
      row.add(
          gapOfMeans(entry, entries)
              .<Cell>map(gap -> new Cell.Value(gap, Form.PERCENT))
              .orElse(new Cell.Text("")));
      row.add(cell(entry, TUG_OF_WAR));
      row.add(Cell.Measured.of(Statistics.estimate(secondsOf(entry)), Form.NUMBER));
      rows.add(row);
    }
    return new Table(
        NAME,
        "Unlearners beside retraining without the forget set, as the field's tables have them. UA:"
            + " error on the forget set; RA, TA: accuracy on retained training and test samples;"
            + " MIA: share of the forget set that an attack takes for never seen."
            + " Closer to retrain is better. Average gap: mean of the four distances to it, seed by"
            + " seed; gap of means: the same of the means over seeds, as published tables print it."
            + " ToW: 100 % is retrain's. Time: of the method alone. "
            + TrialRecord.SHARED_SCORER
            + ": the forget set is all of p1, whatever the rule. Mean ± half-width of the 95 %"
            + " interval over seeds.",
        columns,
        rows);
  }

  /** Removal sets in the order of panels and budgets, and in each the retrained model first. */
  private List<Entry> entries() {
    Map<List<Object>, Entry> distinct = new LinkedHashMap<>();
    for (Panel panel : findings.panels()) {
      for (CurveKey curve : panel.curves()) {
        for (SummaryRow row : findings.rows(curve, UNLEARNING)) {
          Entry entry = new Entry(curve, row.budget());
          distinct.putIfAbsent(List.of(entry.recorded(), row.budget()), entry);
        }
      }
    }
    return distinct.values().stream()
        .sorted(
            Comparator.comparing((Entry e) -> setting(e.curve))
                .thenComparingDouble(Entry::budget)
                .thenComparing(Entry::removal)
                .thenComparing(e -> !e.curve.unlearner().equals(RETRAIN))
                .thenComparing(e -> e.curve.unlearner()))
        .toList();
  }

  /** What tells the settings of a study apart, unlearners and rules aside. */
  private String setting(CurveKey curve) {
    List<CurveKey> all = findings.panels().stream().map(Panel::key).toList();
    return String.join(
        ", ",
        Stream.<Function<CurveKey, String>>of(
                CurveKey::dataset,
                CurveKey::variant,
                CurveKey::encoder,
                CurveKey::learner,
                CurveKey::engine)
            .filter(part -> all.stream().map(part).distinct().count() > 1)
            .map(part -> part.apply(curve))
            .filter(word -> !word.isBlank())
            .toList());
  }

  private Optional<Estimate> estimate(Entry entry, Measure measure) {
    return findings.rows(entry.curve, measure).stream()
        .filter(row -> row.budget() == entry.budget)
        .map(SummaryRow::estimate)
        .findFirst();
  }

  private Cell cell(Entry entry, Measure measure) {
    return estimate(entry, measure)
        .<Cell>map(e -> Cell.Measured.of(e, Form.PERCENT))
        .orElse(Cell.Absent.in(Column.estimate("", "")));
  }

  /** Of the four means from retrain's; empty without it, or where seeds are missing. */
  private Optional<Double> gapOfMeans(Entry entry, List<Entry> entries) {
    Optional<Entry> retrained =
        entries.stream()
            .filter(e -> e.curve.unlearner().equals(RETRAIN))
            .filter(e -> e.budget == entry.budget && e.removal().equals(entry.removal()))
            .findFirst();
    if (retrained.isEmpty()) {
      return Optional.empty();
    }
    double sum = 0;
    for (Measure measure : FOUR) {
      Optional<Estimate> own = estimate(entry, measure);
      Optional<Estimate> reference = estimate(retrained.get(), measure);
      if (own.isEmpty() || reference.isEmpty() || own.get().n() != reference.get().n()) {
        return Optional.empty();
      }
      sum += Math.abs(own.get().mean() - reference.get().mean());
    }
    return Optional.of(sum / FOUR.size());
  }

  private double[] secondsOf(Entry entry) {
    return seconds
        .getOrDefault(entry.recorded(), Map.of())
        .getOrDefault(entry.budget, List.of())
        .stream()
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray();
  }
}
