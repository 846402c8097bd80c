package org.lethe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Interval;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.results.CrossingDefinition;
import org.lethe.results.CurveKey;
import org.lethe.results.PairedRow;
import org.lethe.results.SummaryRow;
import org.lethe.theory.DeletionRule;
import org.lethe.theory.DistanceLaw;
import org.lethe.theory.Divergences;
import org.lethe.theory.GaussianFrontier;
import org.lethe.theory.PopulationLaw;

/** The figures of a study. */
final class Figures {

  /**
   * Figures that belong together on the page.
   *
   * @param id anchor on the page
   * @param views alternatives between which the reader chooses
   */
  record Gallery(String id, String title, String explanation, List<View> views) {
    Gallery {
      views = List.copyOf(views);
    }
  }

  /**
   * One way to look at all panels.
   *
   * @param figures at most one a panel
   */
  record View(String title, List<Figure> figures) {
    View {
      figures = List.copyOf(figures);
    }
  }

  /** Budgets that planes write beside their points. */
  private static final double[] LABELLED = {0, 0.25, 0.5, 0.75, 1};

  /** The rules whose exact law is known, by the label that experiment files give them. */
  private static final Map<String, DeletionRule> LAWS =
      Map.of(
          "random", DeletionRule.RANDOM,
          "distance", DeletionRule.DISTANCE,
          "maha-mu2", DeletionRule.DISTANCE,
          "lr-maha-squared", DeletionRule.LIKELIHOOD_RATIO,
          "coreset", DeletionRule.CORESET,
          "anti-distance", DeletionRule.ANTI_DISTANCE);

  private static final String KL = "kl";

  private final Findings findings;
  private final PanelSeries lines;

  Figures(Findings findings) {
    this.findings = findings;
    this.lines = new PanelSeries(findings);
  }

  /** Everything that can be drawn, in the order of the page. */
  List<Gallery> all() {
    List<Gallery> galleries = new ArrayList<>();
    galleries.add(curves());
    plane().ifPresent(galleries::add);
    CrossingFigures crossings = new CrossingFigures(findings);
    crossings.byPanel().ifPresent(galleries::add);
    crossings.byNumber().ifPresent(galleries::add);
    new AgreementFigures(findings).gallery().ifPresent(galleries::add);
    pareto().ifPresent(galleries::add);
    new CostFigures(findings).gallery().ifPresent(galleries::add);
    return galleries.stream()
        .filter(gallery -> gallery.views().stream().anyMatch(view -> !view.figures().isEmpty()))
        .toList();
  }

  // ------------------------------------------------------------------ budget curves

  private Gallery curves() {
    List<View> views = new ArrayList<>();
    for (Measure measure : findings.measures()) {
      views.add(view(measure.words(), panel -> curve(panel, measure)));
    }
    for (Measure measure : findings.measures().stream().limit(2).toList()) {
      View view = view(measure.words() + ", minus random", panel -> difference(panel, measure));
      if (!view.figures().isEmpty()) {
        views.add(view);
      }
    }
    return new Gallery(
        "curves",
        "Budget curves",
        "Mean over seeds with 95 % bands, against the share of p1's training samples that was"
            + removal(),
        views);
  }

  private String removal() {
    return Removal.of(findings.panels()) == Removal.RETRAINED
        ? " removed before training again."
        : " removed before training again or, where a panel names an unlearner, that the trained"
            + " network was made to forget.";
  }

  private Optional<Figure> curve(Panel panel, Measure measure) {
    List<Series> series =
        lines.of(
            panel,
            curve ->
                findings.rows(curve, measure).stream()
                    .map(row -> Point.of(row.budget(), row.estimate()))
                    .toList());
    if (series.isEmpty()) {
      return Optional.empty();
    }
    Axis x = Axis.ofShares(budget(panel));
    List<Guide> guides = new ArrayList<>(levels(panel, measure, x));
    guides.addAll(laws(panel, measure));
    return Optional.of(
        new Figure(
            name("curve", panel, measure.metric() + "-" + measure.split()),
            panel.title() + ": " + measure.words(),
            measure.title() + " against the " + budget(panel) + ", one line a rule.",
            Look.CURVE,
            x,
            Axis.holding(
                measure.title(),
                measure.form(),
                measure.form() == Form.PERCENT
                    ? PanelSeries.extentOfShares(series, guides)
                    : PanelSeries.extent(series, guides)),
            guides,
            series));
  }

