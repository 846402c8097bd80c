package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lethe.results.ResultFolder;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * The real program on a real experiment file: what a user sees and what is left on the disk. Guards
 * against a run that loses trials when it is killed, that differs when it is resumed or shared, and
 * against bad input that is noticed late or ends with the wrong code.
 */
class RunCommandTest {
  private static final List<String> TABLES = List.of("summary.csv", "crossings.csv");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeExperiment() throws IOException {
    file = folder.resolve("small.yaml");
    Files.writeString(
        file,
        """
        name: small
        title: A small one
        data: {name: gaussians, n1: 1000, n2: 2000, mean2: 2.5}
        scorers: [random, distance, knn-ratio]
        learners: [gaussian-mean]
        budgets: {from: 0, to: 1, step: 0.02}
        seeds: 12
        expected:
        - {quantity: crossing, scorer: random, metric: kl, definition: halfway, value: 0.65, tolerance: 0.06, source: printed}
        - {quantity: crossing, scorer: distance, metric: kl, definition: halfway, value: 0.05, tolerance: 0.01, source: made up}
        """);
  }

  private Ended lethe(String... arguments) throws IOException, InterruptedException {
    return LetheProcess.in(folder).run(arguments);
  }

  private String tables(String results) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String table : TABLES) {
      text.append(Files.readString(folder.resolve(results).resolve("small").resolve(table)));
    }
    return text.toString();
  }

  @Test
  void aRunLeavesTablesAndAPageAndSaysWhatHolds() throws Exception {
    Ended ended = lethe("run", "small.yaml");
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("random"), ended::out);
    assertTrue(ended.out().contains("not reproduced"), ended::out);
    assertTrue(ended.out().indexOf("not reproduced") < ended.out().indexOf("\nreproduced"));
    for (String name :
        List.of("spec.yaml", "study.json", "summary.csv", "crossings.csv", "cost.csv")) {
      assertTrue(Files.isRegularFile(folder.resolve("results/small").resolve(name)), name);
    }
    assertTrue(Files.size(folder.resolve("results/small/report/index.html")) > 10_000);
  }

  @Test
  void strictEndsWithThreeWhenAnExpectationIsMissed() throws Exception {
    assertEquals(3, lethe("run", "small.yaml", "--strict", "seeds=2", "--quiet").exitCode());
  }

  @Test
  void printShowsEveryDefaultAndRunsNothing() throws Exception {
    Ended ended = lethe("run", "small.yaml", "--print", "data.n1=70");
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("refit-features: never"), ended::out);
    assertTrue(ended.out().contains("n1: 70"), ended::out);
    assertTrue(ended.out().contains("1788 trials"), ended::out); // 12 × (3 × 49 + 2)
    assertFalse(Files.exists(folder.resolve("results")));
  }

  @Test
  void dryRunEstimatesAndRunsNothing() throws Exception {
    Ended ended = lethe("run", "small.yaml", "--dry-run");
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("1,788"), ended::out);
    assertTrue(ended.out().contains("memory"), ended::out);
    assertFalse(Files.exists(folder.resolve("results")));
  }

  @Test
  void quietSaysNothingButTheOutcome() throws Exception {
    String err = lethe("run", "small.yaml", "--quiet", "seeds=2").err();
    assertTrue(err.lines().allMatch(line -> line.startsWith("warning: ")), err);
  }

  @Test
  void killedAndRunAgainGivesTheTablesOfAnUndisturbedRun() throws Exception {
    killAndResume(3);
  }

  @Test
  @Tag("full")
  void manyKillsLoseNothing() throws Exception {
    killAndResume(25);
  }

  private void killAndResume(int kills) throws Exception {
    assertEquals(0, lethe("run", "small.yaml", "--results", "whole").exitCode());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < kills; kill++) {
      Process process =
          LetheProcess.in(folder)
              .start(folder.resolve("out"), folder.resolve("err"), "run", "small.yaml");
      Process other =
          LetheProcess.in(folder)
              .start(folder.resolve("out2"), folder.resolve("err2"), "run", "small.yaml");
      process.waitFor(400 + random.nextInt(2500), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      other.waitFor(random.nextInt(500), TimeUnit.MILLISECONDS);
      other.destroyForcibly().waitFor();
    }
    Ended last = lethe("run", "small.yaml");
    assertEquals(0, last.exitCode(), last::err);
    assertEquals(tables("whole"), tables("results"), "kills drawn from " + seed);
  }

  @Test
  void nobodyNeedListen() throws Exception {
    // As behind "| head", but sure to fail: every write to this device finds it full.
    Path deaf = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(deaf), "needs Linux's /dev/full");
    Process process = LetheProcess.in(folder).start(deaf, deaf, "run", "small.yaml", "seeds=2");
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue());
    assertTrue(Files.size(folder.resolve("results/small/report/index.html")) > 10_000);
  }

  @Test
  void lackOfMemorySaysWhatToDoAndKeepsWhatWasRecorded() throws Exception {
    Ended ended =
        LetheProcess.in(folder)
            .withJavaOptions("-Xmx24m", "-XX:+UseSerialGC")
            .run("run", "small.yaml", "data.n2=1500000");
    assertEquals(1, ended.exitCode(), ended::err);
    assertTrue(ended.err().contains("lethe: out of memory (Java heap space)"), ended::err);
    assertTrue(ended.err().contains("LETHE_JAVA_OPTS"), ended::err);
    assertFalse(ended.err().contains("\tat "), ended::err);
  }

  @Test
  void twoProcessesOnOneFolderGiveTheTablesOfOne() throws Exception {
    assertEquals(0, lethe("run", "small.yaml", "--results", "whole").exitCode());
    Process one =
        LetheProcess.in(folder)
            .start(folder.resolve("out1"), folder.resolve("err1"), "run", "small.yaml");
    Process two =
        LetheProcess.in(folder)
            .start(folder.resolve("out2"), folder.resolve("err2"), "run", "small.yaml");
    assertTrue(one.waitFor(2, TimeUnit.MINUTES) && two.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, one.exitValue(), Files.readString(folder.resolve("err1")));
    assertEquals(0, two.exitValue(), Files.readString(folder.resolve("err2")));
    assertEquals(tables("whole"), tables("results"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing.yaml|seeds=1|missing.yaml: no such file",
        "small.yaml|sseds=1|sseds",
        "small.yaml|budgets=[2]|2",
        "small.yaml|data.name=gausians|gaussians",
        "small.yaml|scorers=[nearest]|nearest",
        "small.yaml|budgets=[{count: 1001}]|1001",
        "small.yaml|name=../up|name"
      })
  void badInputIsOneLineAndEndsWithTwo(String yaml, String assignment, String said)
      throws Exception {
    Ended ended = lethe("run", yaml, assignment);
    assertEquals(2, ended.exitCode(), ended::err);
    assertEquals(1, ended.err().lines().count(), ended::err);
    assertTrue(ended.err().contains(said), ended::err);
    assertFalse(Files.exists(folder.resolve("results")), "nothing half-written");
  }

  @Test
  void aResultsFolderThatIsAFileIsRefused() throws Exception {
    Files.writeString(folder.resolve("taken"), "");
    Ended ended = lethe("run", "small.yaml", "--results", "taken");
    assertEquals(2, ended.exitCode(), ended::err);
    assertTrue(ended.err().contains("taken"), ended::err);
  }

  /** Whether whoever started these tests has them ignore SIGINT, and so all that they start. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    return (Files.exists(status) ? Files.readAllLines(status) : List.<String>of())
        .stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void anInterruptedRunEndsWith130AndKeepsWhatItRecorded() throws Exception {
    assumeFalse(ignoresInterrupts(), "SIGINT is ignored here, as in a shell's background");
    Process process =
        LetheProcess.in(folder)
            .start(
                folder.resolve("out"),
                folder.resolve("err"),
                "run",
                "small.yaml",
                "seeds=2000",
                "--threads",
                "1");
    Path trials = folder.resolve("results/small/trials");
    for (int i = 0; i < 600 && !Files.isDirectory(trials); i++) {
      Thread.sleep(50);
    }
    assertTrue(Files.isDirectory(trials), Files.readString(folder.resolve("err")));
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(130, process.exitValue());
    String err = Files.readString(folder.resolve("err"));
    assertTrue(err.endsWith("lethe: interrupted; what was recorded stays\n"), err);
    ResultFolder left = ResultFolder.existing(folder.resolve("results/small"));
    assertEquals(List.of(), left.read().warnings());
    assertEquals(List.of(), left.failures());
    assertEquals(0, lethe("run", "small.yaml", "seeds=1").exitCode());
  }
}
