package org.lethe.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.noscript;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.lethe.nd.AtomicFiles;
import org.lethe.report.Figure.Guide;
import org.lethe.report.Figure.Look;
import org.lethe.report.Figure.Point;
import org.lethe.report.Figure.Series;
import org.lethe.results.Estimate;
import org.lethe.settings.BadInput;

/**
 * A page of curves over any number, for studies whose question is not how much to delete: {@code
 * index.html} with the same figures as SVG, PDF and CSV and the same tables as CSV, Markdown and
 * LaTeX beside it.
 *
 * @param title the heading
 * @param kicker what stands small above it
 * @param answer what came out, in sentences
 * @param sections in the order of the page
 * @param notes what must be said with the numbers
 * @param settings resolved, shown as they are
 */
public record CurvesPage(
    String title,
    String kicker,
    List<String> answer,
    List<Section> sections,
    List<String> notes,
    String settings) {

  public CurvesPage {
    answer = List.copyOf(answer);
    sections = List.copyOf(sections);
    notes = List.copyOf(notes);
  }

  /** Curves and tables under one heading. */
  public record Section(String title, String explanation, List<Curves> curves, List<Grid> grids) {
    public Section {
      curves = List.copyOf(curves);
      grids = List.copyOf(grids);
    }
  }

  /**
   * One figure.
   *
   * @param name of its files, lower-case letters, digits and dashes, unique on the page
   * @param description what is to be seen, for those who do not see it
   * @param unit of y: {@code fraction} is shown as percent
   * @param levels values to compare with, by their label
   */
  public record Curves(
      String name,
      String title,
      String description,
      String x,
      String y,
      String unit,
      List<Curve> curves,
      List<Level> levels) {
    public Curves {
      curves = List.copyOf(curves);
      levels = List.copyOf(levels);
    }
  }

  /** A horizontal line. */
  public record Level(String label, double value) {}

  /**
   * One line.
   *
   * @param name in the legend; equal names look alike in all figures
   * @param x ascending
   * @param y one an x
   */
  public record Curve(String name, List<Double> x, List<Estimate> y) {
    public Curve {
      x = List.copyOf(x);
      y = List.copyOf(y);
      if (x.size() != y.size()) {
        throw new IllegalArgumentException(name + ": x=" + x.size() + ", y=" + y.size());
      }
    }
  }

  /**
   * One table of estimates.
   *
   * @param first the heading of the first column
   * @param columns the other headings
   */
  public record Grid(
      String name, String caption, String first, List<Head> columns, List<Line> lines) {
    public Grid {
      columns = List.copyOf(columns);
      lines = List.copyOf(lines);
    }
  }

  /** A column: {@code unit} is that of its numbers. */
  public record Head(String name, String title, String unit) {}

  /**
   * A row.
   *
   * @param cells one a column
   * @param of how many seeds could have had a value
   */
  public record Line(String name, List<Optional<Estimate>> cells, int of) {
    public Line {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Writes the page and its files.
   *
   * @return the page
   * @throws BadInput if they cannot be written there
   */
  public Path write(Path folder) {
    try {
      return writeAll(folder);
    } catch (IOException e) {
      throw new BadInput("cannot write the report to " + folder + ": " + e.getMessage(), e);
    }
  }

  private Path writeAll(Path folder) throws IOException {
    Palette palette =
        Palette.inOrder(all().flatMap(c -> c.curves().stream()).map(Curve::name).toList());
    Plot plot = new Plot(Typeface.load());
    for (Curves curves : all().toList()) {
      Figure figure = figure(curves, palette);
      Path base = folder.resolve("figures").resolve(figure.name());
      save(base + ".svg", plot.svg(figure).getBytes(StandardCharsets.UTF_8));
      save(base + ".pdf", plot.pdf(figure));
      save(
          base + ".csv",
          TableFormat.CSV.write(Tables.numbersOf(figure)).getBytes(StandardCharsets.UTF_8));
    }
    for (Grid grid : sections.stream().flatMap(s -> s.grids().stream()).toList()) {
      for (TableFormat format : TableFormat.values()) {
        save(
            folder.resolve("tables").resolve(grid.name()) + "." + format.extension(),
            format.write(table(grid)).getBytes(StandardCharsets.UTF_8));
      }
    }
    Path page = folder.resolve("index.html");
    save(page.toString(), html(palette, plot).getBytes(StandardCharsets.UTF_8));
    return page;
  }

  private static void save(String file, byte[] content) throws IOException {
    AtomicFiles.write(Path.of(file), content);
  }

  private Stream<Curves> all() {
    return sections.stream().flatMap(section -> section.curves().stream());
  }

  // ------------------------------------------------------------------ page

  private String html(Palette palette, Plot plot) {
    Set<String> emphasised = new HashSet<>(palette.rules());
    List<Figure> figures = all().map(curves -> figure(curves, palette)).toList();
    return Sheet.html(
        title + " – Lethe",
        palette,
        emphasised,
        figures,
        header(
            div(p(kicker).withClass("kicker"), Sheet.themeButton()).withClass("top"),
            h1(title),
            div(each(answer, sentence -> p(sentence))).withClass("answer"),
            p("All intervals are 95 %: Student's t below 10 seeds, bootstrap over seeds from 10.")
                .withClass("meta"),
            nav(each(sections, s -> a(s.title()).withHref("#" + Panel.slug(s.title()))))
                .attr("aria-label", "Sections"),
            noscript(p("Scripts are off: the figures are here without values under the pointer."))),
        main(
            Sheet.legend(palette, palette.rules(), emphasised),
            each(sections, s -> sectionOf(s, palette, plot)),
            notes.isEmpty()
                ? div()
                : section(h2("Notes"), ul(each(notes, note -> li(note)))).withId("notes"),
            section(h2("How it was made"), details(summary("Settings"), pre(settings)))
                .withId("made")));
  }

  private static DomContent sectionOf(Section section, Palette palette, Plot plot) {
    return section(
            h2(section.title()),
            p(section.explanation()).withClass("explain"),
            each(section.grids(), grid -> Sheet.table(table(grid), Sheet.tableFiles(grid.name()))),
            div(each(
                    section.curves(),
                    curves ->
                        Sheet.figure(
                            plot, figure(curves, palette), Sheet.figureFiles(curves.name()))))
                .withClass("view grid-of-figures"))
        .withId(Panel.slug(section.title()));
  }

  // ------------------------------------------------------------------ parts

  private static Figure figure(Curves curves, Palette palette) {
    double[] places =
        curves.curves().stream()
            .flatMap(curve -> curve.x().stream())
            .mapToDouble(Double::doubleValue)
            .distinct()
            .sorted()
            .toArray();
    if (places.length < 2) { // an axis has a length
      double only = places.length == 0 ? 0 : places[0];
      places = new double[] {only, only + 1};
    }
    Form form = Form.of(curves.unit());
    Axis x = Axis.at(curves.x(), Form.NUMBER, places);
    List<Series> series = new ArrayList<>();
    for (Curve curve : curves.curves()) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < curve.x().size(); i++) {
        Estimate y = curve.y().get(i);
        points.add(
            new Point(0, curve.x().get(i), y.mean(), Figure.Interval.of(y), y.n(), "", false));
      }
      series.add(new Series(curve.name(), palette.of(curve.name()), true, points));
    }
    Axis y =
        Axis.holding(
            curves.y(),
            form,
            DoubleStream.concat(
                series.stream()
                    .flatMapToDouble(s -> s.points().stream().flatMapToDouble(Point::extent)),
                curves.levels().stream().mapToDouble(Level::value)));
    return new Figure(
        curves.name(),
        curves.title(),
        curves.description(),
        Look.LINE,
        x,
        y,
        curves.levels().stream()
            .map(level -> Guide.level(level.label(), x, level.value()))
            .toList(),
        series);
  }

  private static Table table(Grid grid) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("name", grid.first()));
    grid.columns().forEach(head -> columns.add(Column.estimate(head.name(), head.title())));
    List<List<Cell>> rows = new ArrayList<>();
    for (Line line : grid.lines()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(new Cell.Text(line.name()));
      for (int i = 0; i < line.cells().size(); i++) {
        cells.add(
            new Cell.Measured(
                line.cells().get(i), Form.of(grid.columns().get(i).unit()), line.of()));
      }
      rows.add(cells);
    }
    return new Table(grid.name(), grid.caption(), columns, rows);
  }
}
