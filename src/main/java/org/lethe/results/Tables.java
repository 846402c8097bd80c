package org.lethe.results;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tables as {@link Csv}: columns as all of Lethe agrees on, numbers in the shortest form that
 * reads back as the same double, so that nothing is rounded away and equal results give equal
 * bytes. What is not there is an empty cell.
 */
final class Tables {

  private static final List<String> CURVE =
      List.of(
          "experiment",
          "dataset",
          "variant",
          "encoder",
          "scorer",
          "learner",
          "unlearner",
          "engine");

  private Tables() {}

  static byte[] summary(Summary summary) {
    return csv(
        summary.study().name(),
        List.of(
            "budget",
            "metric",
            "split",
            "mean",
            "sd",
            "ci_low",
            "ci_high",
            "n",
            "unit",
            "direction"),
        summary.rows(),
        SummaryRow::curve,
        row ->
            List.of(
                number(row.budget()),
                row.metric(),
                row.split(),
                number(row.estimate().mean()),
                number(row.estimate().sd()),
                number(row.estimate().low()),
                number(row.estimate().high()),
                String.valueOf(row.estimate().n()),
                row.unit(),
                row.direction().word()));
  }

  static byte[] crossings(Summary summary) {
    return csv(
        summary.study().name(),
        List.of("metric", "split", "definition", "budget", "ci_low", "ci_high", "n", "reached"),
        summary.crossings(),
        CrossingRow::curve,
        Tables::crossing);
  }

  /** The crossings of variants that differ in one number, against that number. */
  static byte[] crossingsByVariant(Summary summary) {
    record Place(VariantAxis axis, double value, CrossingRow row) {}
    List<Place> places =
        summary.study().axes().stream()
            .flatMap(
                axis ->
                    summary.crossings().stream()
                        .filter(row -> axis.values().containsKey(row.curve().variant()))
                        .map(row -> new Place(axis, valueOf(axis, row), row)))
            .toList();
    return csv(
        summary.study().name(),
        List.of(
            "key",
            "value",
            "unit",
            "metric",
            "split",
            "definition",
            "budget",
            "ci_low",
            "ci_high",
            "n",
            "reached"),
        places,
        place -> place.row().curve(),
        place ->
            Stream.concat(
                    Stream.of(place.axis().key(), number(place.value()), place.axis().unit()),
                    crossing(place.row()).stream())
                .toList());
  }

  private static double valueOf(VariantAxis axis, CrossingRow row) {
    return axis.values().getOrDefault(row.curve().variant(), Double.NaN);
  }

  private static List<String> crossing(CrossingRow row) {
    return List.of(
        row.metric(),
        row.split(),
        row.definition().word(),
        number(row.budget(), Estimate::mean),
        number(row.budget(), Estimate::low),
        number(row.budget(), Estimate::high),
        String.valueOf(row.n()),
        String.valueOf(row.reached()));
  }

  static byte[] cost(Summary summary) {
    return csv(
        summary.study().name(),
        List.of("phase", "seconds", "mean", "sd", "max", "n", "peak_bytes"),
        summary.cost(),
        CostRow::curve,
        row ->
            List.of(
                row.phase(),
                number(row.seconds()),
                number(row.mean()),
                number(row.sd()),
                number(row.max()),
                String.valueOf(row.n()),
                row.peakBytes().isPresent() ? String.valueOf(row.peakBytes().getAsLong()) : ""));
  }

  /** What searches found: first the budget, then what was measured there. */
  static byte[] targets(String experiment, List<TargetResult> results) {
    record Line(
        TargetResult of,
        String metric,
        String split,
        Optional<Estimate> estimate,
        String unit,
        Direction direction) {}
    List<Line> lines =
        results.stream()
            .flatMap(
                result ->
                    Stream.concat(
                        Stream.of(
                            new Line(
                                result,
                                "budget",
                                "",
                                result.budget(),
                                "fraction",
                                Direction.LOWER_IS_BETTER)),
                        result.values().stream()
                            .map(
                                value ->
                                    new Line(
                                        result,
                                        value.metric(),
                                        value.split(),
                                        Optional.of(value.estimate()),
                                        value.unit(),
                                        value.direction()))))
            .toList();
    return csv(
        experiment,
        List.of(
            "target",
            "metric",
            "split",
            "mean",
            "sd",
            "ci_low",
            "ci_high",
            "n",
            "reached",
            "unit",
            "direction"),
        lines,
        line -> line.of().curve(),
        line ->
            List.of(
                line.of().target(),
                line.metric(),
                line.split(),
                number(line.estimate(), Estimate::mean),
                number(line.estimate(), Estimate::sd),
                number(line.estimate(), Estimate::low),
                number(line.estimate(), Estimate::high),
                String.valueOf(line.of().n()),
                String.valueOf(line.of().reached()),
                line.unit(),
                line.direction().word()));
  }

  /** Whether feature spaces choose the same samples: τ of each pair, then the overlaps. */
  static byte[] agreement(String experiment, List<RankingAgreement> agreements) {
    return Csv.of(
        List.of(
            "experiment",
            "dataset",
            "scorer",
            "learner",
            "first",
            "second",
            "measure",
            "budget",
            "mean",
            "sd",
            "ci_low",
            "ci_high",
            "n",
            "chance"),
        agreements.stream()
            .flatMap(
                each ->
                    Stream.concat(
                        Stream.of(agreement(experiment, each, "kendall", "", each.kendall(), 0)),
                        each.overlaps().stream()
                            .map(
                                overlap ->
                                    agreement(
                                        experiment,
                                        each,
                                        "jaccard",
                                        number(overlap.budget()),
                                        overlap.jaccard(),
                                        overlap.chance())))));
  }

  private static List<String> agreement(
      String experiment,
      RankingAgreement of,
      String measure,
      String budget,
      Estimate estimate,
      double chance) {
    return List.of(
        experiment,
        of.dataset(),
        of.scorer(),
        of.learner(),
        of.first(),
        of.second(),
        measure,
        budget,
        number(estimate.mean()),
        number(estimate.sd()),
        number(estimate.low()),
        number(estimate.high()),
        String.valueOf(estimate.n()),
        number(chance));
  }

  private static <T> byte[] csv(
      String experiment,
      List<String> columns,
      List<T> rows,
      Function<T, CurveKey> curve,
      Function<T, List<String>> cells) {
    return Csv.of(
        Stream.concat(CURVE.stream(), columns.stream()).toList(),
        rows.stream()
            .map(
                row ->
                    Stream.concat(
                            curveCells(experiment, curve.apply(row)), cells.apply(row).stream())
                        .toList()));
  }

  private static Stream<String> curveCells(String experiment, CurveKey key) {
    return Stream.of(
        experiment,
        key.dataset(),
        key.variant(),
        key.encoder(),
        key.scorer(),
        key.learner(),
        key.unlearner(),
        key.engine());
  }

  private static String number(Optional<Estimate> estimate, Function<Estimate, Double> part) {
    return estimate.map(there -> number(part.apply(there))).orElse("");
  }

  /** 0.05, 12, 1.5E-7; empty for what is not there. Locale-independent. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    BigDecimal shortest = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
    return (shortest.scale() < 0 && shortest.precision() - shortest.scale() <= 15
            ? shortest.setScale(0)
            : shortest)
        .toString();
  }
}
