package org.lethe.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lethe.results.CrossingDefinition;
import org.lethe.results.CrossingRow;
import org.lethe.results.Estimate;

/** The study's question answered in plain sentences with numbers, one a panel. */
final class Answer {

  private final Findings findings;

  Answer(Findings findings) {
    this.findings = findings;
  }

  /** One sentence a panel; one sentence alone where nothing can be answered yet. */
  List<String> sentences() {
    if (findings.definition().isEmpty()) {
      return List.of(
          "No budget at which "
              + findings.study().primaryMetric()
              + " is halved can be read from these records: that takes a rule with trials, and"
              + " budget 0.");
    }
    List<String> sentences = new ArrayList<>();
    for (Panel panel : findings.panels()) {
      String head = findings.panels().size() > 1 ? panel.title() + ": " : "";
      sentences.add(head + sentence(panel, findings.definition().get()));
    }
    return sentences;
  }

  private String sentence(Panel panel, CrossingDefinition definition) {
    Optional<CrossingRow> best = findings.best(panel);
    Optional<CrossingRow> random = findings.random(panel);
    String metric = findings.study().primaryMetric();
    if (panel.curves().stream().allMatch(c -> findings.crossing(c, definition).isEmpty())) {
      return "budget 0 is missing, so that nothing can be said of halving.";
    }
    List<String> clauses = new ArrayList<>();
    boolean alone = panel.curves().size() == 1 && random.isPresent();
    if (best.isPresent()) {
      CrossingRow row = best.get();
      clauses.add(
          row.curve().scorer() + " " + verb(definition, metric) + after(panel) + numbers(row));
    } else if (!alone) {
      clauses.add("no selective rule " + verb(definition, metric) + " at any budget tried");
    }
    random.ifPresent(row -> clauses.add(randomClause(row, alone ? after(panel) : "", definition)));
    if (best.isPresent() && random.isEmpty()) {
      clauses.add("random was not run");
    }
    findings
        .control(panel)
        .filter(control -> best.isEmpty() || budget(control) < budget(best.get()))
        .ifPresent(
            control ->
                clauses.add(
                    "but the control "
                        + control.curve().scorer()
                        + ", a rule turned round, needs "
                        + (best.isPresent() ? "less still: " : "")
                        + numbers(control)));
    return String.join("; ", clauses) + ".";
  }

  private static double budget(CrossingRow row) {
    return row.budget().orElseThrow().mean();
  }

  private static String after(Panel panel) {
    return " after " + Removal.of(panel).present() + " ";
  }

  /**
   * @param after how its number is led in where it stands alone; empty beside a rule's
   */
  private String randomClause(CrossingRow random, String after, CrossingDefinition definition) {
    String what =
        after.isEmpty()
            ? " needs "
            : " " + verb(definition, findings.study().primaryMetric()) + after;
    return random.budget().isPresent()
        ? "random" + what + numbers(random)
        : "random never gets there (0 of " + random.n() + " seeds)";
  }

  private static String numbers(CrossingRow row) {
    Estimate budget = row.budget().orElseThrow();
    String interval =
        budget.n() > 1 ? "95 % interval " + Form.PERCENT.showRange(budget) + ", " : "";
    String seeds =
        row.reached() < row.n()
            ? row.reached() + " of " + row.n() + " seeds got there"
            : "n = " + row.n();
    return Form.PERCENT.showWithSymbol(budget.mean()) + " of p1 (" + interval + seeds + ")";
  }

  private static String verb(CrossingDefinition definition, String metric) {
    return switch (definition) {
      case HALF_OF_START -> "halves " + metric;
      case HALFWAY -> "brings " + metric + " halfway to its value at budget 1";
      case HALF_OF_FULL -> "brings " + metric + " to half of its value at budget 1";
    };
  }
}
