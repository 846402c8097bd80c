package org.lethe.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.report.Figures.Gallery;
import org.lethe.results.CurveKey;
import org.lethe.results.Records;
import org.lethe.results.Study;
import org.lethe.results.TrialRecord;

/** Guards what is drawn: the right numbers, the exact theory, nothing where nothing is known. */
class FiguresTest {

  private static final Findings GAUSSIANS =
      findings(Studies.gaussians(), Studies.gaussianTrials(20, 3));
  private static final Findings SMALL = findings(Studies.small(), Studies.smallTrials());

  @Test
  void aTextStudyHasNoPlaneAndOnePanelNoComparisonOfPanels() {
    assertEquals(List.of("curves", "pareto"), ids(SMALL));
  }

  @Test
  void aGaussianStudyHasEverything() {
    assertEquals(List.of("curves", "plane", "halving", "numbers", "pareto"), ids(GAUSSIANS));
  }

  @Test
  void aCurveShowsTheMeansOfTheSummary() {
    Figure curve = figure(SMALL, "curves", 0, 0);
    Series random = series(curve, "random");
    // 0.8, 0.7, 0.6, and (0.3 + 0.3 + 0.45)/3
    assertEquals(
        List.of(0.0, 0.25, 0.5, 0.75), random.points().stream().map(Point::budget).toList());
    assertEquals(0.7, random.points().get(1).y(), 1e-12);
    assertEquals(0.35, random.points().get(3).y(), 1e-12);
    assertEquals(3, random.points().get(3).n());
  }

  @Test
  void theLevelThatHalvesIsDrawn() {
    Guide half = guide(figure(SMALL, "curves", 0, 0), "half-of-start").orElseThrow();
    assertEquals(0.4, half.y()[0], 1e-12);
  }

  @Test
  void theFrontierIsExact() {
    // mu-2.5: κ = 3.125; at α the damage is at least (√α − √κ)²
    Figure plane = figure(GAUSSIANS, "plane", 0, 1);
    Guide frontier = guide(plane, "frontier").orElseThrow();
    assertEquals(Guide.Kind.FRONTIER, frontier.kind());
    assertEquals(3.125, frontier.x()[1], 1e-12);
    assertEquals(0, frontier.y()[1], 0);
    double end = frontier.x()[2];
    assertEquals(Math.pow(Math.sqrt(end) - Math.sqrt(3.125), 2), frontier.y()[2], 1e-12);
  }

  @Test
  void randomDeletionWalksTheExactPlaces() {
    // κ = 0.125, r = 1/2: nothing deleted leaves w = 1/3, α = (2/3)²κ, ε = κ/9
    Guide places = guide(figure(GAUSSIANS, "plane", 0, 0), "random, exact").orElseThrow();
    assertEquals(0.125 * 4 / 9, places.x()[0], 1e-12);
    assertEquals(0.125 / 9, places.y()[0], 1e-12);
    assertEquals(0.125, places.x()[4], 1e-12);
  }

  @Test
  void forgettingAndLossAreBothAgainstTheOriginal() {
    Figure pareto = figure(SMALL, "pareto", 0, 0);
    Point last = series(pareto, "lr-cos").points().get(3);
    // recall 0.8 to 0.2; log-loss 0.05 to 0.05 + 0.01·0.75·(1 + 2 + 3)/3 = 0.065
    assertEquals(0.6, last.x(), 1e-12);
    assertEquals(0.015, last.y(), 1e-12);
  }

