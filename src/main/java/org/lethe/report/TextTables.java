package org.lethe.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;
import org.lethe.results.Summary;
import org.lethe.results.SweepCandidate;
import org.lethe.results.SweepResult;
import org.lethe.settings.Shown;

/** Tables for a terminal: aligned, at most 100 columns wide. */
public final class TextTables {

  /** No line is longer. */
  public static final int WIDTH = 100;

  private static final String GAP = "  ";
  private static final int NARROWEST = 6;

  private TextTables() {}

  /**
   * Where each rule halves the primary metric, earliest first, with 95 % intervals; ends with a
   * line break. Empty where nothing was asked.
   */
  public static String crossings(Summary summary) {
    Table table = new Tables(Findings.of(summary)).crossings();
    return table.isEmpty() ? "" : write(table);
  }

  /**
   * What searches found: for each target one sentence and a table, each followed by an empty line.
   * Empty where nothing was searched.
   */
  public static String targets(Summary summary) {
    StringBuilder out = new StringBuilder();
    for (Table table : TargetTables.of(summary.targets())) {
      out.append(WordUtils.wrap(Shown.line(table.caption()), WIDTH, "\n", false))
          .append('\n')
          .append(write(table))
          .append('\n');
    }
    return out.toString();
  }

  /** The candidates of a sweep that no other one beats, and how many there were of each kind. */
  public static String sweep(SweepResult result) {
    SweepTables tables = new SweepTables(result);
    StringBuilder out = new StringBuilder();
    Map<String, Long> byStatus =
        result.candidates().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.status().word(), TreeMap::new, Collectors.counting()));
    List<String> counts = new ArrayList<>();
    byStatus.forEach((status, count) -> counts.add(count + " " + status));
    out.append(result.candidates().size())
        .append(" candidates: ")
        .append(String.join(", ", counts))
        .append(result.repeats() > 0 ? "; " + result.repeats() + " draws were repeats" : "")
        .append(result.ending().isEmpty() ? "" : "; " + result.ending())
        .append(".\n\n");
    if (!tables.failures().isEmpty()) {
      out.append(write(tables.failures())).append('\n');
    }
    out.append(
        result.pareto().isEmpty()
            ? "No candidate is a result.\n"
            : Shown.line(tables.pareto().caption()) + "\n" + write(tables.pareto()));
    long tied = result.candidates().stream().filter(SweepCandidate::tied).count();
    if (tied > 0) {
      out.append(tied)
          .append(" other")
          .append(tied > 1 ? "s" : "")
          .append(" cannot be told from it by these seeds.\n");
    }
    return out.toString();
  }

  /** What is best so far, in one line: {@code forget 0.12 ± 0.02 (#4)}. */
  public static String best(SweepResult result) {
    List<SweepCandidate> front = result.pareto();
    if (front.size() != 1) {
      return front.size() + " on the front";
    }
    SweepCandidate best = front.get(0);
    List<String> goals = new ArrayList<>();
    for (int goal = 0; goal < result.goals().size(); goal++) {
      goals.add(result.goals().get(goal).label() + " " + Form.NUMBER.show(best.estimate(goal)));
    }
    return Shown.line(String.join(", ", goals)) + " (#" + best.index() + ")";
  }

  /** Column titles, a rule, rows. What does not fit is shortened with an ellipsis. */
  static String write(Table table) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(table.columns().stream().map(Column::title).toList());
    for (List<Cell> row : table.rows()) {
      lines.add(row.stream().map(cell -> Shown.line(cell.text())).toList());
    }
    int[] widths = widths(lines);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      append(out, table, lines.get(i), widths);
      if (i == 0) {
        append(out, table, Arrays.stream(widths).mapToObj("─"::repeat).toList(), widths);
      }
    }
    return out.toString();
  }

  /** The widest cell of each column; the widest columns give way until a line fits. */
  private static int[] widths(List<List<String>> lines) {
    int columns = lines.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], length(line.get(c)));
      }
    }
    int room = WIDTH - GAP.length() * (columns - 1);
    while (Arrays.stream(widths).sum() > room) {
      int widest = 0;
      for (int c = 1; c < columns; c++) {
        widest = widths[c] > widths[widest] ? c : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static void append(StringBuilder out, Table table, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < cells.size(); c++) {
      String cell = fit(cells.get(c), widths[c]);
      String padding = " ".repeat(widths[c] - length(cell));
      line.append(c == 0 ? "" : GAP)
          .append(table.columns().get(c).kind().isNumeric() ? padding + cell : cell + padding);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static String fit(String text, int width) {
    if (length(text) <= width) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
