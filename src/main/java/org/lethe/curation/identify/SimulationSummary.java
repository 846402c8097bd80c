package org.lethe.curation.identify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.lethe.curation.identify.IdentifySimulation.Point;
import org.lethe.curation.identify.IdentifySimulation.Tried;
import org.lethe.curation.identify.SimulationRun.Kept;
import org.lethe.results.Direction;
import org.lethe.results.Estimate;
import org.lethe.results.Measurement;
import org.lethe.results.Statistics;
import org.lethe.settings.BadInput;
import org.lethe.settings.Canonical;

/**
 * Means over seeds of what simulated searches came to.
 *
 * @param file what was asked
 * @param rows {@code summary.csv}
 */
public record SimulationSummary(SimulationFile file, List<Row> rows) {

  /** At how many labels a search says that it is stable. */
  static final String STOP_LABELS = "stop-labels";

  /** Precision where it says so. */
  static final String STOP_PRECISION = "stop-precision";

  /** Recall where it says so. */
  static final String STOP_RECALL = "stop-recall";

  /**
   * The smallest tried number of labels from which on removing the identified set has the effect of
   * removing p1 itself.
   */
  static final String SUFFICIENT = "sufficient-labels";

  private static final String POOL = "pool";
  private static final String FRACTION = "fraction";

  /**
   * One number.
   *
   * @param labels after how many; empty for what is about a search as a whole, and for removing p1
   *     itself
   * @param budget the share of the identified set that was removed, where something was
   * @param split {@code pool}, or as for trials
   */
  public record Row(
      String variant,
      String strategy,
      OptionalInt labels,
      Optional<Double> budget,
      String metric,
      String split,
      Estimate estimate,
      String unit,
      Direction direction) {}

  public SimulationSummary {
    rows = List.copyOf(rows);
  }

  static SimulationSummary of(SimulationFile file, Map<String, List<Kept>> byVariant) {
    List<Row> rows = new ArrayList<>();
    file.variants()
        .forEach(
            (variant, spec) -> {
              List<Kept> kept = byVariant.getOrDefault(variant, List.of());
              Map<Long, Kept> references =
                  kept.stream()
                      .filter(k -> k.strategy().equals(SimulationRun.REFERENCE))
                      .collect(Collectors.toMap(Kept::seed, k -> k));
              Map<String, List<Kept>> byStrategy =
                  kept.stream()
                      .collect(
                          Collectors.groupingBy(
                              Kept::strategy, LinkedHashMap::new, Collectors.toList()));
              byStrategy.forEach(
                  (strategy, courses) -> {
                    Rows of = new Rows(variant, strategy, rows);
                    points(of, courses);
                    effects(of, courses);
                    stops(of, courses);
                    if (!strategy.equals(SimulationRun.REFERENCE)) {
                      sufficient(of, courses, references, spec);
                    }
                  });
            });
    return new SimulationSummary(file, rows);
  }

  /** The rows of one strategy. */
  private record Rows(String variant, String strategy, List<Row> rows) {
    void add(
        OptionalInt labels,
        Optional<Double> budget,
        String metric,
        String split,
        double[] values,
        String unit,
        Direction direction) {
      if (values.length > 0) {
        rows.add(
            new Row(
                variant,
                strategy,
                labels,
                budget,
                metric,
                split,
                Statistics.estimate(values),
                unit,
                direction));
      }
    }
  }

  private static void points(Rows of, List<Kept> courses) {
    Map<Integer, Map<String, List<Double>>> values = new TreeMap<>();
    for (Kept kept : courses) {
      for (Point point : kept.course().points()) {
        point
            .values()
            .forEach(
                (metric, value) ->
                    values
                        .computeIfAbsent(point.labels(), l -> new TreeMap<>())
                        .computeIfAbsent(metric, m -> new ArrayList<>())
                        .add(value));
      }
    }
    values.forEach(
        (labels, byMetric) ->
            byMetric.forEach(
                (metric, list) ->
                    of.add(
                        OptionalInt.of(labels),
                        Optional.empty(),
                        metric,
                        metric.equals(IdentifySimulation.AVERAGE_PRECISION) ? "test" : POOL,
                        list.stream().mapToDouble(Double::doubleValue).toArray(),
                        FRACTION,
                        Direction.HIGHER_IS_BETTER)));
  }

  private static void effects(Rows of, List<Kept> courses) {
    record Place(int labels, double budget, String metric, String split) {}
    Map<Place, List<Measurement>> measured = new LinkedHashMap<>();
    for (Kept kept : courses) {
      for (Tried tried : kept.course().effects()) {
        for (Measurement m : tried.measured()) {
          if (m.split().endsWith("-test")) {
            measured
                .computeIfAbsent(
                    new Place(tried.labels(), tried.budget(), m.metric(), m.split()),
                    p -> new ArrayList<>())
                .add(m);
          }
        }
      }
    }
    measured.forEach(
        (place, list) ->
            of.add(
                place.labels() == 0 ? OptionalInt.empty() : OptionalInt.of(place.labels()),
                Optional.of(place.budget()),
                place.metric(),
                place.split(),
                list.stream().mapToDouble(Measurement::value).toArray(),
                list.get(0).unit(),
                list.get(0).direction()));
  }

