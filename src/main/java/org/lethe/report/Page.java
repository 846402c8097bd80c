package org.lethe.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.label;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.noscript;
import static j2html.TagCreator.option;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.select;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lethe.report.Figures.Gallery;
import org.lethe.report.Figures.View;
import org.lethe.results.Provenance;
import org.lethe.results.TrialRecord;
import org.lethe.results.Verdict;

/** The page of a study: the answer first, then figures, tables, notes and how it was made. */
final class Page {

  /** More comparisons than this that failed are folded away too: the answer comes first. */
  private static final int MOST_UNFOLDED = 12;

  private static final String EXPECTATIONS = "expectations";
  private static final String PRINTED = "Printed numbers against ours";
  private static final String UNLEARNERS = "Unlearners beside retraining";

  private final Findings findings;
  private final CostFigures costs;
  private final List<Gallery> galleries;
  private final List<Table> tables;
  private final Plot plot;
  private final Optional<String> spec;
  private final boolean withFiles;
  private final Optional<String> standing;

  /**
   * @param spec the resolved settings, shown as they are
   * @param standing what a page that is made while trials run says of whether more may come;
   *     without it figures and tables lie beside the page as files
   */
  Page(
      Findings findings,
      List<Gallery> galleries,
      List<Table> tables,
      Plot plot,
      Optional<String> spec,
      Optional<String> standing) {
    this.findings = findings;
    this.costs = new CostFigures(findings);
    this.galleries = galleries;
    this.tables = tables;
    this.plot = plot;
    this.spec = spec;
    this.withFiles = standing.isEmpty();
    this.standing = standing;
  }

  /** The whole file. */
  String html() {
    return Sheet.html(
        findings.study().name() + " – Lethe",
        costs.palette(),
        standingOut(),
        figures(),
        top(),
        main(
            expectations(),
            warnings(),
            tableSection("What went wrong", FailureTable.NAME),
            iff(!asksForBudgets(), unlearners()),
            figureSections(),
            iff(asksForBudgets(), unlearners()),
            targetSections(),
            tableSection("Paired differences against random", "differences"),
            tableSection("", "differences-retained"),
            tableSection("Values at some budgets", "forgetting"),
            tableSection("", "retaining"),
            tableSection("Whole curves in few numbers", "curve-facts"),
            tableSection("What it cost", "cost"),
            notes(),
            madeBy()));
  }

  /** Rules that the question is about, and every unlearner. */
  private Set<String> standingOut() {
    Set<String> names = new TreeSet<>(findings.emphasised());
    names.addAll(costs.unlearners());
    return names;
  }

  /** Whether the question is how much must go; else it is which unlearner comes nearest. */
  private boolean asksForBudgets() {
    return findings.definition().isPresent();
  }

  private DomContent unlearners() {
    return tableSection(UNLEARNERS, UnlearningTable.NAME);
  }

  private List<Figure> figures() {
    return galleries.stream()
        .flatMap(gallery -> gallery.views().stream())
        .flatMap(view -> view.figures().stream())
        .toList();
  }

  // ------------------------------------------------------------------ top

  private DomContent top() {
    List<TrialRecord> trials = findings.records().trials();
    long seeds = trials.stream().map(trial -> trial.key().seed()).distinct().count();
    return header(
        div(
                p(findings.study().name() + " · distributional unlearning").withClass("kicker"),
                Sheet.themeButton())
            .withClass("top"),
        h1(findings.study().title()),
        div(each(new Answer(findings).sentences(), sentence -> p(sentence))).withClass("answer"),
        p(trials.size()
                + " trials, "
                + findings.palette().rules().size()
                + " rules, "
                + seeds
                + (seeds == 1 ? " seed" : " seeds")
                + ". All intervals are 95 %: Student's t below 10 seeds, bootstrap over seeds from"
                + " 10. Forgetting is judged on forget-test; p1 is what must go, p2 what must"
                + " stay.")
            .withClass("meta"),
        iff(standing.isPresent(), p(standing.orElse("")).withClass("meta")),
        nav(each(places(), (id, title) -> a(title).withHref("#" + id)))
            .attr("aria-label", "Sections"),
        noscript(
            p(
                "Scripts are off: the figures are here without values under the pointer; other"
                    + " metrics are in the folder figures beside this page.")));
  }

