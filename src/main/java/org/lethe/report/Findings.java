package org.lethe.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lethe.results.CrossingDefinition;
import org.lethe.results.CrossingRow;
import org.lethe.results.CurveFact;
import org.lethe.results.CurveKey;
import org.lethe.results.Direction;
import org.lethe.results.Expectation;
import org.lethe.results.PairedRow;
import org.lethe.results.RankingAgreement;
import org.lethe.results.Records;
import org.lethe.results.SavingRow;
import org.lethe.results.Study;
import org.lethe.results.Summary;
import org.lethe.results.SummaryRow;
import org.lethe.results.TrialRecord;

/**
 * What the records of one study say, arranged for figures and tables: everything looked up once.
 * Not thread-safe.
 */
final class Findings {

  private static final String RETAIN_TEST = "retain-test";

  /** Up to this many rules all stand out; with more, only those that the question is about. */
  private static final int FEW_RULES = 4;

  private record Line(CurveKey curve, String metric, String split) {}

  private final Study study;
  private final Summary summary;
  private final List<Panel> panels;
  private final Palette palette;
  private final Map<Line, List<SummaryRow>> rows;
  private final Map<Measure, Map<CurveKey, List<PairedRow>>> paired = new HashMap<>();
  private final List<CrossingRow> crossings;
  private final List<SavingRow> savings;
  private final List<CurveFact> facts;
  private final List<Measure> measures;
  private final Optional<CrossingDefinition> definition;
  private final Set<String> emphasised;
  private final List<RankingAgreement> agreements;

  private Findings(Summary summary) {
    this.study = summary.study();
    this.summary = summary;
    this.panels = Panel.of(summary.rows().stream().map(SummaryRow::curve).distinct().toList());
    this.palette =
        Palette.of(
            panels.stream().flatMap(p -> p.curves().stream()).map(CurveKey::scorer).toList());
    this.rows = grouped(summary.rows(), row -> new Line(row.curve(), row.metric(), row.split()));
    this.crossings = summary.crossings();
    this.savings = summary.savings();
    this.facts = summary.facts();
    this.measures = measures(study, summary.rows());
    this.definition = definition(study, crossings);
    this.emphasised = emphasise();
    List<String> rules = palette.rules();
    this.agreements =
        summary.agreements().stream()
            .filter(each -> rules.contains(each.scorer())) // an order is kept before its trials are
            .toList();
  }

  static Findings of(Study study, Records records) {
    return of(Summary.of(study, records));
  }

  static Findings of(Summary summary) {
    return new Findings(summary);
  }

  Study study() {
    return study;
  }

  Summary summary() {
    return summary;
  }

  Records records() {
    return summary.records();
  }

  /** Whether feature spaces choose the same samples, where that was recorded. */
  List<RankingAgreement> agreements() {
    return agreements;
  }

  List<Panel> panels() {
    return panels;
  }

  Palette palette() {
    return palette;
  }

  /** The rules that stand out before the reader chooses. */
  Set<String> emphasised() {
    return emphasised;
  }

  /**
   * What is shown: the question first, what it costs second, then the other test metrics, then the
   * question on the deleted and on the kept training samples.
   */
  List<Measure> measures() {
    return measures;
  }

  /** The forget metric whose halving is the question; empty where nothing was measured. */
  Optional<Measure> primary() {
    return measures.stream().filter(this::isPrimary).findFirst();
  }

  /** The retained metric that is shown beside it. */
  Optional<Measure> retained() {
    return measures.stream().filter(this::isRetained).findFirst();
  }

  /**
   * The reading of "halved" that the answer uses: that of the printed numbers, if there are any.
   */
  Optional<CrossingDefinition> definition() {
    return definition;
  }

  /** One measure along one curve, ascending in budget. */
  List<SummaryRow> rows(CurveKey curve, Measure measure) {
    return rows.getOrDefault(new Line(curve, measure.metric(), measure.split()), List.of());
  }

  /** One measure along one curve against random deletion, ascending in budget. */
  List<PairedRow> paired(CurveKey curve, Measure measure) {
    return paired
        .computeIfAbsent(
            measure,
            asked ->
                summary.paired(asked.metric(), asked.split()).stream()
                    .collect(Collectors.groupingBy(PairedRow::curve)))
        .getOrDefault(curve, List.of());
  }

  /** Where a curve halves the primary metric. */
  Optional<CrossingRow> crossing(CurveKey curve, CrossingDefinition wanted) {
    return crossings.stream()
        .filter(row -> row.curve().equals(curve) && row.definition() == wanted)
        .filter(row -> row.metric().equals(study.primaryMetric()))
        .findFirst();
  }

  /** How much earlier than random deletion a curve halves the primary metric. */
  Optional<SavingRow> saving(CurveKey curve, CrossingDefinition wanted) {
    return savings.stream()
        .filter(row -> row.curve().equals(curve) && row.definition() == wanted)
        .filter(row -> row.metric().equals(study.primaryMetric()))
        .findFirst();
  }

  /** Area and largest retained loss of one measure along one curve. */
  Optional<CurveFact> fact(CurveKey curve, Measure measure) {
    return facts.stream()
        .filter(fact -> fact.curve().equals(curve))
        .filter(
            fact -> fact.metric().equals(measure.metric()) && fact.split().equals(measure.split()))
        .findFirst();
  }

