package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.results.ResultFolder;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.testing.Tmpfs;

/**
 * A hundred kills of two workers at random moments, with files cut short and a full disk among
 * them. Guards the one promise that everything else serves: whatever is killed, the rest stands,
 * and the tables of the end are those of an undisturbed run, byte for byte.
 */
@Tag("full")
class KillStormTest {
  private static final int KILLS = 100;
  private static final int CUT_EVERY = 10;
  private static final int DISK_FULL_AT = 50;
  private static final int KILOBYTES = 32 << 10;
  private static final int TRIALS = 200; // 8 seeds × (23 budgets of one rule + 2 ends)

  @TempDir Path folder;

  @Test
  void aHundredKillsChangeNoByte(TestReporter reporter) throws Exception {
    Files.writeString(
        folder.resolve("storm.yaml"),
        """
        name: storm
        data: {name: gaussians, n1: 50000, n2: 60000, mean2: 2.5}
        scorers: [random]
        learners: [gaussian-mean]
        budgets: {from: 0.04, to: 0.92, step: 0.04}
        seeds: 8
        """);
    Random random = new Random(20261121);
    LetheProcess lethe = LetheProcess.in(folder).within(Duration.ofMinutes(4));
    assertEquals(0, lethe.run("plan", "storm.yaml", "--out", "b").exitCode());
    try (Tmpfs disk = Tmpfs.on(folder.resolve("results"), KILOBYTES)) {
      int kills = 0;
      List<Process> workers = new ArrayList<>(List.of(worker(lethe, 0), worker(lethe, 1)));
      try {
        while (kills < KILLS) {
          int which = kills % 2;
          Process process = workers.get(which);
          boolean ended = process.waitFor(100 + random.nextInt(900), TimeUnit.MILLISECONDS);
          if (ended) {
            forget(random); // it got through: some of its work is to be done again
          } else {
            kill(process, random.nextBoolean() ? "KILL" : "TERM");
            process.waitFor();
            kills++;
            if (kills % CUT_EVERY == 0) {
              cut(random);
            }
            if (kills == DISK_FULL_AT) {
              Path ballast = disk.fillUpTo(64);
              Process full = worker(lethe, which);
              full.waitFor(3, TimeUnit.SECONDS);
              kill(full, "KILL");
              full.waitFor();
              Files.delete(ballast);
            }
          }
          workers.set(which, worker(lethe, which));
        }
      } finally {
        workers.forEach(Process::destroyForcibly);
        for (Process process : workers) {
          process.waitFor();
        }
      }
      for (int index = 0; index < 2; index++) {
        Ended ended = lethe.run(command(index));
        assertEquals(0, ended.exitCode(), ended::err);
      }
      Ended status = lethe.run("status", "b/manifest.jsonl");
      assertEquals(0, status.exitCode(), status::out);
      assertEquals(0, lethe.run("collect", "b/manifest.jsonl").exitCode());
      Ended run = lethe.run("run", "storm.yaml", "--results", "undisturbed", "--quiet");
      assertEquals(0, run.exitCode(), run::err);
      reporter.publishEntry("kills", Integer.toString(kills));
      assertEquals(TRIALS, ResultFolder.existing(folder.resolve("results/storm")).trials().size());
      for (String table : List.of("summary.csv", "crossings.csv")) {
        assertArrayEquals(
            Files.readAllBytes(folder.resolve("undisturbed/storm").resolve(table)),
            Files.readAllBytes(folder.resolve("results/storm").resolve(table)),
            table);
      }
    }
  }

  private static String[] command(int index) {
    return new String[] {
      "work",
      "b/manifest.jsonl",
      "--stride",
      "2",
      "--index",
      Integer.toString(index),
      "--max-failures",
      "1000"
    };
  }

  private Process worker(LetheProcess lethe, int index) throws IOException {
    return lethe
        .withJavaOptions("-XX:TieredStopAtLevel=1", "-Xmx256m")
        .start(folder.resolve("out" + index), folder.resolve("err" + index), command(index));
  }

  private static void kill(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .start()
        .waitFor();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private List<Path> records() throws IOException {
    Path trials = folder.resolve("results/storm/trials");
    if (!Files.isDirectory(trials)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(trials)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** A record that a broken disk or a copy has cut short. */
  private void cut(Random random) throws IOException {
    List<Path> records = records();
    if (!records.isEmpty()) {
      Path record = records.get(random.nextInt(records.size()));
      byte[] whole = Files.readAllBytes(record);
      Files.write(record, java.util.Arrays.copyOf(whole, random.nextInt(whole.length)));
    }
  }

  private void forget(Random random) throws IOException {
    for (Path record : records()) {
      if (random.nextInt(4) == 0) {
        Files.delete(record);
      }
    }
  }
}