  /** The sections that a reader may look for, by their anchors. */
  private Map<String, String> places() {
    Map<String, String> places = new LinkedHashMap<>();
    if (table(EXPECTATIONS).isPresent()) {
      places.put(EXPECTATIONS, PRINTED);
    }
    galleries.forEach(gallery -> places.put(gallery.id(), gallery.title()));
    if (table(UnlearningTable.NAME).isPresent()) {
      places.put(UnlearningTable.NAME, UNLEARNERS);
    }
    return places;
  }

  private DomContent expectations() {
    List<Verdict> verdicts = findings.summary().verdicts();
    if (verdicts.isEmpty()) {
      return none();
    }
    Map<Verdict.Outcome, Long> counts =
        verdicts.stream()
            .collect(Collectors.groupingBy(Verdict::outcome, TreeMap::new, Collectors.counting()));
    Table all = table(EXPECTATIONS).orElseThrow();
    List<DomContent> groups = new ArrayList<>();
    counts.forEach(
        (outcome, count) ->
            groups.add(
                verdictGroup(
                    outcome,
                    all.where(row -> row.get(0).text().equals(outcome.word())),
                    groups.isEmpty() && count <= MOST_UNFOLDED)));
    return section(
            h2(PRINTED),
            p(all.caption()).withClass("explain"),
            each(groups, Function.identity()),
            tableFiles(all.name()))
        .withId(EXPECTATIONS);
  }

