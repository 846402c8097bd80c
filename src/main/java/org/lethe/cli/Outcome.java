package org.lethe.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lethe.report.Report;
import org.lethe.report.TextTables;
import org.lethe.results.CurveKey;
import org.lethe.results.Estimate;
import org.lethe.results.Expectation;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.Summary;
import org.lethe.results.Verdict;
import picocli.CommandLine;

/** What an experiment has come to: tables and page on disk, crossings and verdicts in words. */
final class Outcome {
  /** In the order of words. A crossing is one rule's, a value one unlearner's. */
  private static final List<Part> PARTS =
      List.of(
          new Part(Expectation::variant, CurveKey::variant),
          new Part(Expectation::learner, CurveKey::learner),
          new Part(
              Expectation::unlearner, CurveKey::unlearner, expected -> !expected.asksForCrossing()),
          new Part(Expectation::scorer, curve -> ""));

  private Outcome() {}

  /**
   * Makes tables and page of a folder's records and tells.
   *
   * @return whether a printed number was missed
   */
  static boolean tell(ResultFolder folder, Study study, CommandLine command) {
    PrintWriter out = command.getOut();
    Summary summary = Summary.of(study, folder.read());
    folder.writeTables(summary);
    Path page = Report.write(folder, summary, Report.placeIn(folder));
    out.print(TextTables.crossings(summary));
    out.println();
    out.print(TextTables.targets(summary));
    List<Verdict> verdicts = summary.verdicts();
    verdicts.forEach(verdict -> out.println(line(verdict, subject(verdict, verdicts))));
    out.println("page: " + page);
    out.flush();
    PrintWriter err = command.getErr();
    Stream.concat(summary.warnings().stream(), summary.records().warnings().stream())
        .forEach(warning -> err.println("warning: " + warning));
    err.flush();
    return summary.verdicts().stream()
        .anyMatch(verdict -> verdict.outcome() == Verdict.Outcome.NOT_REPRODUCED);
  }

  /**
   * What a printed number is about, for instance {@code tuned, balanced, lr-cos}: what it names,
   * and what tells it from the others.
   */
  static String subject(Verdict verdict, List<Verdict> all) {
    Expectation expected = verdict.expectation();
    List<String> words = new ArrayList<>();
    for (Part part : PARTS) {
      boolean varies = all.stream().map(part::of).distinct().count() > 1;
      String word = part.of(verdict);
      if (!word.isEmpty() && (varies || part.isNamed().test(expected))) {
        words.add(word);
      }
    }
    return String.join(", ", words);
  }

  /**
   * What may tell one comparison from another.
   *
   * @param asked as the number names it
   * @param measured as the curve that answers to it has it
   * @param isNamed whether the number says of which it is
   */
  private record Part(
      Function<Expectation, String> asked,
      Function<CurveKey, String> measured,
      Predicate<Expectation> isNamed) {

    Part(Function<Expectation, String> asked, Function<CurveKey, String> measured) {
      this(asked, measured, expected -> !asked.apply(expected).isEmpty());
    }

    String of(Verdict verdict) {
      String word = asked.apply(verdict.expectation());
      return word.isEmpty() ? verdict.curve().map(measured).orElse("") : word;
    }
  }

  /**
   * For instance {@code reproduced: random, recall half-of-start: 91 % [89, 93] (n=5); printed 90 %
   * ± 7}.
   */
  private static String line(Verdict verdict, String subject) {
    Expectation expected = verdict.expectation();
    String measured =
        verdict
            .measured()
            .map(
                e ->
                    String.format(
                        Locale.ROOT, "%.1f %%%s (n=%d)", 100 * e.mean(), interval(e), verdict.n()))
            .orElse(verdict.n() == 0 ? "not measured" : "not reached (n=" + verdict.n() + ")");
    return String.format(
        Locale.ROOT,
        "%s: %s, %s %s: %s; printed %s %% ± %s (%s)%s",
        verdict.outcome().word(),
        subject,
        expected.metric(),
        expected.asked(),
        measured,
        percent(expected.value()),
        percent(expected.tolerance()),
        expected.source(),
        verdict.outcome() == Verdict.Outcome.REPRODUCED ? "" : ": " + verdict.reason());
  }

  /** As many digits as were printed: 90, 5.24. */
  private static String percent(double fraction) {
    return BigDecimal.valueOf(100 * fraction)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** One seed has no interval. */
  private static String interval(Estimate estimate) {
    return Double.isNaN(estimate.low())
        ? ""
        : String.format(Locale.ROOT, " [%.1f, %.1f]", 100 * estimate.low(), 100 * estimate.high());
  }
}
