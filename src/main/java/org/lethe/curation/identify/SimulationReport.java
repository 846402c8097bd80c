package org.lethe.curation.identify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.lethe.curation.identify.SimulationSummary.Row;
import org.lethe.report.CurvesPage;
import org.lethe.report.CurvesPage.Curve;
import org.lethe.report.CurvesPage.Curves;
import org.lethe.report.CurvesPage.Grid;
import org.lethe.report.CurvesPage.Head;
import org.lethe.report.CurvesPage.Level;
import org.lethe.report.CurvesPage.Line;
import org.lethe.report.CurvesPage.Section;
import org.lethe.results.Estimate;
import org.lethe.settings.Canonical;
import org.lethe.settings.Labelled;

/** What simulated searches came to, as a page. */
public final class SimulationReport {
  private static final String LABELS = "labels, first ones and audit among them";

  private SimulationReport() {}

  /**
   * Writes {@code report/} into the folder of a simulation.
   *
   * @return the page
   */
  public static Path write(SimulationSummary summary, Path folder) {
    List<Section> sections = new ArrayList<>();
    summary.file().variants().forEach((name, spec) -> sections.add(section(summary, name, spec)));
    return new CurvesPage(
            summary.file().title().isEmpty() ? summary.file().name() : summary.file().title(),
            summary.file().name() + " · active identification",
            answer(summary),
            sections,
            notes(),
            summary.file().yaml())
        .write(folder.resolve("report"));
  }

  /** The best strategy of each variant against random, in sentences. */
  public static List<String> answer(SimulationSummary summary) {
    List<String> sentences = new ArrayList<>();
    summary
        .file()
        .variants()
        .forEach(
            (variant, spec) -> {
              int last = lastLabels(summary, variant);
              for (String metric :
                  List.of(IdentifySimulation.RECALL, IdentifySimulation.PRECISION)) {
                spec.strategies().stream()
                    .map(
                        s ->
                            summary.find(
                                variant, s.label(), OptionalInt.of(last), Optional.empty(), metric))
                    .flatMap(Optional::stream)
                    .max(Comparator.comparingDouble(row -> row.estimate().mean()))
                    .ifPresent(
                        best ->
                            sentences.add(
                                variant
                                    + ": after "
                                    + last
                                    + " labels "
                                    + metric
                                    + " is highest with "
                                    + best.strategy()
                                    + ", "
                                    + percent(best.estimate())
                                    + summary
                                        .find(
                                            variant,
                                            RandomQuery.NAME,
                                            OptionalInt.of(last),
                                            Optional.empty(),
                                            metric)
                                        .map(
                                            random ->
                                                " (random " + percent(random.estimate()) + ")")
                                        .orElse("")
                                    + "."));
              }
              for (double budget : spec.effect().budgets()) {
                sentences.add(sufficient(summary, variant, spec, budget));
              }
            });
    return sentences;
  }

  /** Who gets there with most seeds, and of those with the fewest labels. */
  private static String sufficient(
      SimulationSummary summary, String variant, SimulationSpec spec, double budget) {
    String effect =
        String.format(
            Locale.ROOT, "%s: the effect of removing %.0f %% of p1 itself ", variant, 100 * budget);
    Optional<Row> best =
        spec.strategies().stream()
            .map(strategy -> sufficient(summary, variant, strategy.label(), budget))
            .flatMap(Optional::stream)
            .min(
                Comparator.comparingInt((Row row) -> -row.estimate().n())
                    .thenComparingDouble(row -> row.estimate().mean()));
    if (best.isEmpty()) {
      return effect + "is reached by no strategy.";
    }
    Optional<Row> random = sufficient(summary, variant, RandomQuery.NAME, budget);
    return effect
        + "is reached after "
        + labels(best.get(), spec.seeds())
        + " with "
        + best.get().strategy()
        + (best.get().strategy().equals(RandomQuery.NAME)
            ? "."
            : "; by chance "
                + random.map(row -> "after " + labels(row, spec.seeds())).orElse("in no seed")
                + ".");
  }

  private static Optional<Row> sufficient(
      SimulationSummary summary, String variant, String strategy, double budget) {
    return summary.find(
        variant, strategy, OptionalInt.empty(), Optional.of(budget), SimulationSummary.SUFFICIENT);
  }