  private static void stops(Rows of, List<Kept> courses) {
    List<Kept> stopped = courses.stream().filter(kept -> kept.course().stop() > 0).toList();
    add(of, STOP_LABELS, stopped, k -> k.course().stop(), "samples", Direction.LOWER_IS_BETTER);
    add(
        of,
        STOP_PRECISION,
        stopped,
        kept -> atStop(kept, IdentifySimulation.PRECISION),
        FRACTION,
        Direction.HIGHER_IS_BETTER);
    add(
        of,
        STOP_RECALL,
        stopped,
        kept -> atStop(kept, IdentifySimulation.RECALL),
        FRACTION,
        Direction.HIGHER_IS_BETTER);
  }

  private static double atStop(Kept kept, String metric) {
    return kept.course().points().stream()
        .filter(point -> point.labels() == kept.course().stop())
        .mapToDouble(point -> point.values().getOrDefault(metric, Double.NaN))
        .findFirst()
        .orElseThrow();
  }

  private static void add(
      Rows of,
      String metric,
      List<Kept> courses,
      ToDoubleFunction<Kept> value,
      String unit,
      Direction direction) {
    of.add(
        OptionalInt.empty(),
        Optional.empty(),
        metric,
        POOL,
        courses.stream().mapToDouble(value).toArray(),
        unit,
        direction);
  }

  private static void sufficient(
      Rows of, List<Kept> courses, Map<Long, Kept> references, SimulationSpec spec) {
    for (double budget : spec.effect().budgets()) {
      List<Double> counts = new ArrayList<>();
      for (Kept kept : courses) {
        Kept reference = references.get(kept.seed());
        if (reference != null) {
          sufficient(kept, reference, budget, spec.effect()).ifPresent(n -> counts.add((double) n));
        }
      }
      of.add(
          OptionalInt.empty(),
          Optional.of(budget),
          SUFFICIENT,
          POOL,
          counts.stream().mapToDouble(Double::doubleValue).toArray(),
          "samples",
          Direction.LOWER_IS_BETTER);
    }
  }

  /** The first number of labels after which this and every later trial is near the reference. */
  private static OptionalInt sufficient(
      Kept kept, Kept reference, double budget, SimulationSpec.Effect effect) {
    Tried aim =
        reference.course().effects().stream()
            .filter(tried -> tried.budget() == budget)
            .findFirst()
            .orElseThrow();
    List<Tried> tried =
        kept.course().effects().stream()
            .filter(t -> t.budget() == budget)
            .sorted(Comparator.comparingInt(Tried::labels).reversed())
            .toList();
    OptionalInt found = OptionalInt.empty();
    for (Tried each : tried) {
      boolean near =
          near(each, aim, effect.metric(), "forget-test", effect.tolerance())
              && near(
                  each, aim, effect.retainedMetric(), "retain-test", effect.retainedTolerance());
      if (!near) {
        return found;
      }
      found = OptionalInt.of(each.labels());
    }
    return found;
  }

  private static boolean near(Tried one, Tried other, String metric, String split, double by) {
    return Math.abs(value(one, metric, split) - value(other, metric, split)) <= by + 1e-12;
  }

  private static double value(Tried tried, String metric, String split) {
    return tried.measured().stream()
        .filter(m -> m.metric().equals(metric) && m.split().equals(split))
        .mapToDouble(Measurement::value)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "effect: "
                        + metric
                        + " is not measured on "
                        + split
                        + "; measured are "
                        + tried.measured().stream()
                            .filter(m -> m.split().equals(split))
                            .map(Measurement::metric)
                            .collect(Collectors.joining(", "))));
  }

  /** The one row of these names, if there is one. */
  public Optional<Row> find(
      String variant, String strategy, OptionalInt labels, Optional<Double> budget, String metric) {
    return rows.stream()
        .filter(
            row ->
                row.variant().equals(variant)
                    && row.strategy().equals(strategy)
                    && row.labels().equals(labels)
                    && row.budget().equals(budget)
                    && row.metric().equals(metric))
        .findFirst();
  }

  /** The rows as {@code summary.csv}. */
  public String csv() {
    StringBuilder text = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
    try (CSVPrinter csv = new CSVPrinter(text, format)) {
      csv.printRecord(
          "experiment",
          "dataset",
          "variant",
          "strategy",
          "labels",
          "budget",
          "metric",
          "split",
          "mean",
          "sd",
          "ci_low",
          "ci_high",
          "n",
          "unit",
          "direction");
      for (Row row : rows) {
        Estimate e = row.estimate();
        csv.printRecord(
            Stream.of(
                file.name(),
                dataset(row.variant()),
                row.variant(),
                row.strategy(),
                row.labels().isPresent() ? Integer.toString(row.labels().getAsInt()) : "",
                row.budget().map(SimulationSummary::number).orElse(""),
                row.metric(),
                row.split(),
                number(e.mean()),
                number(e.sd()),
                number(e.low()),
                number(e.high()),
                Integer.toString(e.n()),
                row.unit(),
                row.direction().word()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringBuilder does not fail
    }
    return text.toString();
  }

  private String dataset(String variant) {
    SimulationSpec spec = file.variants().get(variant);
    return spec == null ? "" : spec.data().name();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Canonical.shortest(value);
  }
}
