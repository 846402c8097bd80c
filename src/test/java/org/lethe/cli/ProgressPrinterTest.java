package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import org.lethe.results.TrialRecord;

/** Guards against a terminal that stands still for minutes and against a log that is flooded. */
class ProgressPrinterTest {
  private static final Study STUDY =
      new Study(
          "here", "Here", "recall", "log-loss", List.of(), Map.of(), List.of(), "", List.of());

  private final StringWriter said = new StringWriter();
  private long now = 1_000_000;

  private ProgressPrinter printer(boolean quiet, boolean terminal) {
    return new ProgressPrinter(new PrintWriter(said), quiet, terminal, STUDY, () -> now);
  }

  private static List<TrialRecord> trial() {
    SortedMap<String, Double> seconds = new TreeMap<>();
    TrialKey key =
        new TrialKey("shapes", "v", "raw", "random", "network", "retrain", "dl4j", 0.5, 5, 1);
    return List.of(new TrialRecord("ab", key, List.of(), seconds));
  }

  @Test
  void aTerminalShowsTheEpochOfEachTraining() throws InterruptedException {
    ProgressPrinter printer = printer(false, true);
    printer.planned(85, 2);
    now += 300;
    printer.training("original", 0, 11);
    now += 300;
    printer.training("original", 6, 11);
    Thread other =
        new Thread(
            () -> {
              now += 300;
              printer.training("salun", 1, 2);
            });
    other.start();
    other.join();
    now += 59_100; // a minute since the start
    printer.recorded(trial());
    List<String> lines = List.of(said.toString().split("\r", -1));
    assertEquals("here: 85 trials, 2 of them recorded before\n", lines.get(0));
    assertEquals("2/85 trials, epoch 1/11 of original", lines.get(1).strip());
    assertEquals("2/85 trials, epoch 7/11 of original", lines.get(2).strip());
    assertEquals("2/85 trials, epoch 7/11 of original, epoch 2/2 of salun", lines.get(3).strip());
    // One trial a minute, 82 left.
    assertEquals(
        "3/85 trials, 1.0/min, 82:00 left, epoch 7/11 of original, epoch 2/2 of salun",
        lines.get(4).strip());
  }

  @Test
  void whatIsOverIsNotShown() {
    ProgressPrinter printer = printer(false, true);
    printer.planned(4, 0);
    now += 300;
    printer.training("retrain", 3, 4);
    now += 300;
    printer.training("retrain", 4, 4);
    assertTrue(said.toString().strip().endsWith("0/4 trials"), said::toString);
  }

  @Test
  void aPlainLogGetsALineAMinute() {
    ProgressPrinter printer = printer(false, false);
    printer.planned(4, 0);
    for (int second = 1; second <= 150; second++) {
      now += 1000;
      printer.training("retrain", second, 1000);
    }
    List<String> lines = said.toString().lines().toList();
    assertEquals(
        List.of(
            "here: 4 trials",
            "0/4 trials, epoch 61/1000 of retrain",
            "0/4 trials, epoch 121/1000 of retrain"),
        lines);
  }

  @Test
  void quietIsQuiet() {
    ProgressPrinter printer = printer(true, true);
    printer.planned(4, 0);
    now += 100_000;
    printer.training("retrain", 1, 4);
    assertEquals("", said.toString());
  }
}
