package org.lethe.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lethe.nd.Parallel;

/**
 * What many trials say together: means with intervals, the budgets at which forgetting is halved,
 * comparisons with random deletion, warnings and verdicts. Depends on the set of trials only, not
 * on their order or on the number of threads. Everything is in the order of the tables' columns.
 */
public final class Summary {

  /** The label of the rule that the others are compared with. */
  public static final String RANDOM = "random";

  /** Where crossings are looked for: examples of p1 that no model was trained on. */
  public static final String CROSSING_SPLIT = "forget-test";

  private static final Comparator<SummaryRow> ROW_ORDER =
      Comparator.comparing(SummaryRow::curve)
          .thenComparingDouble(SummaryRow::budget)
          .thenComparing(SummaryRow::metric)
          .thenComparing(SummaryRow::split);
  private static final Comparator<PairedRow> PAIRED_ORDER =
      Comparator.comparing(PairedRow::curve)
          .thenComparingDouble(PairedRow::budget)
          .thenComparing(PairedRow::metric)
          .thenComparing(PairedRow::split);

  private final Study study;
  private final Records records;
  private final List<Curve> curves;
  private final Map<CurveKey, Curve> byKey;
  private final List<SummaryRow> rows;
  private final List<Crossings> crossings;
  private final List<CostRow> cost;
  private @Nullable List<CurveFact> facts;
  private @Nullable List<TargetResult> targets;
  private @Nullable List<RankingAgreement> agreements;

  private Summary(Study study, Records records) {
    this.study = study;
    this.records = records;
    this.curves = Curve.of(records.trials());
    this.byKey = Curve.byKey(curves);
    this.rows = ofEachSeries(curves, Summary::rows).sorted(ROW_ORDER).toList();
    this.crossings =
        curves.stream()
            .flatMap(curve -> curve.series().stream())
            .filter(series -> series.split().equals(CROSSING_SPLIT))
            .flatMap(
                series ->
                    Arrays.stream(CrossingDefinition.values())
                        .flatMap(definition -> Crossings.of(series, definition).stream()))
            .toList();
    this.cost = costOf(records);
  }

  /** Summarises the trials of one study. */
  public static Summary of(Study study, Collection<TrialRecord> trials) {
    return of(study, new Records(List.copyOf(trials), List.of(), List.of(), List.of()));
  }

  /** Summarises all records of one study. */
  public static Summary of(Study study, Records records) {
    return new Summary(study, records);
  }

  /** What was summarised. */
  public Study study() {
    return study;
  }

  /** What of it. */
  public Records records() {
    return records;
  }

  /** Every metric on every split at every budget of every curve. */
  public List<SummaryRow> rows() {
    return rows;
  }

  /** Where each curve halves each forget metric, by each definition that applies. */
  public List<CrossingRow> crossings() {
    return crossings.stream().map(Crossings::row).toList();
  }

  /** What each phase cost. */
  public List<CostRow> cost() {
    return cost;
  }

  /**
   * Each rule against {@value #RANDOM} on the same data, encoder, learner, unlearner and engine,
   * paired by seed; at the budgets where both have trials of their own (at the shared ends they are
   * equal by construction). Computed when asked, an interval for each: keep the list.
   */
  public List<PairedRow> paired(String metric, String split) {
    return ofEachSeries(
            curves,
            series ->
                series.metric().equals(metric) && series.split().equals(split)
                    ? baseline(series.curve())
                        .flatMap(random -> find(random, metric, split))
                        .map(random -> paired(series, random).stream())
                        .orElseGet(Stream::empty)
                    : Stream.empty())
        .sorted(PAIRED_ORDER)
        .toList();
  }

  /** How much earlier than {@value #RANDOM} each rule halves each forget metric. */
  public List<SavingRow> savings() {
    Map<Question, Crossings> ofRandom =
        crossings.stream()
            .filter(crossing -> crossing.curve().scorer().equals(RANDOM))
            .collect(Collectors.toMap(Question::of, Function.identity()));
    return crossings.stream()
        .filter(crossing -> !crossing.curve().scorer().equals(RANDOM))
        .flatMap(
            crossing ->
                Optional.ofNullable(ofRandom.get(Question.of(crossing)))
                    .map(crossing::savingAgainst)
                    .stream())
        .toList();
  }

  /** Area and largest retained loss of every curve. Computed when first asked. */
  public synchronized List<CurveFact> facts() {
    if (facts == null) {
      facts = ofEachSeries(curves, series -> Stream.of(fact(series))).toList();
    }
    return facts;
  }

  /**
   * The failure signatures that the paper reports, where these results show them, and what makes
   * the results themselves doubtful: one plain sentence each, naming the curve.
   */
  public List<String> warnings() {
    return new FailureSignatures(study, curves, this).all();
  }

  /** What was found of searched budgets. Computed when first asked. */
  public synchronized List<TargetResult> targets() {
    if (targets == null) {
      targets = TargetResult.of(records.targets());
    }
    return targets;
  }

  /** How far feature spaces agree, where orders were kept. Computed when first asked. */
  public synchronized List<RankingAgreement> agreements() {
    if (agreements == null) {
      agreements = RankingAgreement.of(records.rankings());
    }
    return agreements;
  }

  /** The printed numbers held against what was measured, failures first. */
  public List<Verdict> verdicts() {
    return Verdicts.of(study, curves, crossings);
  }

  /** The curve of random deletion that a curve is compared with. */
  Optional<Curve> baseline(CurveKey key) {
    return key.scorer().equals(RANDOM)
        ? Optional.empty()
        : Optional.ofNullable(byKey.get(key.withScorer(RANDOM)));
  }