  private static String labels(Row row, int seeds) {
    return String.format(
        Locale.ROOT,
        "%.0f labels (mean of %d of %d seeds)",
        row.estimate().mean(),
        row.estimate().n(),
        seeds);
  }

  private static int lastLabels(SimulationSummary summary, String variant) {
    return summary.rows().stream()
        .filter(row -> row.variant().equals(variant) && row.labels().isPresent())
        .mapToInt(row -> row.labels().getAsInt())
        .max()
        .orElse(0);
  }

  private static String percent(Estimate estimate) {
    return estimate.n() < 2
        ? String.format(Locale.ROOT, "%.1f %%", 100 * estimate.mean())
        : String.format(
            Locale.ROOT,
            "%.1f ± %.1f %%",
            100 * estimate.mean(),
            50 * (estimate.high() - estimate.low()));
  }

  private static Section section(SimulationSummary summary, String variant, SimulationSpec spec) {
    List<Curves> curves = new ArrayList<>();
    curves.add(
        pool(summary, variant, spec, IdentifySimulation.RECALL, "Recall of the identified set"));
    curves.add(
        pool(
            summary,
            variant,
            spec,
            IdentifySimulation.PRECISION,
            "Precision of the identified set"));
    curves.add(
        pool(
            summary,
            variant,
            spec,
            IdentifySimulation.AVERAGE_PRECISION,
            "Average precision on the test part"));
    curves.add(
        pool(
            summary, variant, spec, IdentifySimulation.ASKED, "Members of p1 that were asked for"));
    for (double budget : spec.effect().budgets()) {
      curves.add(effect(summary, variant, spec, budget, spec.effect().metric(), "forget-test"));
      curves.add(
          effect(summary, variant, spec, budget, spec.effect().retainedMetric(), "retain-test"));
    }
    return new Section(
        variant,
        "p1 is looked for among the training samples of "
            + spec.data().name()
            + ": "
            + spec.start().forget()
            + " members of p1 and "
            + spec.start().retain()
            + " of p2 are known, "
            + spec.audit()
            + " samples drawn at random judge, and "
            + spec.batch()
            + " are asked at once.",
        curves,
        List.of(atTheEnd(summary, variant, spec), suffice(summary, variant, spec)));
  }

  private static Curves pool(
      SimulationSummary summary, String variant, SimulationSpec spec, String metric, String title) {
    List<Curve> lines = new ArrayList<>();
    for (Labelled<QueryStrategy> strategy : spec.strategies()) {
      line(
              strategy.label(),
              summary.rows().stream()
                  .filter(row -> row.variant().equals(variant))
                  .filter(row -> row.strategy().equals(strategy.label()))
                  .filter(row -> row.metric().equals(metric) && row.labels().isPresent())
                  .filter(row -> row.budget().isEmpty())
                  .toList())
          .ifPresent(lines::add);
    }
    return new Curves(
        slug(variant, metric),
        title,
        "One line a strategy, over the number of labels.",
        LABELS,
        metric + ", higher is better",
        "fraction",
        lines,
        List.of());
  }

  private static Curves effect(
      SimulationSummary summary,
      String variant,
      SimulationSpec spec,
      double budget,
      String metric,
      String split) {
    List<Row> all =
        summary.rows().stream()
            .filter(row -> row.variant().equals(variant))
            .filter(row -> row.metric().equals(metric) && row.split().equals(split))
            .filter(row -> row.budget().equals(Optional.of(budget)))
            .toList();
    List<Curve> lines = new ArrayList<>();
    for (Labelled<QueryStrategy> strategy : spec.strategies()) {
      line(
              strategy.label(),
              all.stream().filter(row -> row.strategy().equals(strategy.label())).toList())
          .ifPresent(lines::add);
    }
    List<Level> levels =
        all.stream()
            .filter(row -> row.strategy().equals(SimulationRun.REFERENCE))
            .map(row -> new Level("p1 itself", row.estimate().mean()))
            .toList();
    String share = String.format(Locale.ROOT, "%.0f %%", 100 * budget);
    String unit = all.stream().map(Row::unit).findFirst().orElse("fraction");
    return new Curves(
        slug(variant, metric, split, Canonical.shortest(budget)),
        metric + " on " + split + " after removing " + share,
        "What retraining gives without the first "
            + share
            + " of the identified set; the level is what removing as much of p1 itself gives.",
        LABELS,
        metric + (unit.equals("nats") ? ", nats" : ""),
        unit,
        lines,
        levels);
  }

