package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lethe.testing.LetheProcess.Ended;
import org.lethe.testing.OnSlurm;

/**
 * Submission to a real Slurm, with a shell script in the place of the program: guards what only
 * Slurm itself can tell, such as how it reads a quoted path, when it warns, and what becomes of
 * jobs whose cache was not made.
 */
@Timeout(240)
class SlurmLabTest extends OnSlurm {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Ended submit(Path batch, String site) throws Exception {
    Files.writeString(batch.resolve("site.yaml"), site);
    return lethe()
        .run(
            "submit",
            "slurm",
            batch.resolve("manifest.jsonl").toString(),
            "--site",
            batch.resolve("site.yaml").toString());
  }

  private static Path batch(Path place, int count, String program) throws IOException {
    BatchOnDisk.of(place, count);
    Files.writeString(place.resolve("program.sh"), program);
    return place;
  }

  private static String site(Path batch, String... more) {
    return "program: [bash, "
        + Words.yaml(batch.resolve("program.sh").toString())
        + "]\nmemory: 900M\nwalltime: 10\ngres: gpu:1\n"
        + String.join("\n", more);
  }

  @Test
  void slurmReadsWhatWasWritten() throws Exception {
    Path batch =
        batch(
            folder.resolve("a b 50%j $(touch owned)"),
            6,
            "echo $1 on card ${CUDA_VISIBLE_DEVICES:-none} \"${@: -1}\"; [ $1 != status ] || exit"
                + " 3");

    List<String> jobs =
        jobs(submit(batch, site(batch, "seconds-per-trial: 200", "max-concurrent: 2")));
    lab.awaitQuiet(LONG);

    Map<String, String> states = lab.states();
    assertEquals("COMPLETED", states.get(jobs.get(0)));
    assertEquals("FAILED", states.get(jobs.get(2)), "a batch with holes is red");
    Path logs = batch.resolve("manifest.slurm/logs");
    TreeSet<String> names = new TreeSet<>();
    try (var files = Files.list(logs)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    // 10 minutes are 450 s for a worker: two trials of 200 s, three slices.
    assertEquals(
        new TreeSet<>(
            List.of(
                "collect-" + jobs.get(2) + ".log",
                "prepare-" + jobs.get(0) + ".log",
                "slice-0.log",
                "slice-1.log",
                "slice-2.log")),
        names);
    for (int slice = 0; slice < 3; slice++) {
      assertEquals("COMPLETED", states.get(jobs.get(1) + "_" + slice));
      String said = Files.readString(logs.resolve("slice-" + slice + ".log"));
      assertTrue(said.matches("work on card [01] " + slice + "\\n"), said);
    }
    assertTrue(
        Files.readString(logs.resolve("collect-" + jobs.get(2) + ".log"))
            .startsWith("collect on card none "));
    assertFalse(Files.exists(folder.resolve("owned")));
  }

  @Test
  void jobsWhoseCacheWasNotMadeDoNotWaitForEver() throws Exception {
    Path batch = batch(folder.resolve("no-cache"), 4, "echo $1; [ $1 != prepare ] || exit 65");

    List<String> jobs = jobs(submit(batch, site(batch)));
    lab.awaitQuiet(LONG);

    Map<String, String> states = lab.states();
    assertEquals("FAILED", states.get(jobs.get(0)));
    assertFalse(Files.exists(batch.resolve("manifest.slurm/logs/slice-0.log")));
    assertFalse(
        states.containsValue("PENDING") || states.containsValue("RUNNING"), states::toString);
  }

  @Test
  void whatTheNodesDoNotHaveIsRefusedInOneLine() throws Exception {
    Path batch = batch(folder.resolve("greedy"), 4, "exit 0");

    Ended ended = submit(batch, site(batch).replace("gpu:1", "gpu:3"));

    assertEquals(2, ended.exitCode());
    assertEquals(
        "lethe: prepare.sbatch was refused by sbatch: Batch job submission failed:"
            + " Requested node configuration is not available",
        ended.err().strip());
  }

  @Test
  void aBatchInTheQueueIsNotSentTwice() throws Exception {
    Path batch = batch(folder.resolve("twice"), 4, "sleep 30");
    List<String> jobs = jobs(submit(batch, site(batch)));

    Ended again = submit(batch, site(batch));

    assertEquals(2, again.exitCode());
    assertTrue(
        again.err().startsWith("lethe: this manifest is in the queue already (jobs "), again.err());
    lab.run("scancel", jobs.get(0), jobs.get(1), jobs.get(2));
    lab.awaitQuiet(LONG);
  }

  /** The worker's own deadline comes first; this one has none, as when Java is stuck in it. */
  @Test
  void workersAreWarnedBeforeTheLimit() throws Exception {
    Path batch =
        batch(
            folder.resolve("late"),
            1,
            """
            [ $1 = work ] || exit 0
            trap 'echo warned after $SECONDS s; exit 75' USR1
            while :; do sleep 0.2; done
            """);

    List<String> jobs =
        jobs(
            submit(
                batch, site(batch, "seconds-per-trial: 1").replace("walltime: 10", "walltime: 1")));
    lab.awaitQuiet(Duration.ofSeconds(150));

    String said = Files.readString(batch.resolve("manifest.slurm/logs/slice-0.log"));
    assertTrue(said.contains("warned after "), said);
    assertEquals("FAILED", lab.states().get(jobs.get(1) + "_0"), "75 is no success");
  }
}
