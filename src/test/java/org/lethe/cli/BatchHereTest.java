package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/** Guards {@code submit local}: worker processes must come to the numbers of one process. */
class BatchHereTest {
  private static final String EXPERIMENT =
      """
      name: here
      data: {name: gaussians, n1: 60, n2: 90, mean2: 2.5}
      encoder: raw
      scorers: [random, distance]
      learners: [gaussian-mean]
      budgets: [0, 0.25, 0.5, 0.75, 1]
      seeds: 3
      """;

  @TempDir Path folder;

  private Ended done(String... command) throws Exception {
    Ended ended = LetheProcess.in(folder).run(command);
    assertEquals(0, ended.exitCode(), () -> String.join(" ", command) + ": " + ended.err());
    return ended;
  }

  @Test
  void workersOfThisMachineMakeTheTablesOfOneRun() throws Exception {
    Files.writeString(folder.resolve("here.yaml"), EXPERIMENT);
    done("plan", "here.yaml", "--out", "batch");

    Ended ended = done("submit", "local", "batch/manifest.jsonl", "--processes", "2");

    assertTrue(ended.out().contains(" by 2 processes"), ended.out());
    assertTrue(ended.out().contains(" 0 not begun"), ended.out());
    done("run", "here.yaml", "--results", "home", "--quiet");
    for (String table : new String[] {"summary.csv", "crossings.csv"}) {
      assertEquals(
          Files.readString(folder.resolve("home/here").resolve(table)),
          Files.readString(folder.resolve("results/here").resolve(table)),
          table);
    }
  }
}
