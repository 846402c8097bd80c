package org.lethe.report;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.img;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import j2html.tags.specialized.FigureTag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.lethe.nd.AtomicFiles;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.report.SelectionStory.Compared;
import org.lethe.report.SelectionStory.Glimpse;
import org.lethe.report.SelectionStory.Near;
import org.lethe.report.SelectionStory.Predicted;
import org.lethe.report.SelectionStory.Probed;
import org.lethe.report.SelectionStory.Shown;
import org.lethe.results.Estimate;
import org.lethe.theory.GaussianFrontier;

/**
 * The page of a selection: which samples go, why so many, and what is to be expected of it. Its
 * figures also lie beside it as files.
 */
public final class SelectionPage {
  private static final String FORGET = "forget samples";
  private static final String RETAIN = "retained samples";
  private static final String RECALL = "forget samples still found";
  private static final String ALARMS = "retained samples taken for them";
  private static final int BINS = 25;

  private final SelectionStory story;
  private final List<Figure> scores = new ArrayList<>();
  private final List<Figure> probe = new ArrayList<>();
  private final List<Figure> theory = new ArrayList<>();
  private final Palette palette;
  private final Set<String> emphasised = new LinkedHashSet<>();
  private final Plot plot;

  private SelectionPage(SelectionStory story) throws IOException {
    this.story = story;
    List<String> names = new ArrayList<>(List.of(FORGET, RETAIN, RECALL, ALARMS));
    story.predictions().forEach(predicted -> names.add(predicted.rule()));
    palette = Palette.of(names);
    emphasised.addAll(names);
    plot = new Plot(Typeface.load());
    scores.add(scoreFigure());
    if (!story.probe().isEmpty()) {
      probe.add(probeFigure());
    }
    if (!story.predictions().isEmpty()) {
      theory.add(removalFigure());
      theory.add(planeFigure());
    }
  }

