package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Direction;
import org.lethe.results.Measurement;
import org.lethe.results.Provenance;
import org.lethe.results.RankingRecord;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;
import picocli.CommandLine;

/** Guards {@code lethe report} on results that came from elsewhere. */
class ReportCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void saysWhereThePageIsAndWhenItIsHalved(@TempDir Path folder) {
    results(folder.resolve("made"));
    assertEquals(0, lethe("report", folder.resolve("made").toString()), err::toString);
    Path page = folder.resolve("made/report/index.html");
    assertTrue(Files.isRegularFile(page));
    // recall is 1 − budget: halved at one half
    assertTrue(
        Pattern.compile("random +50\\.0 +50\\.0").matcher(out.toString()).find(), out.toString());
    assertTrue(out.toString().endsWith("page: " + page + System.lineSeparator()), out.toString());
  }

  /** Two variants that rank four samples in the same and in reversed order. */
  @Test
  void makesAllTablesAgain(@TempDir Path folder) {
    results(folder.resolve("made"));
    ResultFolder made = ResultFolder.existing(folder.resolve("made"));
    for (String variant : List.of("pixels", "words")) {
      made.recordRanking(
          new RankingRecord(
              "made",
              variant,
              "raw",
              "distance",
              "",
              1,
              "the same samples",
              variant.equals("words") ? List.of(0, 1, 2, 3) : List.of(3, 2, 1, 0)));
    }
    assertEquals(0, lethe("report", folder.resolve("made").toString()), err::toString);
    for (String table : List.of("summary.csv", "crossings.csv", "cost.csv", "agreement.csv")) {
      assertTrue(Files.isRegularFile(folder.resolve("made").resolve(table)), table);
    }
  }

  @Test
  void writesElsewhereOnRequest(@TempDir Path folder) {
    results(folder.resolve("made"));
    String target = folder.resolve("other").toString();
    assertEquals(0, lethe("report", folder.resolve("made").toString(), "--out", target));
    assertTrue(Files.isRegularFile(folder.resolve("other/index.html")));
    assertTrue(Files.notExists(folder.resolve("made/report")));
    assertTrue(Files.notExists(folder.resolve("made/summary.csv")), "it may be read-only");
  }

  @Test
  void aFolderWithoutResultsIsBadInput(@TempDir Path folder) {
    assertEquals(Lethe.BAD_INPUT, lethe("report", folder.toString()));
    assertTrue(err.toString().contains(folder.toString()), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void whatCannotBeWatchedIsRefusedBeforeAnybodyListens(@TempDir Path folder) {
    String nothing = folder.resolve("nothing").toString();
    assertEquals(Lethe.BAD_INPUT, lethe("report", "--watch", nothing));
    assertTrue(err.toString().contains(nothing + " does not exist"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    results(folder.resolve("made"));
    String made = folder.resolve("made").toString();
    assertEquals(Lethe.BAD_INPUT, lethe("report", "--watch", made, "--out", nothing));
    assertEquals(Lethe.BAD_INPUT, lethe("report", "--watch", made, "--port", "70000"));
    assertTrue(err.toString().contains("allowed: 0 to 65535"), err.toString());
  }

  private int lethe(String... arguments) {
    CommandLine line = Lethe.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static void results(Path path) {
    List<TrialRecord> trials = new ArrayList<>();
    for (int b = 0; b <= 4; b++) {
      String scorer = b == 0 || b == 4 ? TrialRecord.SHARED_SCORER : "random";
      trials.add(
          new TrialRecord(
              "0123456789abcde" + b,
              new TrialKey(
                  "made", "", "raw", scorer, "plain", "retrain", "none", b / 4.0, 25 * b, 1),
              List.of(
                  new Measurement(
                      "recall", "forget-test", 1 - b / 4.0, "fraction", Direction.LOWER_IS_BETTER)),
              Map.of("train", 0.1)));
    }
    ResultFolder folder = ResultFolder.open(path);
    folder.writeStudy(
        new Study("made", "Made", "recall", "log-loss", List.of(), Map.of(), List.of()),
        "name: made\n");
    folder.record(trials, Provenance.ofThisProcess(1, "none", new TreeMap<>()));
  }
}
