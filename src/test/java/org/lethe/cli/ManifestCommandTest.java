package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.selection.RemovalManifest;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/**
 * The real command: a list of samples that is handed on must be the rule's, be noticed when
 * somebody changed it, and be refused where the data are others.
 */
class ManifestCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void writeExperiment() throws IOException {
    Files.writeString(
        folder.resolve("small.yaml"),
        """
        name: small
        data: {name: gaussians, n1: 50, n2: 100, mean2: 2.5}
        scorers: [random, distance]
        learners: [gaussian-mean]
        """);
  }

  private Ended lethe(String... arguments) throws IOException, InterruptedException {
    return LetheProcess.in(folder).run(arguments);
  }

  private Ended write(String budget) throws IOException, InterruptedException {
    return lethe(
        "manifest",
        "write",
        "small.yaml",
        "--scorer",
        "distance",
        "--budget",
        budget,
        "--out",
        "remove.json");
  }

  @Test
  void aLargerBudgetOnlyAddsSamplesAtTheEnd() throws Exception {
    assertEquals(0, write("0.2").exitCode());
    RemovalManifest few = RemovalManifest.read(folder.resolve("remove.json"));
    assertEquals(0, write("0.6").exitCode());
    RemovalManifest many = RemovalManifest.read(folder.resolve("remove.json"));
    assertEquals(10, few.removed().size());
    assertEquals(30, many.removed().size());
    assertEquals(few.removed(), many.removed().subList(0, 10));
  }

  @Test
  void whatWasWrittenIsVerifiedAlsoAgainstItsExperiment() throws Exception {
    write("0.2");
    Ended ended = lethe("manifest", "verify", "remove.json", "--experiment", "small.yaml");
    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().contains("10 samples by distance"), ended::out);
  }

  @Test
  void aChangedListIsRefused() throws Exception {
    write("0.2");
    Path file = folder.resolve("remove.json");
    Files.writeString(file, Files.readString(file).replace("\"seed\" : 1", "\"seed\" : 2"));
    Ended ended = lethe("manifest", "verify", "remove.json");
    assertEquals(2, ended.exitCode(), ended::out);
    assertEquals(1, ended.err().lines().count(), ended::err);
  }

  @Test
  void anUnknownRuleIsRefusedWithTheNearest() throws Exception {
    Ended ended =
        lethe(
            "manifest",
            "write",
            "small.yaml",
            "--scorer",
            "distanse",
            "--budget",
            "0.2",
            "--out",
            "remove.json");
    assertEquals(2, ended.exitCode(), ended::out);
    assertTrue(ended.err().contains("distance"), ended::err);
    assertTrue(Files.notExists(folder.resolve("remove.json")));
  }
}