  static Optional<Series> find(Curve curve, String metric, String split) {
    return curve.series().stream()
        .filter(series -> series.metric().equals(metric) && series.split().equals(split))
        .findFirst();
  }

  /** What random deletion is asked as well, whatever the rule. */
  private record Question(
      CurveKey curve, String metric, String split, CrossingDefinition definition) {
    static Question of(Crossings crossings) {
      return new Question(
          crossings.curve().withScorer(RANDOM),
          crossings.metric(),
          crossings.split(),
          crossings.definition());
    }
  }

  private static <T> Stream<T> ofEachSeries(List<Curve> curves, Function<Series, Stream<T>> work) {
    List<Series> all = curves.stream().flatMap(curve -> curve.series().stream()).toList();
    return Parallel.map(all.size(), i -> work.apply(all.get(i)).toList()).stream()
        .flatMap(List::stream);
  }

  private static Stream<SummaryRow> rows(Series series) {
    return IntStream.range(0, series.budgets().length)
        .filter(b -> series.at(b).length > 0)
        .mapToObj(
            b ->
                new SummaryRow(
                    series.curve(),
                    series.budgets()[b],
                    series.metric(),
                    series.split(),
                    Statistics.estimate(series.at(b)),
                    series.unit(),
                    series.direction()));
  }

  private static List<PairedRow> paired(Series rule, Series random) {
    List<PairedRow> result = new ArrayList<>();
    for (int b = 0; b < rule.budgets().length; b++) {
      int other = random.indexOf(rule.budgets()[b]);
      if (other < 0 || !rule.own()[b] || !random.own()[other]) {
        continue;
      }
      double[] differences = differences(rule, b, random, other);
      if (differences.length > 0) {
        result.add(
            new PairedRow(
                rule.curve(),
                rule.budgets()[b],
                rule.metric(),
                rule.split(),
                Statistics.estimate(differences),
                rule.unit(),
                rule.direction()));
      }
    }
    return result;
  }

  private static double[] differences(Series rule, int budget, Series random, int other) {
    return IntStream.range(0, rule.seeds().length)
        .mapToDouble(
            s -> {
              int same = Arrays.binarySearch(random.seeds(), rule.seeds()[s]);
              return same < 0
                  ? Double.NaN
                  : rule.values()[s][budget] - random.values()[same][other];
            })
        .filter(difference -> !Double.isNaN(difference))
        .toArray();
  }

  private static CurveFact fact(Series series) {
    int last = series.budgets().length - 1;
    double span = series.budgets()[last] - series.budgets()[0];
    double[] areas =
        Arrays.stream(series.values())
            .filter(values -> !Double.isNaN(values[0]) && !Double.isNaN(values[last]))
            .mapToDouble(values -> area(series.budgets(), values) / span)
            .toArray();
    return new CurveFact(
        series.curve(),
        series.metric(),
        series.split(),
        last == 0 || areas.length == 0 ? Optional.empty() : Optional.of(Statistics.estimate(areas)),
        largestLoss(series),
        series.unit(),
        series.direction());
  }

  private static double area(double[] budgets, double[] values) {
    double area = 0;
    int before = 0;
    for (int b = 1; b < values.length; b++) {
      if (!Double.isNaN(values[b])) {
        area += (budgets[b] - budgets[before]) * (values[before] + values[b]) / 2;
        before = b;
      }
    }
    return area;
  }

  private static Optional<CurveFact.LargestLoss> largestLoss(Series series) {
    int start = series.indexOf(0);
    if (!series.retained() || series.direction() == Direction.NEITHER || start < 0) {
      return Optional.empty();
    }
    int sign = series.direction() == Direction.LOWER_IS_BETTER ? 1 : -1;
    Optional<CurveFact.LargestLoss> largest = Optional.empty();
    for (int b = 0; b < series.budgets().length; b++) {
      double[] losses = series.change(start, b);
      for (int i = 0; i < losses.length; i++) {
        losses[i] *= sign;
      }
      if (losses.length > 0
          && (largest.isEmpty() || Statistics.mean(losses) > largest.orElseThrow().loss().mean())) {
        largest =
            Optional.of(
                new CurveFact.LargestLoss(series.budgets()[b], Statistics.estimate(losses)));
      }
    }
    return largest;
  }

  /** What one trial or search took. */
  private record Spent(CurveKey curve, Map<String, Double> seconds, Map<String, Long> peakBytes) {}

  private static List<CostRow> costOf(Records records) {
    Map<CurveKey, List<Spent>> byKey =
        Stream.concat(
                records.trials().stream()
                    .map(t -> new Spent(CurveKey.of(t.key()), t.seconds(), t.peakBytes())),
                records.targets().stream()
                    .map(t -> new Spent(CurveKey.of(t.key()), t.seconds(), Map.of())))
            .collect(Collectors.groupingBy(Spent::curve, TreeMap::new, Collectors.toList()));
    return byKey.entrySet().stream()
        .flatMap(
            curve ->
                curve.getValue().stream()
                    .flatMap(spent -> spent.seconds().keySet().stream())
                    .distinct()
                    .sorted()
                    .map(phase -> cost(curve.getKey(), phase, curve.getValue())))
        .toList();
  }

  private static CostRow cost(CurveKey key, String phase, List<Spent> all) {
    double[] seconds =
        all.stream()
            .flatMap(spent -> Optional.ofNullable(spent.seconds().get(phase)).stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double mean = Statistics.mean(seconds);
    return new CostRow(
        key,
        phase,
        Arrays.stream(seconds).sum(),
        mean,
        Statistics.sd(seconds),
        seconds[seconds.length - 1],
        seconds.length,
        all.stream()
            .flatMap(spent -> Optional.ofNullable(spent.peakBytes().get(phase)).stream())
            .mapToLong(Long::longValue)
            .max());
  }
}