  private static Optional<Curve> line(String name, List<Row> rows) {
    List<Row> ordered =
        rows.stream().sorted(Comparator.comparingInt(row -> row.labels().orElse(0))).toList();
    return ordered.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Curve(
                name,
                ordered.stream().map(row -> (double) row.labels().orElse(0)).toList(),
                ordered.stream().map(Row::estimate).toList()));
  }

  private static Grid atTheEnd(SimulationSummary summary, String variant, SimulationSpec spec) {
    int last = lastLabels(summary, variant);
    List<Head> heads = new ArrayList<>();
    List<String> metrics =
        List.of(
            IdentifySimulation.PRECISION,
            IdentifySimulation.RECALL,
            IdentifySimulation.AVERAGE_PRECISION,
            IdentifySimulation.ASKED);
    metrics.forEach(
        metric -> heads.add(new Head(metric.replace('-', '_'), metric + ", %", "fraction")));
    List<Line> lines = new ArrayList<>();
    for (Labelled<QueryStrategy> strategy : spec.strategies()) {
      lines.add(
          new Line(
              strategy.label(),
              metrics.stream()
                  .map(
                      metric ->
                          summary
                              .find(
                                  variant,
                                  strategy.label(),
                                  OptionalInt.of(last),
                                  Optional.empty(),
                                  metric)
                              .map(Row::estimate))
                  .toList(),
              spec.seeds()));
    }
    return new Grid(
        slug(variant, "identified"), "After " + last + " labels.", "strategy", heads, lines);
  }

  private static Grid suffice(SimulationSummary summary, String variant, SimulationSpec spec) {
    List<Head> heads =
        new ArrayList<>(
            List.of(
                new Head("stop_labels", "says stop at, labels", "samples"),
                new Head("stop_precision", "precision there, %", "fraction"),
                new Head("stop_recall", "recall there, %", "fraction")));
    for (double budget : spec.effect().budgets()) {
      heads.add(
          new Head(
              "sufficient_" + Canonical.shortest(budget).replace('.', '_'),
              String.format(Locale.ROOT, "suffice for removing %.0f %%, labels", 100 * budget),
              "samples"));
    }
    List<Line> lines = new ArrayList<>();
    for (Labelled<QueryStrategy> strategy : spec.strategies()) {
      List<Optional<Estimate>> cells = new ArrayList<>();
      for (String metric :
          List.of(
              SimulationSummary.STOP_LABELS,
              SimulationSummary.STOP_PRECISION,
              SimulationSummary.STOP_RECALL)) {
        cells.add(
            summary
                .find(variant, strategy.label(), OptionalInt.empty(), Optional.empty(), metric)
                .map(Row::estimate));
      }
      for (double budget : spec.effect().budgets()) {
        cells.add(
            summary
                .find(
                    variant,
                    strategy.label(),
                    OptionalInt.empty(),
                    Optional.of(budget),
                    SimulationSummary.SUFFICIENT)
                .map(Row::estimate));
      }
      lines.add(new Line(strategy.label(), cells, spec.seeds()));
    }
    return new Grid(
        slug(variant, "suffice"),
        String.format(
            Locale.ROOT,
            "When a search says that it is stable, and after how many labels removing the"
                + " identified set has the effect of removing p1 itself: %s on forget-test within"
                + " %s and %s on retain-test within %s, there and at every later trial; tried"
                + " after %s. In brackets: the seeds that got there.",
            spec.effect().metric(),
            Canonical.shortest(spec.effect().tolerance()),
            spec.effect().retainedMetric(),
            Canonical.shortest(spec.effect().retainedTolerance()),
            spec.effect().after()),
        "strategy",
        heads,
        lines);
  }

  private static List<String> notes() {
    return List.of(
        "Precision and recall are about the whole pool, labelled samples as they are labelled. They"
            + " are known here because the labels were only hidden; in use they are estimated on"
            + " the audit.",
        "The model that is retrained learns the true classes; only the search does not see them.");
  }

  /** The name of a file. */
  private static String slug(String... parts) {
    return String.join("-", parts).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-");
  }
}