  /**
   * The curve of a panel that is halved first, random deletion and controls aside: among those that
   * most seeds halved, the smallest mean budget.
   */
  Optional<CrossingRow> best(Panel panel) {
    return first(
        panel,
        rule ->
            !rule.equals(Summary.RANDOM)
                && !rule.equals(TrialRecord.SHARED_SCORER)
                && !isControl(rule));
  }

  /** The control of a panel that is halved first. */
  Optional<CrossingRow> control(Panel panel) {
    return first(panel, Findings::isControl);
  }

  /**
   * Whether a label is that of a rule turned round: {@code anti}, {@code anti-lr-cos}. It shows
   * what the order of a rule is worth, and nobody would delete by it.
   */
  private static boolean isControl(String rule) {
    return rule.equals("anti") || rule.startsWith("anti-");
  }

  private Optional<CrossingRow> first(Panel panel, Predicate<String> rules) {
    return definition.flatMap(
        wanted ->
            panel.curves().stream()
                .filter(curve -> rules.test(curve.scorer()))
                .flatMap(curve -> crossing(curve, wanted).stream())
                .filter(row -> row.budget().isPresent())
                .min(
                    Comparator.comparingDouble(
                            (CrossingRow row) -> -(double) row.reached() / row.n())
                        .thenComparingDouble(row -> row.budget().orElseThrow().mean())));
  }

  /** Random deletion of a panel. */
  Optional<CrossingRow> random(Panel panel) {
    return definition.flatMap(
        wanted ->
            panel.curves().stream()
                .filter(curve -> curve.scorer().equals(Summary.RANDOM))
                .flatMap(curve -> crossing(curve, wanted).stream())
                .findFirst());
  }

  /** Something known of the laws behind a panel. */
  Optional<Double> fact(Panel panel, String name) {
    return Optional.ofNullable(
        study.facts().getOrDefault(panel.key().variant(), Map.of()).get(name));
  }

  private boolean isPrimary(Measure measure) {
    return measure.metric().equals(study.primaryMetric())
        && measure.split().equals(Summary.CROSSING_SPLIT);
  }

  private boolean isRetained(Measure measure) {
    return measure.metric().equals(study.retainMetric()) && measure.split().equals(RETAIN_TEST);
  }

  private static <R> Map<Line, List<R>> grouped(List<R> rows, Function<R, Line> line) {
    return rows.stream().collect(Collectors.groupingBy(line, HashMap::new, Collectors.toList()));
  }

  private static List<Measure> measures(Study study, List<SummaryRow> rows) {
    Set<Measure> all = new LinkedHashSet<>();
    for (SummaryRow row : rows) {
      all.add(new Measure(row.metric(), row.split(), row.unit(), row.direction()));
    }
    return all.stream()
        .filter(measure -> rank(study, measure) < 6)
        .sorted(
            Comparator.comparingInt((Measure measure) -> rank(study, measure))
                .thenComparing(Measure::metric)
                .thenComparing(Measure::split))
        .toList();
  }

  private static int rank(Study study, Measure measure) {
    boolean primary = measure.metric().equals(study.primaryMetric());
    return switch (measure.split()) {
      case Summary.CROSSING_SPLIT -> primary ? 0 : 2;
      case RETAIN_TEST -> measure.metric().equals(study.retainMetric()) ? 1 : 3;
      case "forget-deleted" -> primary ? 4 : 6;
      case "forget-kept" -> primary ? 5 : 6;
      default -> 6;
    };
  }

  private static Optional<CrossingDefinition> definition(Study study, List<CrossingRow> crossings) {
    List<CrossingDefinition> there =
        crossings.stream()
            .filter(row -> row.metric().equals(study.primaryMetric()))
            .map(CrossingRow::definition)
            .distinct()
            .toList();
    return Stream.concat(
            study.expected().stream()
                .filter(Expectation::asksForCrossing)
                .filter(expected -> expected.metric().equals(study.primaryMetric()))
                .flatMap(
                    expected -> there.stream().filter(d -> d.word().equals(expected.definition()))),
            Stream.of(
                    CrossingDefinition.HALF_OF_START,
                    CrossingDefinition.HALF_OF_FULL,
                    CrossingDefinition.HALFWAY)
                .filter(there::contains))
        .findFirst();
  }

  private Set<String> emphasise() {
    if (palette.rules().size() <= FEW_RULES) {
      return Set.copyOf(palette.rules());
    }
    Set<String> rules = new HashSet<>();
    rules.add(Summary.RANDOM);
    for (Panel panel : panels) {
      if (rules.size() < FEW_RULES) {
        best(panel).ifPresent(row -> rules.add(row.curve().scorer()));
      }
    }
    study.expected().forEach(expected -> rules.add(expected.scorer()));
    rules.retainAll(palette.rules());
    return Set.copyOf(rules);
  }

  /** Whether larger values of a measure mean that a change is for the worse. */
  static double worsening(Measure measure, double change) {
    return measure.direction() == Direction.HIGHER_IS_BETTER ? -change : change;
  }
}
