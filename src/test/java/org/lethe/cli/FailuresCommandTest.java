package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.Failure;
import org.lethe.results.ResultFolder;
import org.lethe.results.Study;
import org.lethe.results.TrialKey;
import picocli.CommandLine;

/**
 * Guards the ledger against causes that flow together or apart: whoever reads it decides by it
 * whether to ask for memory, for time, for another disk, or for another learning rate.
 */
class FailuresCommandTest {
  /** As they come from the JVM, the file system, trainings, engines and whoever finds the dead. */
  private static final List<String> CAUSES =
      List.of(
          "loss became NaN in epoch 2, step 17",
          "loss became NaN in epoch 3, step 4",
          "Java heap space",
          "x.json cannot be written: No space left on device",
          "native crash: SIGSEGV (0xb)",
          "the process ended without a word: killed, out of the machine's memory, or its machine"
              + " went away",
          "stopped from outside 3 times without getting further, the last time by: the deadline of"
              + " 50 s has come",
          "stopped from outside 3 times without getting further, the last time by: signal USR1",
          "index 7 out of bounds for length 7");

  @TempDir Path folder;

  @BeforeEach
  void fail() {
    ResultFolder results = ResultFolder.open(folder);
    results.writeStudy(
        new Study("made", "Made", "recall", "log-loss", List.of(), Map.of(), List.of()), "");
    for (int i = 0; i < CAUSES.size(); i++) {
      results.recordFailure(
          new Failure(
              "0123456789abcde" + i,
              new TrialKey("made", "", "raw", "random", "lr", "retrain", "jvm", 0.5, 50, i),
              CAUSES.get(i),
              CAUSES.get(i).startsWith("Java heap")
                  ? "java.lang.OutOfMemoryError: Java heap space\n"
                      + "\tat org.lethe.Toy.fit(Toy.java:7)"
                  : "at org.lethe.Toy.fit",
              "2026-11-21T00:00:0" + i + "Z"));
    }
  }

  private String lethe(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = Lethe.commandLine().setOut(new PrintWriter(out));
    assertEquals(0, line.execute(arguments), out.toString());
    return out.toString();
  }

  @Test
  void eachCauseIsAGroupWithItsKindTheMostFrequentFirst() {
    List<String> groups =
        lethe("failures", folder.toString())
            .lines()
            .filter(line -> line.matches("[0-9]+ trials?, .*"))
            .map(line -> line.replaceFirst(" given up", "").replaceFirst("(: [a-z-]+: ).*", "$1"))
            .toList();
    assertEquals(
        List.of(
            "1 trial, 0: disk-full: ",
            "1 trial, 0: exception: ",
            "1 trial, 0: interrupted: ",
            "1 trial, 0: interrupted: ",
            "1 trial, 0: killed: ",
            "1 trial, 0: native-crash: ",
            "1 trial, 0: out-of-memory: "),
        groups.stream().skip(1).sorted().toList());
    assertEquals("2 trials, 0: not-finite: ", groups.get(0), "numbers do not tell causes apart");
  }

  @Test
  void theLogOfTheExampleIsNamedAndOnDemandShownWhole() throws Exception {
    String id = "0123456789abcde2"; // ran out of heap
    Path log = folder.resolve("attempts/01/" + id + ".log");
    Files.createDirectories(log.resolveSibling("."));
    Files.writeString(log, "--- attempt on host n1\nWARNING the step is large\n");
    String brief = lethe("failures", folder.toString());
    assertTrue(brief.contains("  log: " + log), brief);
    assertTrue(brief.contains("at org.lethe.Toy.fit(Toy.java:7)"), brief);
    assertFalse(brief.contains("the step is large"), brief);
    String whole = lethe("failures", folder.toString(), "--log");
    assertTrue(whole.contains("    WARNING the step is large"), whole);
  }

  @Test
  void aKindOrAPartOfACauseIsTriedAgain() {
    assertEquals("2 trials are tried again\n", retry("interrupted"));
    assertEquals("1 trial is tried again\n", retry("signal usr1"));
    assertEquals("0 trials are tried again\n", retry("no such cause"));
  }

  private String retry(String cause) {
    return lethe("retry", folder.toString(), "--cause", cause);
  }
}
