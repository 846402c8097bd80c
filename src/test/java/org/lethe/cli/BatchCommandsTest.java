package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.ResultFolder;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import picocli.CommandLine;

/**
 * Plan, work, status, collect through the command line, as engines call it. Guards against the
 * mistakes that make batches lie: a code that says "try again" where nothing can help, a batch with
 * holes that passes for complete, a manifest that was edited, records that are not those of a run.
 */
class BatchCommandsTest {
  private static final int TRIALS = 16; // 2 seeds × (2 rules × 3 budgets + 2 ends)

  @TempDir Path folder;

  private record Said(int code, String out, String err) {}

  @BeforeEach
  void writeExperiment() throws IOException {
    write("small.yaml", "data: {name: gaussians, n1: 100, n2: 120, mean2: 2.5}");
  }

  private void write(String file, String data) throws IOException {
    Files.writeString(
        folder.resolve(file),
        """
        name: small
        %s
        scorers: [random, distance]
        learners: [gaussian-mean]
        budgets: [0.25, 0.5, 0.75]
        seeds: 2
        """
            .formatted(data));
  }

  private Said lethe(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Lethe.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(arguments);
    return new Said(code, out.toString(), err.toString());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Said plan(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("plan", at("small.yaml"), "--out", at(out)));
    arguments.addAll(List.of(more));
    return lethe(arguments.toArray(String[]::new));
  }