  /**
   * The comparisons that came out alike, folded away: how many there are stands above them, and
   * what all of them share is said once instead of in every row.
   */
  private static DomContent verdictGroup(Verdict.Outcome outcome, Table rows, boolean open) {
    List<Column> shared =
        rows.columns().stream()
            .skip(1)
            .filter(column -> column.kind() == Column.Kind.TEXT && rows.isConstant(column))
            .toList();
    String inAll =
        shared.stream()
            .map(
                column ->
                    rows.with(column::equals).rows().get(0).get(0).text().isBlank()
                        ? ""
                        : column.title()
                            + ": "
                            + rows.with(column::equals).rows().get(0).get(0).text())
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining("; "));
    String heading = rows.rows().size() + " " + outcome.word();
    return details(
            summary(span(heading).withClass("verdict " + outcome.word().replace(' ', '-'))),
            iff(!inAll.isEmpty(), p("In all of them – " + inAll + ".").withClass("explain")),
            Sheet.grid(
                rows.with(
                    column -> !column.equals(rows.columns().get(0)) && !shared.contains(column)),
                heading))
        .withClass("group")
        .condAttr(open, "open", "");
  }

  private DomContent warnings() {
    List<String> sentences = new ArrayList<>(findings.summary().warnings());
    sentences.addAll(findings.records().warnings());
    if (sentences.isEmpty()) {
      return none();
    }
    return section(h2("Warnings"), ul(each(sentences, sentence -> li(sentence))))
        .withId("warnings")
        .withClass("warnings");
  }

  // ------------------------------------------------------------------ figures

  private DomContent figureSections() {
    List<DomContent> sections = new ArrayList<>();
    for (Gallery gallery : galleries) {
      if (gallery.id().equals("pareto")) {
        sections.add(tableSection("Where it is halved", "crossings"));
      }
      sections.add(galleryOf(gallery));
      if (gallery.id().equals(AgreementFigures.NAME)) {
        sections.add(tableSection("", AgreementFigures.NAME));
      }
    }
    if (galleries.stream().noneMatch(gallery -> gallery.id().equals("pareto"))) {
      sections.add(tableSection("Where it is halved", "crossings"));
    }
    return div(
        iff(
            !galleries.isEmpty(),
            Sheet.legend(costs.palette(), findings.palette().rules(), standingOut())),
        each(sections, Function.identity()));
  }

  private DomContent galleryOf(Gallery gallery) {
    List<View> views = gallery.views();
    List<DomContent> shown = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      shown.add(
          div(each(
                  views.get(i).figures(),
                  figure ->
                      Sheet.figure(
                          plot, figure, withFiles ? Sheet.figureFiles(figure.name()) : none())))
              .withClass("view grid-of-figures")
              .condAttr(i > 0, "hidden", ""));
    }
    return section(
            h2(gallery.title()),
            p(gallery.explanation()).withClass("explain"),
            iff(
                gallery.id().equals(CostFigures.ID),
                Sheet.legend(costs.palette(), costs.unlearners(), standingOut())),
            iff(
                views.size() > 1,
                div(label(
                        span("Show"),
                        select(each(views, view -> option(view.title())))
                            .attr("data-gallery", gallery.id())))
                    .withClass("toolbar")
                    .attr("hidden")),
            each(shown, Function.identity()))
        .withId(gallery.id());
  }

  // ------------------------------------------------------------------ tables

  private Optional<Table> table(String name) {
    return tables.stream().filter(candidate -> candidate.name().equals(name)).findFirst();
  }

  private DomContent tableSection(String heading, String name) {
    return table(name)
        .<DomContent>map(
            table -> section(iff(!heading.isEmpty(), h2(heading)), tableOf(table)).withId(name))
        .orElse(none());
  }

  private DomContent tableOf(Table table) {
    return Sheet.table(table, tableFiles(table.name()));
  }

  private DomContent tableFiles(String name) {
    return withFiles ? Sheet.tableFiles(name) : none();
  }

  /** One table a target, under one heading. */
  private DomContent targetSections() {
    List<Table> searched =
        tables.stream().filter(table -> table.name().startsWith(TargetTables.NAME)).toList();
    return searched.isEmpty()
        ? none()
        : section(h2("Searched budgets"), each(searched, this::tableOf)).withId(TargetTables.NAME);
  }

  // ------------------------------------------------------------------ end

  private DomContent notes() {
    List<String> notes = new ArrayList<>(findings.records().notes(findings.study()));
    if (!findings.study().notComparable().isBlank()) {
      notes.add("Not comparable with the printed numbers: " + findings.study().notComparable());
    }
    return notes.isEmpty()
        ? none()
        : section(h2("Notes"), ul(each(notes, note -> li(note)))).withId("notes");
  }

  private DomContent madeBy() {
    List<Provenance> made = findings.records().provenance();
    Map<String, List<String>> checksums = new TreeMap<>();
    for (Provenance provenance : made) {
      provenance
          .dataSha256()
          .forEach(
              (member, sha256) -> {
                List<String> known = checksums.computeIfAbsent(member, m -> new ArrayList<>());
                if (!known.contains(sha256)) {
                  known.add(sha256);
                }
              });
    }
    List<DomContent> lines = new ArrayList<>();
    fact(lines, "Lethe", made, p -> p.version());
    fact(lines, "commit", made, p -> p.commit() + (p.dirty() ? " with uncommitted changes" : ""));
    fact(lines, "Java", made, Provenance::java);
    fact(lines, "system", made, Provenance::os);
    fact(lines, "processor", made, Provenance::cpu);
    fact(lines, "threads", made, p -> Integer.toString(p.threads()));
    fact(lines, "engine", made, Provenance::engine);
    fact(lines, "started", made, Provenance::started);
    fact(lines, "plan", made, Provenance::plan);
    checksums.forEach(
        (member, values) -> {
          lines.add(dt("sha256 of " + member));
          lines.add(dd(String.join(", ", values)));
        });
    return section(
            h2("How it was made"),
            iff(!lines.isEmpty(), dl(each(lines, Function.identity()))),
            spec.<DomContent>map(text -> details(summary("Settings"), pre(text))).orElse(none()))
        .withId("made");
  }

  private static void fact(
      List<DomContent> lines, String name, List<Provenance> made, Function<Provenance, String> of) {
    List<String> values =
        made.stream().map(of).filter(value -> !value.isEmpty()).distinct().sorted().toList();
    if (!values.isEmpty()) {
      String shown =
          values.size() <= 4
              ? String.join(", ", values)
              : values.get(0) + " … " + values.get(values.size() - 1) + " (" + values.size() + ")";
      lines.add(dt(name));
      lines.add(dd(shown));
    }
  }

  private static DomContent none() {
    return rawHtml("");
  }
}
