package org.lethe.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.main;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;

import j2html.tags.DomContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lethe.nd.AtomicFiles;
import org.lethe.report.Figure.Series;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepFolder;
import org.lethe.results.SweepResult;
import org.lethe.settings.BadInput;

/**
 * The page of a sweep: which candidates are best, what they have in common, and what went wrong.
 * Made from the folder's {@code sweep.json} alone, also while the sweep runs.
 */
public final class SweepPage {
  private final SweepResult result;
  private final SweepTables tables;
  private final SweepFigures figures;
  private final Plot plot;

  private SweepPage(SweepResult result) throws IOException {
    this.result = result;
    this.tables = new SweepTables(result);
    this.figures = new SweepFigures(result);
    this.plot = new Plot(Typeface.load());
  }

  /**
   * Writes the page, its figures and its tables into {@code report/}.
   *
   * @return the page
   * @throws BadInput if the folder holds no sweep or cannot be written
   */
  public static Path write(SweepFolder folder) {
    return write(folder, folder.path().resolve("report"));
  }

  /** As above, to another place. */
  public static Path write(SweepFolder folder, Path report) {
    try {
      SweepPage page = new SweepPage(folder.read());
      for (Figure figure : page.figures.all()) {
        Path file = report.resolve("figures").resolve(figure.name());
        AtomicFiles.write(Path.of(file + ".svg"), utf8(page.plot.svg(figure)));
        AtomicFiles.write(Path.of(file + ".pdf"), page.plot.pdf(figure));
        AtomicFiles.write(
            Path.of(file + ".csv"), utf8(TableFormat.CSV.write(Tables.numbersOf(figure))));
      }
      AtomicFiles.write(report.resolve("index.html"), utf8(page.html(true)));
      return report.resolve("index.html");
    } catch (IOException e) {
      throw new BadInput("cannot write the report to " + report + ": " + e.getMessage(), e);
    }
  }

  /** The page alone, for who looks on while the sweep runs. */
  public static String live(SweepFolder folder) {
    try {
      return new SweepPage(folder.read()).html(false);
    } catch (IOException e) {
      throw new BadInput("cannot make the page: " + e.getMessage(), e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String html(boolean withFiles) {
    Set<String> emphasised = new LinkedHashSet<>(figures.emphasised());
    return Sheet.html(
        title() + " – Lethe",
        figures.palette(),
        emphasised,
        figures.all(),
        top(),
        main(
            best(),
            group("front", "What can be had", figures.front(), withFiles),
            group("parallel", "Settings side by side", figures.parallel(), withFiles),
            group("keys", "One key at a time", figures.keys(), withFiles),
            failures(),
            section(h2("All candidates"), Sheet.table(tables.candidates(), none()))
                .withId("candidates")
                .attr("data-filter", "candidates")));
  }

  private String title() {
    return result.title().isEmpty() ? result.name() : result.title();
  }

  private DomContent top() {
    List<String> answer = new ArrayList<>();
    long failed =
        result.candidates().stream()
            .filter(each -> each.status() == SweepCandidate.Status.FAILED)
            .count();
    answer.add(
        String.format(
            Locale.ROOT,
            "%d candidates by %s search%s%s.",
            result.candidates().size(),
            result.search(),
            failed > 0 ? ", " + failed + " of them failed" : "",
            result.repeats() > 0 ? "; " + result.repeats() + " draws were repeats" : ""));
    answer.add(
        result.finished()
            ? "The search has ended: " + result.ending() + "."
            : "The search has not ended.");
    if (!result.pareto().isEmpty()) {
      answer.add(
          result.goals().size() == 1
              ? "Best: " + TextTables.best(result) + "."
              : result.pareto().size() + " of them are beaten by no other one.");
    }
    return header(
        div(p("sweep · distributional unlearning").withClass("kicker"), Sheet.themeButton())
            .withClass("top"),
        h1(title()),
        div(each(answer, sentence -> p(sentence))).withClass("answer"),
        p("Judged on validation data. Test data have no part in the choice: run best.yaml to see"
                + " what it is worth on them.")
            .withClass("meta"));
  }

  private DomContent best() {
    return tables.pareto().isEmpty()
        ? none()
        : section(
                h2(result.goals().size() == 1 ? "The best" : "The Pareto set"),
                Sheet.table(tables.pareto(), none()))
            .withId("best");
  }

  private DomContent failures() {
    return tables.failures().isEmpty()
        ? none()
        : section(h2("What went wrong"), Sheet.table(tables.failures(), none())).withId("failures");
  }

  private DomContent group(String id, String heading, List<Figure> shown, boolean withFiles) {
    return shown.isEmpty()
        ? none()
        : section(
                h2(heading),
                Sheet.legend(
                    figures.palette(),
                    shown.stream()
                        .flatMap(figure -> figure.series().stream())
                        .map(Series::rule)
                        .distinct()
                        .toList(),
                    new LinkedHashSet<>(figures.emphasised())),
                div(each(
                        shown,
                        figure ->
                            Sheet.figure(
                                plot,
                                figure,
                                withFiles ? Sheet.figureFiles(figure.name()) : none())))
                    .withClass("view grid-of-figures"))
            .withId(id);
  }

  private static DomContent none() {
    return rawHtml("");
  }
}
