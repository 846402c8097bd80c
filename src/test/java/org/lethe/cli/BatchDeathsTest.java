package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import picocli.CommandLine;

/**
 * Real workers that die over a trial. Guards against deaths that nobody hears of, a crash of native
 * code that passes for a kill, a trial that kills its process for ever, and one that is given up
 * for the death of its neighbour.
 */
class BatchDeathsTest {
  private static final int TRIALS = 4; // 2 seeds × both ends
  private static final int CRASHED = 1; // of a JVM without a core dump; with one it is 134
  private static final int KILLED = 128 + 9;
  private static final Pattern FIRST_TRIALS = Pattern.compile("\"trials\":\\[\"([0-9a-f]+)\"");
  private static final Pattern UNIT = Pattern.compile("^\\{\"id\":\"([0-9a-f]+)\"");

  @TempDir Path folder;

  @BeforeEach
  void plan() throws Exception {
    Files.writeString(
        folder.resolve("deaths.yaml"),
        """
        name: deaths
        data: {name: gaussians, n1: 400000, n2: 400000, dimension: 20, mean2: 1}
        scorers: []
        learners: [gaussian-mean]
        budgets: [0, 1]
        seeds: 2
        """);
    assertEquals(0, lethe("plan", at("deaths.yaml"), "--out", at("b")).code);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private record Said(int code, String out, String err) {}

  /** In this process, which nobody kills. */
  private static Said lethe(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Lethe.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(arguments);
    return new Said(code, out.toString(), err.toString());
  }

  private String[] work() {
    return new String[] {
      "work",
      at("b/manifest.jsonl"),
      "--results",
      at("results"),
      "--index=0",
      "--stride=1",
      "--max-failures=2"
    };
  }

  private Said works() {
    Said worked = lethe(work());
    assertEquals(0, worked.code, worked.err);
    return worked;
  }

  private String status(int code) {
    Said status = lethe("status", at("b/manifest.jsonl"), "--results", at("results"));
    assertEquals(code, status.code, status.out);
    return status.out;
  }

  private String failures(String... more) {
    List<String> arguments = new ArrayList<>(List.of("failures", at("results/deaths")));
    arguments.addAll(List.of(more));
    return lethe(arguments.toArray(String[]::new)).out;
  }

  /** Of the first line of the manifest. */
  private String first(Pattern pattern) throws IOException {
    Matcher matcher =
        pattern.matcher(Files.readAllLines(folder.resolve("b/manifest.jsonl")).get(1));
    assertTrue(matcher.find());
    return matcher.group(1);
  }

  /** Starts a worker and ends it in this way as soon as it has begun a unit or a trial. */
  private int dieOver(String id, String signal) throws Exception {
    Path attempts =
        folder
            .resolve("results/deaths/attempts")
            .resolve(id.substring(0, 2))
            .resolve(id + ".jsonl");
    long before = starts(attempts);
    Process worker =
        LetheProcess.in(folder)
            .withJavaOptions("-XX:-CreateCoredumpOnCrash", "-Xmx1g")
            .start(folder.resolve("out"), folder.resolve("err"), work());
    try {
      while (worker.isAlive() && starts(attempts) == before) {
        worker.waitFor(2, TimeUnit.MILLISECONDS);
      }
      assertTrue(worker.isAlive(), () -> "it ended before it could be killed: " + id);
      if (signal.equals("KILL")) {
        worker.destroyForcibly(); // at once: before a quick trial ends
      } else {
        new ProcessBuilder("kill", "-" + signal, Long.toString(worker.pid())).start().waitFor();
      }
      assertTrue(worker.waitFor(1, TimeUnit.MINUTES));
      return worker.exitValue();
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private static long starts(Path attempts) throws IOException {
    return Files.exists(attempts)
        ? Files.readAllLines(attempts).stream().filter(line -> line.contains("\"start\"")).count()
        : 0;
  }

  @Test
  void nativeCodeThatCrashesIsNamedWithItsSignalAndTheOthersStand() throws Exception {
    assertEquals(CRASHED, dieOver(first(UNIT), "SEGV"));
    assertTrue(status(3).contains(" 2 failed"), "the two trials of its unit");

    Said next = works();

    assertTrue(next.err.contains("native crash: SIGSEGV (0xb)"), next.err);
    assertTrue(status(0).contains(TRIALS + " done"));
    assertEquals("no failures\n", failures());
    String ledger = failures("--all");
    assertTrue(ledger.startsWith("1 trial, 0 given up: native-crash: native crash: SIG"), ledger);
  }

  @Test
  void aTrialThatKillsItsWorkersIsGivenUpAndNamedAndItsNeighboursAreNot() throws Exception {
    assertEquals(KILLED, dieOver(first(UNIT), "KILL"));
    String sick = first(FIRST_TRIALS);
    for (int i = 0; i < 2; i++) { // its trials go one by one now
      assertEquals(KILLED, dieOver(sick, "KILL"));
    }

    Said last = works(); // a slice whose trials are recorded or given up is finished

    assertTrue(last.err.contains("trial " + sick + " is given up: "), last.err);
    String counts = status(3);
    assertTrue(counts.contains(TRIALS - 1 + " done"), counts);
    assertTrue(counts.contains(" 1 given up"), counts);
    String ledger = failures();
    assertTrue(ledger.contains("1 trial, 1 given up: killed: "), ledger);
    assertTrue(ledger.contains(sick), ledger);
    assertEquals(0, works().err.lines().filter(line -> line.contains("given up")).count());

    assertEquals(0, lethe("retry", at("results/deaths"), "--cause", "killed").code);
    works();
    assertTrue(status(0).contains(TRIALS + " done"));
  }
}
