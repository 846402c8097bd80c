package org.lethe.report;

import java.util.List;
import java.util.function.Predicate;
import org.lethe.report.Canvas.Anchor;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Interval;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;

/** Paints {@link Figure}s: as a part of the page, as an SVG file, as a PDF file. */
final class Plot {

  /** The place of the data, in the units of the drawing. The page's script reads it. */
  record Box(double left, double top, double right, double bottom) {
    double x(double place) {
      return left + place * (right - left);
    }

    double y(double place) {
      return bottom - place * (bottom - top);
    }
  }

  static final double WIDTH = 640;
  static final double HEIGHT = 400;

  /** On the page; files have the same, lowered by the title. */
  static final Box BOX = new Box(64, 34, 616, 348);

  private static final double TITLE_HEIGHT = 28;
  private static final double LEGEND_LINE = 18;
  private static final double LETTERS = 13;
  private static final double SMALL = 11.5;

  private static final int TEXT = 0x222222;
  private static final int QUIET = 0x666666;
  private static final int GRID = 0xDDDDDD;
  private static final int DOMINATED = 0xB4B4B4;

  private static final double FAINT = 0.4;
  private static final double BAND = 0.16;
  private static final int MOST_MARKERS = 21;

  private final Typeface typeface;

  Plot(Typeface typeface) {
    this.typeface = typeface;
  }

  /** For the page: without title and legend, which are the page's. */
  String embedded(Figure figure) {
    SvgCanvas canvas = new SvgCanvas(WIDTH, HEIGHT, figure.title(), figure.description(), true);
    data(figure, canvas, BOX, true);
    return canvas.finish();
  }

  /** A file of its own. */
  String svg(Figure figure) {
    SvgCanvas canvas =
        new SvgCanvas(WIDTH, fileHeight(figure), figure.title(), figure.description(), false);
    file(figure, canvas);
    return canvas.finish();
  }

  /** A file of its own. */
  byte[] pdf(Figure figure) {
    PdfCanvas canvas = new PdfCanvas(WIDTH, fileHeight(figure), figure.title(), typeface);
    file(figure, canvas);
    return canvas.finish();
  }

  /** A rule's line and marker, for the page's legend. */
  static String swatch(Style style) {
    SvgCanvas canvas = new SvgCanvas(34, 14, "", "", true);
    canvas.open(style.css(), style.light(), 1);
    canvas.stroke("", new Outline().move(1, 7).line(33, 7), 2, style.dash());
    Outline mark = new Outline();
    style.marker().draw(mark, 17, 7, 4);
    canvas.fill("", mark, 1);
    canvas.close();
    return canvas.finish();
  }

  private void file(Figure figure, Canvas canvas) {
    canvas.open("title", TEXT, 1);
    canvas.text(
        "title",
        12,
        20,
        typeface.fit(figure.title(), LETTERS + 1, WIDTH - 24),
        Anchor.START,
        LETTERS + 1);
    canvas.close();
    data(
        figure,
        canvas,
        new Box(BOX.left, BOX.top + TITLE_HEIGHT, BOX.right, BOX.bottom + TITLE_HEIGHT),
        false);
    legend(figure, canvas, HEIGHT + TITLE_HEIGHT);
  }

  private void data(Figure figure, Canvas canvas, Box box, boolean everyBand) {
    axes(figure, canvas, box);
    for (Guide guide : figure.guides()) {
      guide(figure, guide, canvas, box);
    }
    for (Series series : figure.series()) {
      series(figure, series, canvas, box, everyBand || series.emphasised());
    }
  }

  private void axes(Figure figure, Canvas canvas, Box box) {
    canvas.open("grid", GRID, 1);
    Outline grid = new Outline();
    for (Axis.Tick tick : figure.y().ticks()) {
      double y = box.y(figure.y().place(tick.value()));
      grid.move(box.left, y).line(box.right, y);
    }
    canvas.stroke("", grid, 1, List.of());
    canvas.close();

    canvas.open("axis", QUIET, 1);
    Outline lines = new Outline().move(box.left, box.bottom).line(box.right, box.bottom);
    boolean crowded = figure.x().ticks().size() > 7;
    double room =
        (box.right - box.left) / Math.max(1, figure.x().ticks().size()) * (crowded ? 1.9 : 0.95);
    int row = 0;
    for (Axis.Tick tick : figure.x().ticks()) {
      double x = box.x(figure.x().place(tick.value()));
      lines.move(x, box.bottom).line(x, box.bottom + 4);
      double drop = crowded ? 15 + 12 * (row++ % 2) : 17;
      canvas.text(
          crowded ? "tick crowded" : "tick",
          x,
          box.bottom + drop,
          typeface.fit(tick.label(), SMALL, room),
          Anchor.MIDDLE,
          SMALL);
    }
    canvas.stroke("", lines, 1, List.of());
    for (Axis.Tick tick : figure.y().ticks()) {
      double y = box.y(figure.y().place(tick.value()));
      canvas.text("tick", box.left - 7, y + 4, tick.label(), Anchor.END, SMALL);
    }
    canvas.close();

    canvas.open("names", TEXT, 1);
    canvas.text("name", box.right, box.bottom + 42, figure.x().title(), Anchor.END, LETTERS);
    canvas.text("name", 12, box.top - 14, figure.y().title(), Anchor.START, LETTERS);
    canvas.close();
  }

