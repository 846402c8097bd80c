package org.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.testing.LetheProcess;
import org.lethe.testing.LetheProcess.Ended;

/** Guards the shell's side of submission: one line and 2 where there is no Slurm or it refuses. */
class SubmitCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void plan() throws IOException {
    Files.writeString(folder.resolve("manifest.jsonl"), "{\"count\":9,\"experiment\":\"g\"}\n");
  }

  /** Commands of Slurm that only answer, before those of the machine. */
  private LetheProcess withSlurm(String sbatch) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    command(bin, "scontrol", "echo MaxArraySize = 1001; echo MaxJobCount = 10000");
    command(bin, "squeue", "exit 0");
    command(bin, "scancel", "exit 0");
    command(bin, "sbatch", sbatch);
    return LetheProcess.in(folder).with("PATH", bin + ":/usr/bin:/bin");
  }

  private static void command(Path bin, String name, String body) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  @Test
  void jobsAreToldAsTheyAreSubmitted() throws Exception {
    Ended ended = withSlurm("echo 17").run("submit", "slurm", "manifest.jsonl");

    assertEquals(0, ended.exitCode(), ended::err);
    assertTrue(ended.out().startsWith("9 trials, 1 slice of 9, 04:00:00 each ("), ended.out());
    assertTrue(ended.out().contains("$ sbatch --parsable --dependency=afterok:17"), ended.out());
    assertTrue(ended.out().contains("submitted: jobs 17, 17, 17"), ended.out());
    assertTrue(ended.out().contains("look with: lethe status "), ended.out());
  }

  @Test
  void aRefusalIsOneLineAndTwo() throws Exception {
    Ended ended =
        withSlurm("echo 'sbatch: error: Invalid account' >&2; exit 1")
            .run("submit", "slurm", "manifest.jsonl");

    assertEquals(2, ended.exitCode());
    assertEquals(
        "lethe: prepare.sbatch was refused by sbatch: Invalid account", ended.err().strip());
  }

  @Test
  void withoutSlurmOnlyADryRunIsPossible() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    LetheProcess nowhere = LetheProcess.in(folder).with("PATH", empty.toString());

    Ended refused = nowhere.run("submit", "slurm", "manifest.jsonl");
    Ended dry = nowhere.run("submit", "slurm", "manifest.jsonl", "--dry-run");

    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().startsWith("lethe: scontrol cannot be started ("), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertEquals(0, dry.exitCode(), dry::err);
    assertTrue(dry.out().contains("would run: sbatch --parsable "), dry.out());
  }

  @Test
  void everyMistakeIsOneLineAndTwo() throws Exception {
    LetheProcess lethe = LetheProcess.in(folder);
    Files.writeString(folder.resolve("site.yaml"), "partion: gpu\n");

    for (String[] arguments :
        new String[][] {
          {"submit"},
          {"submit", "slurm"},
          {"submit", "slurm", "none.jsonl"},
          {"submit", "slurm", "manifest.jsonl", "--site", "site.yaml"},
          {"submit", "local", "manifest.jsonl", "--processes", "0"},
          {"submit", "kubernetes", "manifest.jsonl", "--results", "/elsewhere"}
        }) {
      Ended ended = lethe.run(arguments);
      String shown = String.join(" ", arguments) + ": " + ended.err();
      assertEquals(2, ended.exitCode(), shown);
      assertEquals(1, ended.err().lines().count(), shown);
    }
  }
}