  private static String budget(Panel panel) {
    return "share of p1 " + Removal.of(panel).past();
  }

  /** Values that a curve is read against: the untouched original, its half, everything gone. */
  private List<Guide> levels(Panel panel, Measure measure, Axis x) {
    String gone = Removal.of(panel).past();
    Optional<Double> start = end(panel, measure, 0);
    Optional<Double> full = end(panel, measure, 1);
    List<Guide> levels = new ArrayList<>();
    if (!measure.onForgetSide()) {
      start.ifPresent(value -> levels.add(Guide.level("nothing " + gone, x, value)));
      return levels;
    }
    boolean asked =
        findings.primary().filter(measure::equals).isPresent() && findings.definition().isPresent();
    if (asked) {
      half(findings.definition().get(), start, full)
          .ifPresent(
              value -> levels.add(Guide.level(findings.definition().get().word(), x, value)));
    }
    full.ifPresent(value -> levels.add(Guide.level("all of p1 " + gone, x, value)));
    return levels;
  }

  private static Optional<Double> half(
      CrossingDefinition definition, Optional<Double> start, Optional<Double> full) {
    return switch (definition) {
      case HALF_OF_START -> start.map(value -> value / 2);
      case HALFWAY -> start.flatMap(from -> full.map(to -> (from + to) / 2));
      case HALF_OF_FULL -> full.map(value -> value / 2);
    };
  }

  /** The mean at a shared end; the same for all rules of a panel. */
  private Optional<Double> end(Panel panel, Measure measure, double budget) {
    return panel.curves().stream()
        .flatMap(curve -> findings.rows(curve, measure).stream())
        .filter(row -> row.budget() == budget)
        .findFirst()
        .map(row -> row.estimate().mean());
  }

  private Optional<Figure> difference(Panel panel, Measure measure) {
    List<Series> series =
        lines.of(
            panel,
            curve ->
                findings.paired(curve, measure).stream()
                    .map((PairedRow row) -> Point.of(row.budget(), row.difference()))
                    .toList());
    if (series.isEmpty()) {
      return Optional.empty();
    }
    Axis x = Axis.ofShares(budget(panel));
    String title = measure.metric() + " on " + measure.split() + ", this rule minus random";
    List<Guide> guides = List.of(Guide.level("random", x, 0));
    return Optional.of(
        new Figure(
            name("difference", panel, measure.metric() + "-" + measure.split()),
            panel.title() + ": " + title,
            title + ", paired by seed, against the " + budget(panel) + ".",
            Look.CURVE,
            x,
            Axis.holding(title, measure.form(), PanelSeries.extent(series, guides)),
            guides,
            series));
  }

  // ------------------------------------------------------------------ the (α, ε) plane

  private Optional<Gallery> plane() {
    Optional<Measure> removal = measure(KL, "forget-test");
    Optional<Measure> preservation = measure(KL, "retain-test");
    if (removal.isEmpty() || preservation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Gallery(
            "plane",
            "The (α, ε) plane",
            "Removal α = KL(p1‖p) to the right, damage ε = KL(p2‖p) upwards, both in nats on"
                + " square-root axes, so that both arms of √ε = |√α − √κ| are straight. Deletion"
                + " walks down the left arm towards (κ, 0); the frontier is the axis up to κ and"
                + " then the right arm. Rings are the exact large-sample places of random and"
                + " distance deletion at 0, 25, 50, 75 and 100 %.",
            List.of(view("plane", panel -> plane(panel, removal.get(), preservation.get())))));
  }

