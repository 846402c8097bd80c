package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/** Guards against a hundred workers that each train the network which one should have trained. */
class PrepareCommandTest {
  private static final String[] WORK = {
    "work", "b/manifest.jsonl", "--index", "0", "--stride", "1"
  };

  @TempDir Path folder;

  @Test
  @Tag("full")
  void withoutTheSharedCacheAWorkerEndsWith65AndWithItGivesTheTablesOfARun() throws Exception {
    Files.writeString(
        folder.resolve("net.yaml"),
        """
        name: net
        data: {name: shapes, size: 16, train: 120, test: 60, overlap: 0.4}
        encoder:
          name: network-layer
          architecture: &network {name: small-cnn, width: 4, hidden: 8}
          training: &recipe
            {epochs: 2, batch: 32, learning-rate: 0.05, schedule: cosine, augmentation: none}
        scorers: [maha-mu2]
        learners:
        - {name: network, architecture: *network, training: *recipe}
        unlearners: [retrain, fine-tune]
        budgets: [0.5]
        seeds: 1
        """);
    LetheProcess lethe = LetheProcess.in(folder);
    assertEquals(0, lethe.run("plan", "net.yaml", "--out", "b").exitCode());
    Ended missed = lethe.run(WORK);
    assertEquals(65, missed.exitCode(), missed::err);
    assertTrue(missed.err().contains("'lethe prepare' makes it"), missed::err);

    Ended prepared = lethe.run("prepare", "b/manifest.jsonl");
    assertEquals(0, prepared.exitCode(), prepared::err);
    Ended worked = lethe.run(WORK);
    assertEquals(0, worked.exitCode(), worked::err);
    Ended collected = lethe.run("collect", "b/manifest.jsonl");
    assertEquals(0, collected.exitCode(), collected::err);
    Ended run = lethe.run("run", "net.yaml", "--results", "whole", "--quiet");
    assertEquals(0, run.exitCode(), run::err);
    for (String table : new String[] {"summary.csv", "crossings.csv"}) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("whole/net").resolve(table)),
          Files.readAllBytes(folder.resolve("results/net").resolve(table)),
          table);
    }
  }
}
