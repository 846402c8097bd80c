package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lethe.results.ResultFolder;
import org.lethe.results.TrialRecord;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.testing.OnSlurm;

/**
 * A whole batch on a real Slurm of two nodes, with everything going wrong that does go wrong there.
 * Guards against a trial that is lost, counted twice or computed otherwise than at home, against a
 * healthy one that is given up for what its neighbours or the cluster did, and against a sick one
 * that passes for done.
 */
@Timeout(600)
class BatchOnSlurmTest extends OnSlurm {
  /** Four seeds of five trials that are healthy and one whose network diverges. */
  private static final String EXPERIMENT =
      """
      name: storm
      data: {name: shapes, classes: [circle, square, star], size: 16, train: 150, test: 20}
      encoder:
        name: network-layer
        architecture: &network {name: small-cnn, width: 8, hidden: 16}
        training: &recipe {epochs: 40, batch: 32, learning-rate: 0.02, schedule: cosine}
      scorers: []
      learners:
        - {name: network, architecture: *network, training: *recipe}
      unlearners:
        - retrain
        - {name: fine-tune, descent: {epochs: 40, batch: 32}}
        - {name: fine-tune, label: wild, descent: {epochs: 4, batch: 8, learning-rate: 99, decay: 1e30}}
      budgets: [0, 1]
      seeds: 4
      """;

  private static final int TRIALS = 24;
  private static final int SICK = 4;

  /** 450 s of ten minutes can be used; four lines of one trial and a half each take 420. */
  private static final String SITE =
      """
      gres: gpu:1
      memory: 1G
      walltime: 10
      seconds-per-trial: 70
      """;

  private static final int SLICES = 4;
  private static final int MOST_ROUNDS = 8;
  private static final Duration LONG = Duration.ofMinutes(3);

  @Override
  protected LetheProcess lethe() {
    return super.lethe().within(LONG);
  }

  private Ended done(String... command) throws Exception {
    Ended ended = lethe().run(command);
    assertEquals(0, ended.exitCode(), () -> String.join(" ", command) + ": " + ended.err());
    return ended;
  }

  private void plan() throws Exception {
    Files.writeString(folder.resolve("storm.yaml"), EXPERIMENT);
    Files.writeString(folder.resolve("site.yaml"), SITE);
    done("plan", "storm.yaml", "--out", "batch");
  }

  /** The ids of the three jobs. */
  private List<String> submit(String manifest) throws Exception {
    return jobs(done("submit", "slurm", manifest, "--site", "site.yaml", "--results", "results"));
  }

  private Ended status() throws Exception {
    return lethe()
        .run(
            "status",
            "batch/manifest.jsonl",
            "--results",
            "results",
            "--missing",
            "batch/missing.jsonl");
  }

  private String log(int slice) throws IOException {
    Path log = folder.resolve("batch/manifest.slurm/logs/slice-" + slice + ".log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** The JVM that works on a slice. */
  private ProcessHandle worker(int slice) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String command = commandLine(process);
              return command.contains("\0" + folder.resolve("batch/manifest.jsonl") + "\0")
                  && command.endsWith("\0--index\0" + slice + "\0");
            })
        .findFirst()
        .orElseThrow(() -> new AssertionError("slice " + slice + " has ended too soon"));
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }

  /** Kills, signals, requeues: one slice each, in the first seconds of all four. */
  private void storm(String array) throws Exception {
    for (int slice = 0; slice < SLICES; slice++) {
      int awaited = slice;
      lab.await("slice " + slice, LONG, () -> log(awaited).contains("slice " + awaited + " of"));
    }
    // As when the machine's memory is full.
    worker(0).destroyForcibly();
    // As before the time limit.
    lab.run("scancel", "--signal=USR1", "--batch", array + "_1");
    // As when somebody more important needs the node.
    lab.run("scontrol", "requeue", array + "_2");
    lab.killNode("n2");
    // It starts again whatever it has not written down, even slices that have ended.
    lab.killController();
    lab.startController();
    lab.await(
        "node that is missed",
        LONG,
        () -> lab.run("scontrol", "show", "node", "n2").contains("DOWN"));
    lab.startNode("n2");
  }

  @Test
  void nothingIsLostAndNothingIsCountedTwice() throws Exception {
    plan();
    List<String> jobs = submit("batch/manifest.jsonl");
    storm(jobs.get(1));
    lab.awaitQuiet(LONG);
    assertEquals("FAILED", lab.states().get(jobs.get(2)), "a batch with holes is red");
    String stopped = log(1);
    assertTrue(stopped.contains("try again: signal USR1"), stopped);

    int rounds = 0;
    Ended status = status();
    while (status.out().contains("missing.jsonl: ") && !status.out().contains(": 0 lines")) {
      assertTrue(++rounds <= MOST_ROUNDS, status::out);
      assertEquals(3, status.exitCode());
      submit("batch/missing.jsonl");
      lab.awaitQuiet(LONG);
      status = status();
    }

    assertTrue(status.out().contains((TRIALS - SICK) + " done"), status::out);
    assertTrue(status.out().contains(SICK + " given up"), status::out);
    assertEquals(3, status.exitCode(), "red while four have no record");
    List<TrialRecord> records =
        ResultFolder.existing(folder.resolve("results/storm")).trials().stream().toList();
    Set<String> ids = new HashSet<>();
    records.forEach(record -> assertTrue(ids.add(record.id()), "twice: " + record.key()));
    assertEquals(TRIALS - SICK, ids.size());
    Ended failures = lethe().run("failures", "results/storm");
    assertTrue(failures.out().contains("loss became NaN"), failures::out);
    assertTrue(failures.out().contains("wild"), failures::out);

    Ended collected = lethe().run("collect", "batch/manifest.jsonl", "--results", "results");
    assertEquals(3, collected.exitCode());
    done("run", "storm.yaml", "--results", "home", "--threads", "1", "--quiet");
    for (String table : List.of("summary.csv", "crossings.csv")) {
      assertEquals(
          Files.readString(folder.resolve("home/storm").resolve(table)),
          Files.readString(folder.resolve("results/storm").resolve(table)),
          table);
    }
  }

  @Test
  void aManifestThatWasEditedIsWorkedOnByNobody() throws Exception {
    plan();
    Path manifest = folder.resolve("batch/manifest.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
    lines.set(1, lines.get(1).replaceFirst("\"id\":\"..", "\"id\":\"00"));
    Files.write(manifest, lines);

    List<String> jobs = submit("batch/manifest.jsonl");
    lab.awaitQuiet(LONG);

    Path logs = folder.resolve("batch/manifest.slurm/logs");
    assertEquals("FAILED", lab.states().get(jobs.get(0)));
    String said = Files.readString(logs.resolve("prepare-" + jobs.get(0) + ".log"));
    assertTrue(said.contains("was changed after it was planned"), said);
    try (Stream<Path> files = Files.list(logs)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("slice")));
    }
  }
}