  private static void guide(Figure figure, Guide guide, Canvas canvas, Box box) {
    Outline path = new Outline();
    double x = 0;
    double y = 0;
    for (int i = 0; i < guide.x().length; i++) {
      x = box.x(figure.x().place(guide.x()[i]));
      y = box.y(figure.y().place(guide.y()[i]));
      if (guide.kind() == Guide.Kind.MARKS) {
        Marker.CIRCLE.draw(path, x, y, 5.5);
      } else if (i == 0) {
        path.move(x, y);
      } else {
        path.line(x, y);
      }
    }
    String rule =
        guide.rule().isEmpty()
            ? ""
            : figure.series().stream()
                .filter(series -> series.rule().equals(guide.rule().get()))
                .findFirst()
                .map(series -> " " + series.style().css())
                .orElse("");
    int colour =
        figure.series().stream()
            .filter(series -> guide.rule().filter(series.rule()::equals).isPresent())
            .findFirst()
            .map(series -> series.style().light())
            .orElse(guide.kind() == Guide.Kind.FRONTIER ? TEXT : QUIET);
    switch (guide.kind()) {
      case LEVEL -> {
        canvas.open("guide level", colour, 1);
        canvas.stroke("", path, 1, List.of(2.0, 3.0));
        boolean left = isFreeAtLeft(figure, guide.y()[0]);
        canvas.text(
            "note",
            left ? box.left + 6 : box.right,
            y - 4,
            guide.label(),
            left ? Anchor.START : Anchor.END,
            SMALL);
      }
      case FRONTIER -> {
        canvas.open("guide frontier", colour, 1);
        canvas.stroke("", path, 2.2, List.of());
        canvas.text("note", x, y - 8, guide.label(), Anchor.END, SMALL);
      }
      case LAW -> {
        canvas.open("guide law" + rule, colour, 0.85);
        canvas.stroke("", path, 1, List.of(1.0, 2.0));
      }
      case MARKS -> {
        canvas.open("guide law" + rule, colour, 0.85);
        canvas.stroke("", path, 1, List.of());
      }
    }
    canvas.close();
  }