  @Test
  void crossingsAreDrawnAgainstTheNumberInWhichVariantsDiffer() {
    Figure figure = figure(GAUSSIANS, "numbers", 0, 0);
    assertEquals(Figure.Look.LINE, figure.look());
    assertEquals("distance of the means, standard deviations", figure.x().title());
    assertEquals(Axis.Scale.LOG, figure.x().scale()); // 0.5 to 5 spans a factor of ten
    Series random = series(figure, "random");
    assertEquals(List.of(0.5, 2.5, 5.0), random.points().stream().map(Point::x).toList());
    assertTrue(figure.y().low() >= 0 && figure.y().high() <= 1, "shares stay shares");
    // the same numbers as in the figure that has the variants side by side
    assertEquals(
        series(figure(GAUSSIANS, "halving", 0, 0), "random").points().stream()
            .map(Point::y)
            .toList(),
        random.points().stream().map(Point::y).toList());
  }

  @Test
  void whatMattersLiesOnTop() {
    Figure curve =
        figure(
            findings(Studies.text("t"), Studies.textTrials(Studies.TEXT_RULES, 4, 2)),
            "curves",
            0,
            0);
    List<Boolean> emphasised = curve.series().stream().map(Series::emphasised).toList();
    assertEquals(emphasised.stream().sorted().toList(), emphasised);
    assertTrue(series(curve, "random").emphasised());
  }

  @Test
  void panelsAreInTheOrderOfTheirNumbers() {
    CurveKey any = new CurveKey("made", "", "raw", "random", "plain", "retrain", "jvm");
    List<String> variants = List.of("d-10", "d-2", "d-2.5", "d-2.25", "clean", "d-1");
    assertEquals(
        List.of("clean", "d-1", "d-2", "d-2.25", "d-2.5", "d-10"),
        Panel.of(variants.stream().map(any::withVariant).toList()).stream()
            .map(Panel::title)
            .toList());
  }

  @Test
  void fileNamesAreDistinctAndSafeWhateverTheLabels() {
    List<String> names =
        new Figures(GAUSSIANS)
            .all().stream()
                .flatMap(g -> g.views().stream())
                .flatMap(v -> v.figures().stream())
                .map(Figure::name)
                .toList();
    assertEquals(names.size(), names.stream().distinct().count());
    names.forEach(name -> assertTrue(name.matches("[a-z0-9.-]+"), name));
    assertEquals("etc-passwd", Panel.slug("../../etc/passwd"));
    assertEquals("x", Panel.slug("π/…"));
  }

  @Test
  void recordsWithoutAnyTrialDrawNothing() {
    assertEquals(List.of(), ids(findings(Studies.small(), List.of())));
  }

  @Test
  void costsAreDrawnWhereUnlearnersCanBeCompared() {
    List<TrialRecord> both = new ArrayList<>(Studies.smallTrials());
    Studies.smallTrials().forEach(trial -> both.add(Studies.by("salun", trial)));
    Findings compared = findings(Studies.small(), both);
    Figure cost = figure(compared, CostFigures.ID, 0, 0);
    assertEquals(List.of("retrain", "salun"), cost.series().stream().map(Series::rule).toList());
    assertTrue(cost.series().stream().allMatch(s -> s.points().get(0).budget() > 0));
    // the lines of an unlearner must not follow the choice of a rule
    assertEquals(
        5,
        new CostFigures(compared)
            .palette().styles().values().stream().map(Style::slot).distinct().count());
  }

  private static List<String> ids(Findings findings) {
    return new Figures(findings).all().stream().map(Gallery::id).toList();
  }

  private static Figure figure(Findings findings, String gallery, int view, int panel) {
    return new Figures(findings)
        .all().stream()
            .filter(g -> g.id().equals(gallery))
            .findFirst()
            .orElseThrow()
            .views()
            .get(view)
            .figures()
            .get(panel);
  }

  private static Series series(Figure figure, String rule) {
    return figure.series().stream().filter(s -> s.rule().equals(rule)).findFirst().orElseThrow();
  }

  private static Optional<Guide> guide(Figure figure, String label) {
    return figure.guides().stream().filter(g -> g.label().equals(label)).findFirst();
  }

  static Findings findings(Study study, List<TrialRecord> trials) {
    return Findings.of(study, new Records(trials, List.of(), List.of(), List.of()));
  }
}