  /**
   * Writes {@code index.html} and the folder {@code figures}.
   *
   * @param folder is made if it is missing
   */
  public static void write(SelectionStory story, Path folder) throws IOException {
    SelectionPage page = new SelectionPage(story);
    for (Figure figure : page.figures()) {
      Path file = folder.resolve("figures").resolve(figure.name());
      AtomicFiles.write(Path.of(file + ".svg"), utf8(page.plot.svg(figure)));
      AtomicFiles.write(Path.of(file + ".pdf"), page.plot.pdf(figure));
      AtomicFiles.write(
          Path.of(file + ".csv"), utf8(TableFormat.CSV.write(Tables.numbersOf(figure))));
    }
    AtomicFiles.write(folder.resolve("index.html"), utf8(page.html()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<Figure> figures() {
    List<Figure> all = new ArrayList<>(scores);
    all.addAll(probe);
    all.addAll(theory);
    return all;
  }

  // ------------------------------------------------------------------ figures

  private Figure scoreFigure() {
    double[] all =
        DoubleStream.concat(
                Arrays.stream(story.forgetScores()), Arrays.stream(story.retainScores()))
            .sorted()
            .toArray();
    // the outermost half percent would squeeze everything else into one corner
    double low = all[(int) (0.005 * (all.length - 1))];
    double high = all[(int) Math.ceil(0.995 * (all.length - 1))];
    if (!(low < high)) {
      low -= 0.5;
      high += 0.5;
    }
    List<Series> series = new ArrayList<>();
    series.add(density(RETAIN, story.retainScores(), low, high));
    series.add(density(FORGET, story.forgetScores(), low, high));
    series.removeIf(each -> each.points().isEmpty());
    Axis x =
        Axis.holding(
            "score by " + story.rule() + " (higher = goes first)",
            Form.NUMBER,
            DoubleStream.of(low, high));
    Axis y =
        Axis.holding(
            "share of the side in each of " + BINS + " bins",
            Form.PERCENT,
            DoubleStream.concat(
                DoubleStream.of(0),
                series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::y)));
    List<Guide> guides = new ArrayList<>();
    double left = x.low();
    double right = x.high();
    story
        .threshold()
        .filter(value -> value >= left && value <= right)
        .ifPresent(value -> guides.add(vertical("what goes begins here", value, y)));
    return new Figure(
        "scores",
        "Scores of both sides",
        "Histograms of the scores. What lies right of the dotted line goes. Retained samples are"
            + " scored as if they were to go, so where the two overlap, what goes looks like what"
            + " stays.",
        Look.LINE,
        x,
        y,
        guides,
        series);
  }

  private Series density(String name, double[] values, double low, double high) {
    double[] counts = new double[BINS];
    for (double value : values) {
      int bin = (int) ((value - low) / (high - low) * BINS);
      counts[Math.max(0, Math.min(BINS - 1, bin))]++;
    }
    List<Point> points = new ArrayList<>();
    for (int bin = 0; values.length > 0 && bin < BINS; bin++) {
      double x = low + (bin + 0.5) / BINS * (high - low);
      points.add(
          new Point(x, x, counts[bin] / values.length, Optional.empty(), values.length, "", false));
    }
    return new Series(name, palette.of(name), true, points);
  }

  private static Guide vertical(String label, double x, Axis y) {
    return new Guide(
        Guide.Kind.LAW,
        label,
        Optional.empty(),
        new double[] {x, x},
        new double[] {y.low(), y.high()});
  }

  private Figure probeFigure() {
    Axis x = Axis.ofShares("share of the forget samples that is removed");
    Axis y = Axis.ofShares("share of held-out samples");
    double start = story.probe().get(0).recall().mean();
    return new Figure(
        "probe",
        "What a probe still knows",
        "A logistic regression is trained again after each budget and asked about samples that were"
            + " held out, in five folds. The dotted line stands at the budget; the level is half of"
            + " what the probe finds before anything is removed.",
        Look.CURVE,
        x,
        y,
        List.of(
            Guide.level("half of the start", x, start / 2), vertical("budget", story.share(), y)),
        List.of(curve(ALARMS, Probed::falseAlarms), curve(RECALL, Probed::recall)));
  }

  private interface OfProbe {
    Estimate of(Probed probed);
  }

  private Series curve(String name, OfProbe value) {
    return new Series(
        name,
        palette.of(name),
        true,
        story.probe().stream().map(probed -> Point.of(probed.budget(), value.of(probed))).toList());
  }

  private Figure removalFigure() {
    Axis x = Axis.ofShares("share of the forget samples that is removed");
    Axis y =
        Axis.holding(
            "removal α = KL(p1‖p), nats (higher = more forgotten)",
            Form.NUMBER,
            story.predictions().stream().flatMapToDouble(p -> Arrays.stream(p.alpha())));
    List<Series> series = new ArrayList<>();
    for (Predicted predicted : story.predictions()) {
      series.add(path(predicted, Look.CURVE));
    }
    return new Figure(
        "removal",
        "Removal that theory expects",
        "Simulated for two Gaussians with one covariance that are as far from each other as these"
            + " samples, in as many dimensions.",
        Look.CURVE,
        x,
        y,
        List.of(vertical("budget", story.share(), y)),
        series);
  }

  private Figure planeFigure() {
    double most = largest(Predicted::alpha);
    double price = Math.max(largest(Predicted::epsilon), 1e-12);
    Axis x = Axis.squareRoot("removal α = KL(p1‖p), nats", Math.max(most, story.kappa()) * 1.3);
    Axis y = Axis.squareRoot("price ε = KL(p2‖p), nats", price);
    GaussianFrontier frontier = new GaussianFrontier(story.kappa());
    double end = x.high();
    double endPrice = Math.min(frontier.minimalEpsilon(end), y.high());
    end = Math.min(end, frontier.maximalAlpha(endPrice));
    List<Series> series = new ArrayList<>();
    for (Predicted predicted : story.predictions()) {
      series.add(path(predicted, Look.PATH));
    }
    return new Figure(
        "frontier",
        "The way to the frontier",
        "Deletion goes from the upper left, where nothing is removed, down to κ, where only the"
            + " retained side is left. Beyond κ no deletion leads: the frontier is the least price"
            + " of a removal.",
        Look.PATH,
        x,
        y,
        List.of(
            new Guide(
                Guide.Kind.FRONTIER,
                "frontier",
                Optional.empty(),
                new double[] {story.kappa(), end},
                new double[] {0, endPrice})),
        series);
  }

  private double largest(java.util.function.Function<Predicted, double[]> of) {
    return story.predictions().stream()
        .flatMapToDouble(p -> Arrays.stream(of.apply(p)))
        .max()
        .orElse(0);
  }

  private Series path(Predicted predicted, Look look) {
    boolean last = predicted.equals(story.predictions().get(story.predictions().size() - 1));
    boolean labelled = look == Look.PATH && last;
    List<Point> points = new ArrayList<>();
    for (int k = 0; k < predicted.budgets().length; k++) {
      double budget = predicted.budgets()[k];
      boolean curve = look == Look.CURVE;
      points.add(
          new Point(
              budget,
              curve ? budget : predicted.alpha()[k],
              curve ? predicted.alpha()[k] : predicted.epsilon()[k],
              Optional.empty(),
              1,
              labelled && k % 5 == 0 ? Form.PERCENT.show(budget) + " %" : "",
              false));
    }
    return new Series(predicted.rule(), palette.of(predicted.rule()), true, points);
  }

  // ------------------------------------------------------------------ page

  private String html() {
    return Sheet.html(
        story.title() + " – Lethe",
        palette,
        emphasised,
        figures(),
        top(),
        main(
            warnings(),
            group(
                "scores",
                "Where the budget falls",
                "The rule gives each forget sample a score; the highest go.",
                scores),
            group(
                "probe",
                "What is forgotten",
                "Measured on your samples, by a stand-in for the model that shall forget.",
                probe),
            rules(),
            group(
                "theory",
                "What theory expects",
                String.format(
                    Locale.ROOT,
                    "For κ = KL(p1‖p2) = %s nats, corrected for its bias. It knows two Gaussians"
                        + " with one covariance and a model that is their mean: a yardstick, not"
                        + " a promise.",
                    Form.NUMBER.show(story.kappa())),
                theory),
            neighbours(),
            notes(),
            made()));
  }

  private DomContent top() {
    return header(
        div(p("selection · distributional unlearning").withClass("kicker"), Sheet.themeButton())
            .withClass("top"),
        h1(story.title()),
        div(each(story.answer(), sentence -> p(sentence))).withClass("answer"));
  }

  private DomContent warnings() {
    return story.warnings().isEmpty()
        ? none()
        : section(h2("Warnings"), ul(each(story.warnings(), sentence -> li(sentence))))
            .withId("warnings")
            .withClass("warnings");
  }

  private DomContent group(String id, String heading, String explanation, List<Figure> figures) {
    return figures.isEmpty()
        ? none()
        : section(
                h2(heading),
                p(explanation).withClass("explain"),
                Sheet.legend(palette, rulesOf(figures), emphasised),
                div(each(
                        figures,
                        figure -> Sheet.figure(plot, figure, Sheet.figureFiles(figure.name()))))
                    .withClass("view grid-of-figures"))
            .withId(id);
  }

  private static List<String> rulesOf(List<Figure> figures) {
    return figures.stream().flatMap(f -> f.series().stream()).map(Series::rule).distinct().toList();
  }

  private DomContent rules() {
    if (story.rules().isEmpty()) {
      return none();
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Compared each : story.rules()) {
      rows.add(
          List.of(
              new Cell.Text(each.rule()),
              share(each.halved()),
              share(each.recall()),
              share(each.jaccard()),
              new Cell.Text(each.remark())));
    }
    Table table =
        new Table(
            "rules",
            String.format(
                Locale.ROOT,
                "Rules at the same budget. Still found: by the probe, of held-out forget samples,"
                    + " when %s %% go. Overlap: of a rule's removal set with the chosen one,"
                    + " |A∩B| / |A∪B|.",
                Form.PERCENT.show(story.share())),
            List.of(
                Column.text("rule", "rule"),
                Column.number("halved", "halved at, %"),
                Column.number("recall", "still found, %"),
                Column.number("jaccard", "overlap, %"),
                Column.text("remark", "")),
            rows);
    return section(h2("Rules side by side"), Sheet.table(table, none())).withId("rules");
  }

  private static Cell share(Optional<Double> value) {
    return value
        .<Cell>map(v -> new Cell.Value(v, Form.PERCENT))
        .orElseGet(() -> new Cell.Absent(List.of("")));
  }

  private DomContent neighbours() {
    if (story.neighbours().isEmpty()) {
      return none();
    }
    return section(
            h2("The first and the last that go"),
            p("Each with the retained samples that lie nearest to it. Where those mean the same,"
                    + " the sample is no clear case.")
                .withClass("explain"),
            each(story.neighbours(), this::neighbour))
        .withId("neighbours");
  }

  private DomContent neighbour(Shown shown) {
    String name = String.format(Locale.ROOT, "%d. %s", shown.place(), shown.sample());
    if (shown.glimpse() instanceof Glimpse.Picture picture) {
      return div(
              thumbnail(name, picture).withClass("goes"),
              each(shown.nearest(), near -> thumbnail(near)))
          .withClass("thumbnails");
    }
    return details(
            summary(name + beginning(shown.glimpse())),
            ul(each(shown.nearest(), near -> li(name(near) + beginning(near.glimpse())))))
        .condAttr(shown.place() <= 2, "open", "");
  }

  private static String name(Near near) {
    return String.format(
        Locale.ROOT, "%s (distance %s)", near.sample(), Form.NUMBER.show(near.distance()));
  }

  private static String beginning(Glimpse glimpse) {
    return glimpse instanceof Glimpse.Text text ? ": " + text.beginning() : "";
  }

  private static DomContent thumbnail(Near near) {
    return near.glimpse() instanceof Glimpse.Picture picture
        ? thumbnail(name(near), picture)
        : p(name(near));
  }

  /** The picture is in the page itself, which needs nothing else and asks nobody for it. */
  private static FigureTag thumbnail(String name, Glimpse.Picture picture) {
    String data =
        "data:"
            + picture.mediaType()
            + ";base64,"
            + Base64.getEncoder().encodeToString(picture.bytes());
    return figure(img().withSrc(data).withAlt(name), figcaption(name));
  }

  private DomContent notes() {
    return story.notes().isEmpty()
        ? none()
        : section(h2("Notes"), ul(each(story.notes(), note -> li(note)))).withId("notes");
  }

  private DomContent made() {
    List<DomContent> lines = new ArrayList<>();
    for (SelectionStory.Fact fact : story.made()) {
      lines.add(dt(fact.name()));
      lines.add(dd(fact.value()));
    }
    return section(h2("How it was made"), dl(each(lines, line -> line))).withId("made");
  }

  private static DomContent none() {
    return rawHtml("");
  }
}