  private Said work(int index, int stride, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "work",
                at("b/manifest.jsonl"),
                "--results",
                at("results"),
                "--index",
                Integer.toString(index),
                "--stride",
                Integer.toString(stride)));
    arguments.addAll(List.of(more));
    return lethe(arguments.toArray(String[]::new));
  }

  private Said ask(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(command, at("b/manifest.jsonl"), "--results", at("results")));
    arguments.addAll(List.of(more));
    return lethe(arguments.toArray(String[]::new));
  }

  @Test
  void aBatchGivesTheTablesOfARun() throws Exception {
    assertEquals(0, plan("b").code);
    Said prepared = ask("prepare");
    assertEquals(0, prepared.code, prepared.err);
    assertTrue(prepared.err.contains("nothing is shared"), prepared.err);
    assertEquals(Lethe.MISSED, ask("status").code);
    for (int index = 0; index < 3; index++) {
      Said worked = work(index, 3);
      assertEquals(0, worked.code, worked.err);
    }
    Said status = ask("status");
    assertEquals(0, status.code, status.out);
    assertTrue(status.out.contains("16 done"), status.out);
    Said collected = ask("collect");
    assertEquals(0, collected.code, collected.err);
    Said run = lethe("run", at("small.yaml"), "--results", at("run"), "--quiet");
    assertEquals(0, run.code, run.err);
    for (String table : List.of("summary.csv", "crossings.csv", "study.json", "spec.yaml")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("run/small").resolve(table)),
          Files.readAllBytes(folder.resolve("results/small").resolve(table)),
          table);
    }
    // a run finds nothing left to do, and a worker nothing of a run's
    String again = work(0, 1).err;
    assertTrue(again.contains("0 trials to do"), again);
  }

  @Test
  void theManifestIsTheSameEverywhereAndSaysNoPlaceOrTime() throws Exception {
    plan("b");
    plan("elsewhere/c");
    byte[] manifest = Files.readAllBytes(folder.resolve("b/manifest.jsonl"));
    assertArrayEquals(manifest, Files.readAllBytes(folder.resolve("elsewhere/c/manifest.jsonl")));
    String text = Files.readString(folder.resolve("b/manifest.jsonl"));
    assertFalse(text.contains(folder.toString()), text);
    assertEquals(1 + 6, text.lines().count()); // a header; 2 seeds × (2 rules + the ends)
    plan("other", "--shuffle", "2");
    assertFalse(
        java.util.Arrays.equals(
            manifest, Files.readAllBytes(folder.resolve("other/manifest.jsonl"))));
  }

  @Test
  void aFolderWithAnotherPlanIsRefused() {
    assertEquals(0, plan("b").code);
    assertEquals(0, plan("b").code, "the same again");
    Said refused = plan("b", "seeds=3");
    assertEquals(Lethe.BAD_INPUT, refused.code);
    assertTrue(refused.err.contains("is another plan"), refused.err);
    assertEquals(1, refused.err.lines().count());
  }

  @Test
  void searchedBudgetsCannotBePlanned() {
    Said refused = plan("b", "budgets=[0.5, {epsilon: 0.1}]");
    assertEquals(Lethe.BAD_INPUT, refused.code);
    assertTrue(refused.err.contains("searched"), refused.err);
  }

  @Test
  void whatIsMissingGoesIntoASmallerManifest() {
    plan("b");
    work(1, 2);
    Said status = ask("status", "--missing", at("missing.jsonl"));
    assertEquals(Lethe.MISSED, status.code);
    assertTrue(status.out.contains("missing.jsonl: 3 lines"), status.out);
    Said worked =
        lethe(
            "work",
            at("missing.jsonl"),
            "--results",
            at("results"),
            "--index",
            "0",
            "--stride",
            "1");
    assertEquals(0, worked.code, worked.err);
    assertEquals(0, ask("status", "--missing", at("missing.jsonl")).code);
    assertEquals(TRIALS, ResultFolder.existing(folder.resolve("results/small")).trials().size());
  }

  @Test
  void aWrongCommandLineIs64AndAWrongManifest65() throws Exception {
    plan("b");
    assertEquals(64, work(3, 3).code);
    assertEquals(64, work(0, 0).code);
    assertEquals(64, work(0, 1, "--deadline", "soon").code);
    assertEquals(64, work(0, 1, "--unknown").code);
    Path manifest = folder.resolve("b/manifest.jsonl");
    String good = Files.readString(manifest);

    Files.writeString(manifest, good.replace("\"seed\":\"1\"", "\"seed\":\"7\""));
    assertRefused("was changed after it was planned");
    Files.writeString(manifest, good.lines().limit(3).reduce("", (a, b) -> a + b + "\n"));
    assertRefused("(2 of 6 lines are there)");
    Files.writeString(manifest, good.substring(0, good.length() - 40));
    assertRefused("no JSON, or cut");
    Files.writeString(manifest, good.replace("\"format\":1", "\"format\":2"));
    assertRefused("format is 2, this Lethe has 1");
    Files.writeString(manifest, good.replace("\"result-version\":1", "\"result-version\":0"));
    assertRefused("result-version is 0");
    Files.writeString(manifest, "# my notes\n");
    assertRefused("no manifest");
    Files.delete(manifest);
    assertRefused("is not there");
    Files.createDirectory(manifest);
    assertRefused("'lethe report' tells");
    Files.createFile(manifest.resolve("manifest.jsonl"));
    assertRefused("its manifest is " + manifest.resolve("manifest.jsonl"));
  }

  private void assertRefused(String why) {
    Said refused = work(0, 1);
    assertEquals(65, refused.code, refused.err);
    assertTrue(refused.err.contains(why), refused.err);
    assertEquals(1, refused.err.lines().count(), refused.err);
  }

  @Test
  void aResultsFolderOfTwoPlansIsRefusedAndAGrownOneIsNot() throws Exception {
    plan("b");
    work(0, 1);
    Files.delete(folder.resolve("b/manifest.jsonl"));
    plan("b", "data.n1=90");
    assertRefused("data was");
    Files.delete(folder.resolve("b/manifest.jsonl"));
    plan("b", "seeds=3");
    Said grown = work(0, 1);
    assertEquals(0, grown.code, grown.err);
    assertTrue(grown.err.contains("8 trials to do"), grown.err);
  }

  private static final String ROWS =
      "x1,x2,class\n"
          + IntStream.range(0, 60)
              .mapToObj(i -> i % 7 + "," + i % 5 + "," + i % 2 + "\n")
              .collect(Collectors.joining());

  private void planTable(String batch, Path csv) throws IOException {
    Files.createDirectories(csv.resolveSibling("."));
    Files.writeString(csv, ROWS);
    write(
        "small.yaml",
        "data: {name: csv, file: "
            + csv
            + ", feature-columns: [x1, x2], label-column: class, forget: {column: class, in:"
            + " ['1']}}");
    Said planned = plan(batch, "learners=[logistic-regression]");
    assertEquals(0, planned.code, planned.err);
  }

  @Test
  void dataThatChangedAfterThePlanIs65() throws Exception {
    Path csv = folder.resolve("rows.csv");
    planTable("b", csv);
    Files.writeString(csv, ROWS + "1,1,1\n");
    assertRefused("plan again");
  }

  @Test
  void aTableThatLiesElsewhereOnAnotherMachineGivesTheSameTrials() throws Exception {
    Path mine = folder.resolve("home/rows.csv");
    planTable("b", mine);
    planTable("other", folder.resolve("scratch/rows.csv"));
    assertEquals(trials("b"), trials("other"), "an id knows the content, not the folder");

    Path home = Files.createDirectories(folder.resolve("data"));
    Files.move(mine, home.resolve("rows.csv"));
    assertRefused("no file " + mine);
    Ended ended =
        LetheProcess.in(folder)
            .with("LETHE_DATA", home.toString())
            .run("work", "b/manifest.jsonl", "--index", "0", "--stride", "1");
    assertEquals(0, ended.exitCode(), ended::err);
    assertEquals(0, ask("status").code);
  }

  /** The lines of a manifest without its header. */
  private List<String> trials(String batch) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(batch).resolve("manifest.jsonl"));
    return lines.subList(1, lines.size());
  }

  @Test
  void collectOfAHoledBatchIsRed() {
    plan("b");
    Said nothing = ask("collect");
    assertEquals(Lethe.BAD_INPUT, nothing.code, nothing.err);
    work(0, 2);
    Said holes = ask("collect");
    assertEquals(Lethe.MISSED, holes.code);
    assertTrue(holes.err.contains("of 16 trials are done"), holes.err);
  }

  @Test
  void twoWorkersOnOneSliceDoItOnceAndBothFinish() throws Exception {
    plan("b", "data.n1=2000", "data.n2=4000", "seeds=8");
    LetheProcess lethe = LetheProcess.in(folder);
    String[] command = {
      "work", "b/manifest.jsonl", "--index", "0", "--stride", "1", "--results", "results"
    };
    Process first = lethe.start(folder.resolve("o1"), folder.resolve("e1"), command);
    Process second = lethe.start(folder.resolve("o2"), folder.resolve("e2"), command);
    try {
      assertTrue(first.waitFor(1, TimeUnit.MINUTES) && second.waitFor(1, TimeUnit.MINUTES));
      assertEquals(0, first.exitValue(), Files.readString(folder.resolve("e1")));
      assertEquals(0, second.exitValue(), Files.readString(folder.resolve("e2")));
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
    ResultFolder results = ResultFolder.existing(folder.resolve("results/small"));
    assertEquals(4 * TRIALS, results.trials().size());
    assertEquals(List.of(), results.read().warnings());
    assertEquals(List.of(), results.failures());
    assertEquals(0, ask("status").code);
  }

  @Test
  void aSignalEndsWith75AndTheNextWorkerGoesOn() throws Exception {
    for (String signal : List.of("TERM", "USR1")) {
      write("small.yaml", "data: {name: gaussians, n1: 20000, n2: 40000, dimension: 20, mean2: 1}");
      String batch = "b-" + signal;
      plan(batch, "name=small-" + signal.toLowerCase(java.util.Locale.ROOT), "seeds=400");
      LetheProcess lethe = LetheProcess.in(folder);
      String[] command = {"work", batch + "/manifest.jsonl", "--index", "0", "--stride", "1"};
      Path err = folder.resolve("err-" + signal);
      Process process = lethe.start(folder.resolve("out"), err, command);
      Path trials =
          folder.resolve("results/small-" + signal.toLowerCase(java.util.Locale.ROOT) + "/trials");
      try {
        while (process.isAlive() && !Files.isDirectory(trials)) {
          process.waitFor(10, TimeUnit.MILLISECONDS);
        }
        for (int twice = 0; twice < 2; twice++) { // from the engine, and passed on by its shell
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start()
              .waitFor();
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it went on after the signal");
        assertEquals(75, process.exitValue(), Files.readString(err));
        assertTrue(Files.readString(err).contains("signal " + signal), Files.readString(err));
      } finally {
        process.destroyForcibly();
      }
      try (Stream<Path> files = Files.walk(trials)) {
        assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
      }
    }
  }

  @Test
  void aDeadlineThatHasComeEndsWith75AndNothingWasBegun() {
    plan("b");
    Said late = work(0, 1, "--deadline", "0s");
    assertEquals(75, late.code, late.err);
    assertTrue(late.err.contains("the deadline of 0 s has come"), late.err);
    assertTrue(ask("status").out.contains("16 not begun"));
  }
}