  /** Whether the curves leave more room around a level where they start than where they end. */
  private static boolean isFreeAtLeft(Figure figure, double level) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.POSITIVE_INFINITY;
    for (Series series : figure.series()) {
      List<Point> points = series.points();
      left = Math.min(left, Math.abs(points.get(0).y() - level));
      right = Math.min(right, Math.abs(points.get(points.size() - 1).y() - level));
    }
    return left >= right;
  }

  private static void series(
      Figure figure, Series series, Canvas canvas, Box box, boolean withBand) {
    canvas.open(
        "series " + series.style().css() + (series.emphasised() ? " on" : " faint"),
        series.style().light(),
        series.emphasised() ? 1 : FAINT);
    List<Point> points = series.points();
    if (figure.look() == Look.CURVE && withBand) {
      band(figure, points, canvas, box);
    }
    if ((figure.look().isLoose() || figure.look() == Look.LINE) && withBand) {
      bars(figure, points, canvas, box);
    }
    Outline line = new Outline();
    for (int i = 0; i < points.size(); i++) {
      double x = box.x(figure.x().place(points.get(i).x()));
      double y = box.y(figure.y().place(points.get(i).y()));
      if (i == 0) {
        line.move(x, y);
      } else {
        line.line(x, y);
      }
    }
    if (points.size() > 1 && !figure.look().isLoose()) {
      boolean curve = figure.look() != Look.PATH && figure.look() != Look.PARALLEL;
      canvas.stroke(
          "line", line, curve ? (series.emphasised() ? 2 : 1.3) : 0.8, series.style().dash());
    }
    markers(figure, series, canvas, box, point -> !point.dominated(), "mark");
    if (points.stream().anyMatch(Point::dominated)) {
      canvas.open("dominated", DOMINATED, 1);
      markers(figure, series, canvas, box, Point::dominated, "mark");
      canvas.close();
    }
    labels(figure, series, canvas, box);
    canvas.close();
  }

  private static void band(Figure figure, List<Point> points, Canvas canvas, Box box) {
    List<Point> known = points.stream().filter(point -> point.interval().isPresent()).toList();
    if (known.size() < 2) {
      return;
    }
    Outline band = new Outline();
    for (int i = 0; i < known.size(); i++) {
      double x = box.x(figure.x().place(known.get(i).x()));
      double y = box.y(within(figure.y().place(known.get(i).interval().orElseThrow().high())));
      if (i == 0) {
        band.move(x, y);
      } else {
        band.line(x, y);
      }
    }
    for (int i = known.size() - 1; i >= 0; i--) {
      band.line(
          box.x(figure.x().place(known.get(i).x())),
          box.y(within(figure.y().place(known.get(i).interval().orElseThrow().low()))));
    }
    canvas.fill("band", band.close(), BAND);
  }

  private static void bars(Figure figure, List<Point> points, Canvas canvas, Box box) {
    Outline bars = new Outline();
    for (Point point : points) {
      double x = box.x(figure.x().place(point.x()));
      point
          .interval()
          .ifPresent(
              (Interval i) ->
                  bars.move(x, box.y(within(figure.y().place(i.low()))))
                      .line(x, box.y(within(figure.y().place(i.high())))));
    }
    if (!bars.isEmpty()) {
      canvas.stroke("band", bars, 1.4, List.of());
    }
  }

  /** A bar or band ends at the frame where its interval leaves the axis, as one over shares may. */
  private static double within(double place) {
    return Math.max(0, Math.min(1, place));
  }

  private static void markers(
      Figure figure, Series series, Canvas canvas, Box box, Predicate<Point> which, String css) {
    List<Point> points = series.points();
    int stride =
        figure.look().isLoose()
            ? 1
            : Math.max(1, (int) Math.ceil((points.size() - 1.0) / (MOST_MARKERS - 1)));
    Outline marks = new Outline();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if ((i % stride == 0 || !point.label().isEmpty()) && which.test(point)) {
        series
            .style()
            .marker()
            .draw(
                marks, box.x(figure.x().place(point.x())), box.y(figure.y().place(point.y())), 3.2);
      }
    }
    if (!marks.isEmpty()) {
      canvas.fill(css, marks, 1);
    }
  }

  private static void labels(Figure figure, Series series, Canvas canvas, Box box) {
    if (figure.look() == Look.PARALLEL) {
      return; // the page's script shows them
    }
    // neighbours of different rules write on different sides
    boolean above = series.style().slot() % 2 == 0;
    for (Point point : series.points()) {
      if (!point.label().isEmpty()) {
        double x = box.x(figure.x().place(point.x()));
        boolean atEdge = x > box.right - 30;
        canvas.text(
            "note label",
            atEdge ? x - 7 : x + 7,
            box.y(figure.y().place(point.y())) + (above ? -6 : 13),
            point.label(),
            atEdge ? Anchor.END : Anchor.START,
            SMALL - 1);
      }
    }
  }

  private void legend(Figure figure, Canvas canvas, double top) {
    List<Series> entries =
        figure.series().stream()
            .sorted((a, b) -> Integer.compare(a.style().slot(), b.style().slot()))
            .toList();
    double column = legendColumn(figure);
    int columns = (int) ((WIDTH - 24) / column);
    for (int i = 0; i < entries.size(); i++) {
      Series series = entries.get(i);
      double x = 14 + column * (i % columns);
      int line = i / columns;
      double y = top + 10 + LEGEND_LINE * line;
      canvas.open("entry", series.style().light(), series.emphasised() ? 1 : FAINT + 0.2);
      canvas.stroke(
          "line",
          new Outline().move(x, y).line(x + 26, y),
          series.emphasised() ? 2 : 1.3,
          series.style().dash());
      Outline mark = new Outline();
      series.style().marker().draw(mark, x + 13, y, 3.2);
      canvas.fill("mark", mark, 1);
      canvas.close();
      canvas.open("names", TEXT, 1);
      canvas.text(
          "entry",
          x + 32,
          y + 4,
          typeface.fit(series.rule(), SMALL, column - 40),
          Anchor.START,
          SMALL);
      canvas.close();
    }
  }

  private double legendColumn(Figure figure) {
    double widest =
        figure.series().stream()
            .mapToDouble(series -> typeface.width(typeface.printable(series.rule()), SMALL))
            .max()
            .orElse(0);
    return Math.min((WIDTH - 24) / 2, widest + 46);
  }

  private double fileHeight(Figure figure) {
    int columns = (int) ((WIDTH - 24) / legendColumn(figure));
    int lines = (figure.series().size() + columns - 1) / columns;
    return HEIGHT + TITLE_HEIGHT + LEGEND_LINE * lines + 8;
  }
}
