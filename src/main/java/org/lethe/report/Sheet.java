package org.lethe.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.button;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What every page has: one HTML file that needs nothing else. Names, notes and excerpts come from
 * files of anybody: all of them are escaped by the builder, the data block holds no {@code <}, and
 * the security policy allows exactly the one script and the one style sheet that are on the page,
 * by their hashes.
 */
final class Sheet {

  private Sheet() {}

  /**
   * The whole file.
   *
   * @param emphasised the rules that stand out before the reader chooses
   * @param figures those in the content, for the script
   */
  static String html(
      String title,
      Palette palette,
      Set<String> emphasised,
      List<Figure> figures,
      DomContent... content) {
    String css = css(palette);
    String js = resource("page.js");
    String policy =
        "default-src 'none'; script-src '"
            + hash(js)
            + "'; style-src '"
            + hash(css)
            + "'; img-src data:; base-uri 'none'; form-action 'none'";
    return "<!DOCTYPE html>\n"
        + TagCreator.html(
                head(
                    meta().withCharset("utf-8"),
                    meta().attr("http-equiv", "Content-Security-Policy").attr("content", policy),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    meta().withName("referrer").withContent("no-referrer"),
                    title(title),
                    style(rawHtml(css))),
                body(
                    each(List.of(content), part -> part),
                    script(rawHtml(PageData.of(palette, emphasised, figures)))
                        .withType("application/json")
                        .withId("data"),
                    script(rawHtml(js))))
            .withLang("en")
            .render()
        + "\n";
  }

  /** Light, dark, or as the reader's machine is; the script, which needs it, brings it out. */
  static DomContent themeButton() {
    return button("theme: auto").withId("theme").withType("button").attr("hidden");
  }

  /**
   * Rules with their lines, as buttons.
   *
   * @param rules of the palette, in their order
   */
  static DomContent legend(Palette palette, List<String> rules, Set<String> emphasised) {
    return div(
            each(
                rules,
                rule ->
                    button(rawHtml(Plot.swatch(palette.of(rule))), span(rule))
                        .withType("button")
                        .attr("data-rule", rule)
                        .attr("aria-pressed", String.valueOf(emphasised.contains(rule)))),
            span().withClass("tools"))
        .withClass("legend")
        .attr("role", "group")
        .attr("aria-label", "Rules that stand out in all figures");
  }

  /** Where a figure is to be had alone. */
  static DomContent figureFiles(String name) {
    return files("figures/" + name, List.of("svg", "pdf", "csv"));
  }

  /** Where a table is to be had alone. */
  static DomContent tableFiles(String name) {
    return files(
        "tables/" + name, Arrays.stream(TableFormat.values()).map(TableFormat::extension).toList());
  }

  private static DomContent files(String base, List<String> extensions) {
    return p(each(
            extensions,
            extension ->
                span(
                    a(extension.toUpperCase(Locale.ROOT)).withHref(base + "." + extension),
                    rawHtml(" "))))
        .withClass("files");
  }

  /**
   * A figure with its numbers.
   *
   * @param files where it is to be had alone
   */
  static DomContent figure(Plot plot, Figure figure, DomContent files) {
    return TagCreator.figure(
        h3(figure.title()),
        div(rawHtml(plot.embedded(figure)))
            .withClass("plot")
            .withTabindex(0)
            .attr("data-figure", figure.name())
            .attr("role", "group")
            .attr("aria-roledescription", "figure")
            .attr(
                "aria-label",
                figure.title() + ". " + figure.description() + " Arrow keys read the values."),
        figcaption(files, details(summary("Numbers"), div().withClass("numbers scroll"))));
  }

  /**
   * A table with its caption.
   *
   * @param files where it is to be had alone
   */
  static DomContent table(Table table, DomContent files) {
    return div(p(table.caption()).withClass("explain"), grid(table, table.caption()), files);
  }

  /**
   * The rows of a table alone, sortable by each column.
   *
   * @param label what a screen reader calls it
   */
  static DomContent grid(Table table, String label) {
    return div(TagCreator.table(
                thead(
                    tr(
                        each(
                            table.columns(),
                            column ->
                                th(column.title())
                                    .attr("scope", "col")
                                    .condAttr(column.kind().isNumeric(), "class", "n")))),
                tbody(each(table.rows(), row -> tr(each(cells(table, row), c -> c)))))
            .withClass("sortable")
            .attr("aria-label", label))
        .withClass("scroll");
  }

  private static List<TdTag> cells(Table table, List<Cell> row) {
    List<TdTag> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      Column column = table.columns().get(i);
      TdTag td = td(cell.text());
      cell.order().ifPresent(value -> td.attr("data-order", Form.exact(value)));
      if (column.kind().isNumeric()) {
        td.withClass("n");
      } else if (cell.text().length() > 24) {
        td.withClass("long");
      }
      cells.add(td);
    }
    return cells;
  }

  /** The style sheet with the dark theme, and the colours of the rules in both. */
  private static String css(Palette palette) {
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder(resource("page-dark.css"));
    StringBuilder classes = new StringBuilder();
    for (Style style : palette.styles().values()) {
      String name = style.css();
      light
          .append("  --")
          .append(name)
          .append(": #")
          .append(SvgCanvas.hex(style.light()))
          .append(";\n");
      dark.append("  --")
          .append(name)
          .append(": #")
          .append(SvgCanvas.hex(style.dark()))
          .append(";\n");
      classes.append('.').append(name).append(" {\n  color: var(--").append(name).append(");\n}\n");
    }
    // paper is white, whatever the screen is
    return resource("page.css")
        + "\n:root {\n"
        + light
        + "}\n@media screen and (prefers-color-scheme: dark) {\n:root:not([data-theme='light']) {\n"
        + dark
        + "}\n}\n@media screen {\n:root[data-theme='dark'] {\n"
        + dark
        + "}\n}\n"
        + classes;
  }

  private static String resource(String name) {
    try (InputStream in = Sheet.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the jar: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a content security policy writes it. */
  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