  private Optional<Figure> plane(Panel panel, Measure removal, Measure preservation) {
    List<Series> series =
        lines.of(
            panel,
            curve ->
                pairs(findings.rows(curve, removal), findings.rows(curve, preservation)).stream()
                    .map(
                        pair ->
                            new Point(
                                pair[0].budget(),
                                pair[0].estimate().mean(),
                                pair[1].estimate().mean(),
                                Interval.of(pair[1].estimate()),
                                pair[1].estimate().n(),
                                budgetLabel(curve, pair[0].budget()),
                                false))
                    .toList());
    if (series.isEmpty()) {
      return Optional.empty();
    }
    double alpha = highest(series, Point::x);
    double epsilon = highest(series, Point::y);
    List<Guide> guides = new ArrayList<>();
    Optional<Double> kappa = findings.fact(panel, "kappa").filter(value -> value > 0);
    if (kappa.isPresent()) {
      alpha = Math.max(alpha, 1.5 * kappa.get());
      guides.addAll(frontier(kappa.get(), alpha, epsilon));
      guides.addAll(places(panel, kappa.get()));
    }
    return Optional.of(
        new Figure(
            name("plane", panel, ""),
            panel.title() + ": removal against damage",
            "KL(p2‖p) against KL(p1‖p), one path a rule, budgets written on it; the exact frontier"
                + " and the arm that deletion walks.",
            Look.PATH,
            Axis.squareRoot("α = KL(p1‖p), nats (higher = more forgotten)", alpha),
            Axis.squareRoot("ε = KL(p2‖p), nats (lower = better kept)", epsilon),
            guides,
            series));
  }

  /** On square-root axes both arms are straight, so that their ends are enough. */
  private static List<Guide> frontier(double kappa, double alpha, double epsilon) {
    GaussianFrontier frontier = new GaussianFrontier(kappa);
    double reached = Math.min(kappa, epsilon);
    double[] arm = {Math.pow(Math.sqrt(kappa) - Math.sqrt(reached), 2), kappa};
    return List.of(
        new Guide(
            Guide.Kind.LAW,
            "deletion, √α + √ε = √κ",
            Optional.empty(),
            arm,
            Arrays.stream(arm).map(frontier::deletionEpsilon).toArray()),
        new Guide(
            Guide.Kind.FRONTIER,
            "frontier",
            Optional.empty(),
            new double[] {0, kappa, alpha},
            frontier.minimalEpsilon(new double[] {0, kappa, alpha})));
  }

  private List<Guide> places(Panel panel, double kappa) {
    List<Guide> guides = new ArrayList<>();
    for (CurveKey curve : panel.curves()) {
      String rule = curve.scorer();
      if (rule.equals("random") || rule.equals("distance")) {
        law(panel, rule, kappa)
            .ifPresent(
                law -> {
                  Divergences[] places = law.at(LABELLED);
                  guides.add(
                      new Guide(
                          Guide.Kind.MARKS,
                          rule + ", exact",
                          Optional.of(rule),
                          Arrays.stream(places).mapToDouble(Divergences::alpha).toArray(),
                          Arrays.stream(places).mapToDouble(Divergences::epsilon).toArray()));
                });
      }
    }
    return guides;
  }

  /** The exact curves over a measured divergence, where the laws are known. */
  private List<Guide> laws(Panel panel, Measure measure) {
    Optional<Double> kappa = findings.fact(panel, "kappa").filter(value -> value > 0);
    if (!measure.metric().equals(KL)
        || kappa.isEmpty()
        || kappa.get() > DistanceLaw.LARGEST_KAPPA) {
      return List.of();
    }
    double[] budgets = IntStream.rangeClosed(0, 100).mapToDouble(i -> i / 100.0).toArray();
    List<Guide> guides = new ArrayList<>();
    for (CurveKey curve : panel.curves()) {
      if (findings.emphasised().contains(curve.scorer())) {
        law(panel, curve.scorer(), kappa.get())
            .ifPresent(
                law ->
                    guides.add(
                        new Guide(
                            Guide.Kind.LAW,
                            curve.scorer() + ", exact",
                            Optional.of(curve.scorer()),
                            budgets,
                            Arrays.stream(law.at(budgets))
                                .mapToDouble(
                                    measure.onForgetSide()
                                        ? Divergences::alpha
                                        : Divergences::epsilon)
                                .toArray())));
      }
    }
    return guides;
  }

  private Optional<PopulationLaw> law(Panel panel, String rule, double kappa) {
    Optional<Double> forget = findings.fact(panel, "n1");
    Optional<Double> retain = findings.fact(panel, "n2");
    if (!LAWS.containsKey(rule) || forget.isEmpty() || retain.isEmpty()) {
      return Optional.empty();
    }
    int dimension = (int) Math.round(findings.fact(panel, "dimension").orElse(1.0));
    return Optional.of(
        new PopulationLaw(LAWS.get(rule), kappa, forget.get() / retain.get(), dimension));
  }

