package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * The real program where the fast build of the engine is not whole. ND4J falls back to a build
 * without oneDNN where there is one, and lets an environment variable switch oneDNN off, both
 * without a word and six times slower: guards against a run that goes on like that, and against one
 * that ends with a stack trace.
 */
class SlowBuildTest {
  private static final String ONEDNN = "linux-x86_64-onednn.jar";

  @TempDir Path folder;

  @BeforeEach
  void writeExperiments() throws IOException {
    Files.writeString(
        folder.resolve("network.yaml"),
        """
        name: network
        data: {name: gaussians, dimension: 2, n1: 50, n2: 50, mean2: 2.5}
        scorers: [random]
        learners:
        - name: network
          architecture: {name: mlp, hidden: []}
          training: {epochs: 1, batch: 4, augmentation: none}
        unlearners: [none]
        budgets: [0.5]
        seeds: 1
        """);
    Files.writeString(
        folder.resolve("theory.yaml"),
        """
        name: theory
        data: {name: gaussians, n1: 50, n2: 50, mean2: 2.5}
        scorers: [random]
        learners: [gaussian-mean]
        budgets: [0.5]
        seeds: 1
        """);
  }

  private static List<Path> withoutOneDnn() {
    List<Path> entries = new ArrayList<>(LetheProcess.classPath());
    assertTrue(entries.removeIf(entry -> entry.toString().endsWith(ONEDNN)));
    return entries;
  }

  /**
   * Doctor calls it a problem, a run of networks ends with one line, one of theory does not care.
   */
  private void assertRefused(LetheProcess lethe, String... saying) throws Exception {
    Ended doctor = lethe.run("doctor");
    assertEquals(2, doctor.exitCode(), doctor.out() + doctor.err());
    List<String> problems =
        doctor.out().lines().filter(line -> line.startsWith("problem")).toList();
    assertEquals(1, problems.size(), doctor.out());
    Ended run = lethe.run("run", "network.yaml", "--quiet");
    assertEquals(2, run.exitCode(), run.out() + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    for (String text : saying) {
      assertTrue(problems.get(0).contains(text), problems.get(0));
      assertTrue(run.err().contains(text), run.err());
    }
    assertFalse(Files.exists(folder.resolve("results/network/trials")), "nothing is recorded");
    Ended theory = lethe.run("run", "theory.yaml", "--quiet");
    assertEquals(0, theory.exitCode(), theory.err());
  }

  /** An environment variable of ND4J's that leaves oneDNN in the build and unused. */
  @Test
  void aRunRefusesWhereOneDnnIsForbidden() throws Exception {
    assertRefused(
        LetheProcess.in(folder).with("SD_FORBID_HELPERS", "true"),
        "six times slower",
        "SD_FORBID_HELPERS");
  }

  @Test
  void aRunRefusesWithoutTheOneDnnNatives() throws Exception {
    assertRefused(LetheProcess.in(folder).withClassPath(withoutOneDnn()), ONEDNN);
  }
}
