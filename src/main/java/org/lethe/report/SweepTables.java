package org.lethe.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lethe.results.Direction;
import org.lethe.results.SweepAxis;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepCandidate.Status;
import org.lethe.results.SweepGoal;
import org.lethe.results.SweepResult;

/** What a sweep found, as tables. */
final class SweepTables {
  private final SweepResult result;
  private final List<SweepCandidate> front;

  SweepTables(SweepResult result) {
    this.result = result;
    this.front = result.pareto();
  }

  /** Every candidate, in the order of their draws. */
  Table candidates() {
    return table(
        "candidates",
        "All candidates, in the order in which they were drawn; means over seeds on validation data"
            + " with 95 % intervals.",
        result.candidates());
  }

  /** Those that no other one beats. */
  Table pareto() {
    return table(
        "pareto",
        result.goals().size() == 1
            ? "The best candidate: its mean over seeds on validation data with a 95 % interval."
            : "Candidates that no other one beats in every goal: means over seeds on validation"
                + " data with 95 % intervals.",
        front);
  }

  /** How often each cause of a failure was met, the most frequent first. */
  Table failures() {
    Map<String, List<SweepCandidate>> byCause = new TreeMap<>();
    for (SweepCandidate candidate : result.candidates()) {
      if (candidate.status() == Status.FAILED || candidate.status() == Status.REFUSED) {
        byCause
            .computeIfAbsent(
                candidate.status().word() + ": " + candidate.cause(), cause -> new ArrayList<>())
            .add(candidate);
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    byCause.entrySet().stream()
        .sorted((a, b) -> Integer.compare(b.getValue().size(), a.getValue().size()))
        .forEach(
            each ->
                rows.add(
                    List.of(
                        new Cell.Text(each.getKey()),
                        new Cell.Count(each.getValue().size()),
                        new Cell.Text(each.getValue().get(0).id()))));
    return new Table(
        "failures",
        "Why candidates have no values. Failed ones are run again with --retry.",
        List.of(
            Column.text("cause", "cause"),
            Column.number("candidates", "candidates"),
            Column.text("example", "for instance")),
        rows);
  }

  private Table table(String name, String caption, List<SweepCandidate> candidates) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number("candidate", "#"));
    for (SweepAxis axis : result.axes()) {
      columns.add(
          axis.kind() == SweepAxis.Kind.CATEGORY
              ? Column.text(axis.key(), shortest(axis.key()))
              : Column.number(axis.key(), shortest(axis.key())));
    }
    for (SweepGoal goal : result.goals()) {
      columns.add(Column.estimate(goal.label(), goal.label() + arrow(goal)));
    }
    boolean halving = candidates.stream().anyMatch(each -> !each.resource().isEmpty());
    if (halving) {
      columns.add(Column.text("resource", "got"));
    }
    columns.add(Column.text("status", "status"));
    List<List<Cell>> rows = new ArrayList<>();
    for (SweepCandidate candidate : candidates) {
      List<Cell> row = new ArrayList<>();
      row.add(new Cell.Count(candidate.index()));
      for (int i = 0; i < result.axes().size(); i++) {
        row.add(value(result.axes().get(i), candidate.values().get(i)));
      }
      for (int goal = 0; goal < result.goals().size(); goal++) {
        row.add(
            candidate.isMeasured()
                ? Cell.Measured.of(candidate.estimate(goal), Form.NUMBER)
                : new Cell.Absent(List.of("", "", "", "")));
      }
      if (halving) {
        row.add(new Cell.Text(candidate.resource()));
      }
      row.add(new Cell.Text(status(candidate)));
      rows.add(row);
    }
    return new Table(name, caption, columns, rows);
  }

  /** The end of a key that no other key has; never a bare position in a list. */
  private String shortest(String key) {
    for (int dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) {
      String end = key.substring(dot);
      boolean unique =
          result.axes().stream().filter(axis -> ("." + axis.key()).endsWith(end)).count() == 1;
      if (unique && !Character.isDigit(end.charAt(1))) {
        return end.substring(1);
      }
    }
    return key;
  }

  private String status(SweepCandidate candidate) {
    if (front.contains(candidate)) {
      return result.goals().size() == 1 ? "best" : "on the front";
    }
    if (candidate.tied()) {
      return "tied with the best";
    }
    return candidate.status().word()
        + (candidate.status() == Status.INFEASIBLE ? ": " + candidate.cause() : "");
  }

  private static Cell value(SweepAxis axis, String text) {
    if (text.isEmpty()) {
      return new Cell.Absent(List.of(""));
    }
    return axis.kind() == SweepAxis.Kind.CATEGORY
        ? new Cell.Text(text)
        : new Cell.Value(Double.parseDouble(text), Form.NUMBER);
  }

  static String arrow(SweepGoal goal) {
    return goal.direction() == Direction.LOWER_IS_BETTER ? " ↓" : " ↑";
  }
}