  // ------------------------------------------------------------------ Pareto

  private Optional<Gallery> pareto() {
    if (findings.primary().isEmpty() || findings.retained().isEmpty()) {
      return Optional.empty();
    }
    Measure forget = findings.primary().get();
    Measure retain = findings.retained().get();
    return Optional.of(
        new Gallery(
            "pareto",
            "Forgetting against retained loss",
            "Both against the untouched original: further right is more forgotten, further down is"
                + " better kept. Grey points are dominated: another rule or budget forgets at"
                + " least as much at no more loss. Numbers beside points are budgets.",
            List.of(view("pareto", panel -> pareto(panel, forget, retain)))));
  }

  private Optional<Figure> pareto(Panel panel, Measure forget, Measure retain) {
    Optional<Double> forgetStart = end(panel, forget, 0);
    Optional<Double> retainStart = end(panel, retain, 0);
    if (forgetStart.isEmpty() || retainStart.isEmpty()) {
      return Optional.empty();
    }
    // On the forget side "better" is forgotten, so that the loss of goodness is negative
    // forgetting.
    List<Series> plain =
        lines.of(
            panel,
            curve ->
                pairs(findings.rows(curve, forget), findings.rows(curve, retain)).stream()
                    .map(
                        pair ->
                            new Point(
                                pair[0].budget(),
                                -Findings.worsening(
                                    forget, pair[0].estimate().mean() - forgetStart.get()),
                                Findings.worsening(
                                    retain, pair[1].estimate().mean() - retainStart.get()),
                                Optional.empty(),
                                pair[1].estimate().n(),
                                budgetLabel(curve, pair[0].budget()),
                                false))
                    .toList());
    if (plain.isEmpty()) {
      return Optional.empty();
    }
    List<Series> series = Dominance.mark(plain);
    String forgetTitle = forget.words() + " forgotten" + unit(forget) + " (right = more)";
    String retainTitle = retain.words() + " lost" + unit(retain) + " (lower = better kept)";
    return Optional.of(
        new Figure(
            name("pareto", panel, ""),
            panel.title() + ": forgetting against retained loss",
            retainTitle + " against " + forgetTitle + ", one path a rule over its budgets.",
            Look.PATH,
            Axis.holding(forgetTitle, forget.form(), PanelSeries.values(series, Point::x)),
            Axis.holding(retainTitle, retain.form(), PanelSeries.values(series, Point::y)),
            List.of(),
            series));
  }

  private static String unit(Measure measure) {
    return measure.form() == Form.PERCENT ? "" : ", " + measure.unit();
  }

  // ------------------------------------------------------------------ shared

  private View view(String title, Function<Panel, Optional<Figure>> figure) {
    return new View(
        title, findings.panels().stream().flatMap(p -> figure.apply(p).stream()).toList());
  }

  private Optional<Measure> measure(String metric, String split) {
    return findings.measures().stream()
        .filter(measure -> measure.metric().equals(metric) && measure.split().equals(split))
        .findFirst();
  }

  /** Two measures of one curve at the budgets where both are known. */
  private static List<SummaryRow[]> pairs(List<SummaryRow> first, List<SummaryRow> second) {
    List<SummaryRow[]> pairs = new ArrayList<>();
    int at = 0;
    for (SummaryRow row : first) {
      while (at < second.size() && second.get(at).budget() < row.budget()) {
        at++;
      }
      if (at < second.size() && second.get(at).budget() == row.budget()) {
        pairs.add(new SummaryRow[] {row, second.get(at)});
      }
    }
    return pairs;
  }

  private String budgetLabel(CurveKey curve, double budget) {
    boolean wanted =
        findings.emphasised().contains(curve.scorer())
            && Arrays.stream(LABELLED).anyMatch(value -> Math.abs(value - budget) < 1e-9);
    return wanted ? Math.round(100 * budget) + " %" : "";
  }

  private static double highest(List<Series> series, ToDoubleFunction<Point> coordinate) {
    return PanelSeries.values(series, coordinate).max().orElse(0);
  }

  static String name(String kind, Panel panel, String what) {
    return Panel.slug(kind + (what.isEmpty() ? "" : "-" + what)) + "." + panel.slug();
  }
}
