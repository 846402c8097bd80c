package org.lethe.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lethe.settings.BadInput;
import org.lethe.testing.Refused;

/**
 * Guards what is said to Slurm, against a Slurm that only answers: a job id that is empty, a
 * refusal that is taken for success, half a batch that stays in the queue, an array beyond the
 * site's limit. SlurmLabTest has a real one.
 */
class SlurmTest {
  private static final Site SITE =
      Site.parse(
          """
          partition: gpu
          account: lab-17
          gres: gpu:1g.18gb:1
          memory: 8G
          seconds-per-trial: 600
          max-concurrent: 4
          modules: [cuda/11.6]
          options: [--mail-type=END]
          program: [/opt/lethe/lethe]
          """,
          "site.yaml");

  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();
  private final Pretended slurm = new Pretended();

  /** Answers by the name of the command; submits are counted from 11. */
  private static final class Pretended implements Shell {
    final List<List<String>> asked = new ArrayList<>();
    final Map<String, Answer> answers = new HashMap<>();
    int jobs = 10;
    int refusedFrom = Integer.MAX_VALUE;

    Pretended() {
      says("scontrol --version", "slurm-wlm 22.05.8\n");
      says(
          "scontrol show config",
          "MaxArraySize            = 1001\nMaxJobCount             = 10000\n");
      says(
          "scontrol show partition",
          """
          PartitionName=gpu Default=YES MaxTime=1-00:00:00 State=UP
          PartitionName=short Default=NO MaxTime=00:30:00 State=UP
          PartitionName=old Default=NO MaxTime=UNLIMITED State=DOWN
          """);
      says("squeue", "");
      says("scancel", "");
    }

    void says(String command, String out) {
      answers.put(command, new Answer(0, out, ""));
    }

    @Override
    public Answer run(List<String> command) {
      asked.add(command);
      if (command.get(0).equals("sbatch")) {
        jobs++;
        return jobs >= refusedFrom
            ? new Answer(1, "", "sbatch: error: Batch job submission failed: Invalid account\n")
            : answers.getOrDefault("sbatch", new Answer(0, jobs + "\n", ""));
      }
      String line = String.join(" ", command);
      return answers.entrySet().stream()
          .filter(entry -> line.startsWith(entry.getKey()))
          .max(Comparator.comparingInt(entry -> entry.getKey().length()))
          .map(Map.Entry::getValue)
          .orElseThrow(() -> new BadInput(command.get(0) + " cannot be started"));
    }

    List<String> lines(String name) {
      return asked.stream().filter(c -> c.get(0).equals(name)).map(Words::shell).toList();
    }
  }

  private List<String> submit(Batch batch, Site site) {
    return new Slurm(slurm, said::add).submit(batch, site, Map.of(), false);
  }

  private String refusal(Site site) throws IOException {
    Batch batch = BatchOnDisk.of(folder, 60);
    return Refused.message(BadInput.class, () -> submit(batch, site));
  }

  private String script(String name) throws IOException {
    return Files.readString(folder.resolve("manifest.slurm").resolve(name));
  }

  @Test
  void theArrayWaitsForTheCacheAndTheTablesForTheArray() throws IOException {
    List<String> jobs = submit(BatchOnDisk.of(folder, 60), SITE);

    assertEquals(List.of("11", "12", "13"), jobs);
    String scripts = folder.resolve("manifest.slurm").toString();
    assertEquals(
        List.of(
            "sbatch --parsable " + scripts + "/prepare.sbatch",
            "sbatch --parsable --dependency=afterok:11 --kill-on-invalid-dep=yes "
                + scripts
                + "/array.sbatch",
            "sbatch --parsable --dependency=afterany:12 --kill-on-invalid-dep=yes "
                + scripts
                + "/collect.sbatch"),
        slurm.lines("sbatch"));
    for (String command : slurm.lines("sbatch")) {
      assertTrue(said.contains("$ " + command), "each command is shown: " + said);
    }
  }

  @Test
  void laterPassesWaitForTheEndOfEarlierOnesHoweverTheyEnd() throws IOException {
    Site thrice = Site.parse("passes: 3", "site.yaml");

    submit(BatchOnDisk.of(folder, 60), thrice);

    List<String> submitted = slurm.lines("sbatch");
    assertEquals(5, submitted.size());
    assertTrue(submitted.get(1).contains("--dependency=afterok:11 "), submitted.get(1));
    assertTrue(submitted.get(2).contains("--dependency=afterany:12 "), submitted.get(2));
    assertTrue(submitted.get(3).contains("--dependency=afterany:13 "), submitted.get(3));
    assertTrue(submitted.get(4).contains("--dependency=afterany:14 "), submitted.get(4));
  }

  /** 60 trials of 600 s, 2 h wanted: 12 each, 5 slices. 4 h are 14250 s for the worker. */
  @Test
  void theArrayIsReadAsItWasMeant() throws IOException {
    submit(BatchOnDisk.of(folder, 60), SITE);

    List<String> lines = script("array.sbatch").lines().toList();
    Batch batch = BatchOnDisk.of(folder, 60);
    assertEquals(
        List.of(
            "#!/bin/bash -l",
            "#SBATCH --job-name=" + batch.jobName(),
            "#SBATCH --array=0-4%4",
            "#SBATCH --partition=gpu",
            "#SBATCH --account=lab-17",
            "#SBATCH --nodes=1",
            "#SBATCH --ntasks=1",
            "#SBATCH --cpus-per-task=1",
            "#SBATCH --mem=8G",
            "#SBATCH --gres=gpu:1g.18gb:1",
            "#SBATCH --time=04:00:00",
            "#SBATCH --signal=B:USR1@120",
            "#SBATCH --requeue",
            "#SBATCH --open-mode=append",
            "#SBATCH --output=" + folder + "/manifest.slurm/logs/slice-%a.log",
            "#SBATCH --mail-type=END",
            "module load cuda/11.6",
            "set -eu",
            "exec /opt/lethe/lethe work "
                + batch.manifest()
                + " --results "
                + batch.results()
                + " --stride 5 --deadline 14250s --index \"$SLURM_ARRAY_TASK_ID\""),
        lines);
    assertFalse(script("collect.sbatch").contains("gres"), "tables need no card");
    assertTrue(Files.isDirectory(folder.resolve("manifest.slurm/logs")));
  }

  /** Slurm would sign for a folder with blanks, quotes or dollars; the shell must not read them. */
  @Test
  void pathsAreNoCode() throws Exception {
    Path odd = folder.resolve("it is $(touch owned) & \"50%\"");
    Batch batch = BatchOnDisk.of(folder.resolve("a b $(touch owned) 50%"), 3);
    Path recorded = folder.resolve("recorded");
    Site site =
        BatchOnDisk.siteWith(
            folder,
            "printf '%s\\n' \"$@\" \"$PLACE\" > '" + recorded + "'\n",
            "environment: {PLACE: " + Words.yaml(odd.toString()) + "}");

    submit(batch, site);

    Path script = batch.folder("slurm").resolve("array.sbatch");
    Process bash =
        new ProcessBuilder("bash", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, bash.waitFor(), "no array index outside of Slurm: " + output);
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString()).directory(folder.toFile());
    builder.environment().put("SLURM_ARRAY_TASK_ID", "2");
    assertEquals(0, builder.start().waitFor());
    List<String> words = Files.readAllLines(recorded);
    assertEquals("work", words.get(0));
    assertEquals(batch.manifest().toString(), words.get(1));
    assertEquals(
        List.of("--index", "2", odd.toString()), words.subList(words.size() - 3, words.size()));
    try (Stream<Path> files = Files.walk(folder)) {
      assertFalse(files.anyMatch(file -> file.endsWith("owned")));
    }
    assertTrue(
        Files.readString(script)
            .contains(
                "#SBATCH --output=\""
                    + batch.folder("slurm").toString().replace("%", "%%")
                    + "/logs/slice-%a.log\""),
        "blanks quoted, percent signs doubled");
  }

  @Test
  void aRefusedArrayTakesTheCacheJobBackOutOfTheQueue() throws IOException {
    slurm.refusedFrom = 12;

    String message = refusal(SITE);

    assertEquals(
        "array.sbatch was refused by sbatch: Batch job submission failed: Invalid account",
        message);
    assertEquals(List.of("scancel 11"), slurm.lines("scancel"));
  }

  @Test
  void aSubmissionWithoutAJobIdIsNone() throws IOException {
    slurm.answers.put("sbatch", new Shell.Answer(0, "\n", ""));

    assertTrue(refusal(SITE).contains("told no job id"));
  }

  @Test
  void theNameOfAClusterIsNoPartOfTheJobId() throws IOException {
    slurm.answers.put("sbatch", new Shell.Answer(0, "notice of the site\n4711;alps\n", ""));

    assertEquals(List.of("4711", "4711", "4711"), submit(BatchOnDisk.of(folder, 60), SITE));
  }

  @Test
  void whatTheSiteCannotGiveIsRefusedBeforeAnythingIsSubmitted() throws IOException {
    assertTrue(
        refusal(Site.parse("partition: gpus", "site.yaml"))
            .startsWith("unknown partition gpus; did you mean gpu?"));
    assertEquals(
        "walltime is 04:00:00; partition short allows 00:30:00 at most",
        refusal(Site.parse("partition: short", "site.yaml")));
    assertEquals(
        "partition old is DOWN and takes no jobs to run",
        refusal(Site.parse("partition: old", "site.yaml")));
    slurm.says("scontrol show config", "MaxArraySize = 2\nMaxJobCount = 10000\n");
    assertTrue(
        refusal(Site.parse("{seconds-per-trial: 3600}", "site.yaml"))
            .contains("60 trials of 3600 s do not fit: the site takes 2 slices at once"));
    assertEquals(List.of(), slurm.lines("sbatch"));
  }

  @Test
  void aBatchThatIsInTheQueueIsNotSentAgainByMistake() throws IOException {
    slurm.says("squeue --noheader --me", "71\n71\n72\n");

    assertTrue(refusal(SITE).startsWith("this manifest is in the queue already (jobs 71, 72)"));
    List<String> jobs =
        new Slurm(slurm, said::add).submit(BatchOnDisk.of(folder, 60), SITE, Map.of(), true);
    assertEquals(3, jobs.size());
  }

  @Test
  void aDryRunSubmitsNothingAndNeedsNoSlurm() throws IOException {
    Slurm absent =
        new Slurm(
            command -> {
              throw new BadInput(command.get(0) + " cannot be started");
            },
            said::add);

    absent.dryRun(BatchOnDisk.of(folder, 60), SITE, Map.of());

    assertEquals(
        "note: no scontrol on this machine; the limits of a new Slurm are assumed", said.get(0));
    assertTrue(said.get(3).startsWith("would run: sbatch --parsable --dependency=afterok:JOB1"));
    assertTrue(Files.exists(folder.resolve("manifest.slurm/prepare.sbatch")));
  }

  @Test
  void aProgramThatIsNotThereOrHangsIsOneLine() {
    Shell shell = Shell.withTimeout(Duration.ofMillis(200));

    String absent = Refused.message(BadInput.class, () -> shell.run(List.of("sbatch-of-nowhere")));
    String hanging = Refused.message(BadInput.class, () -> shell.run(List.of("sleep", "60")));

    assertEquals(
        "sbatch-of-nowhere cannot be started (No such file or directory);"
            + " is this a machine from which jobs are submitted?",
        absent);
    assertTrue(hanging.startsWith("sleep has not ended after"), hanging);
  }

  @Test
  void aManifestThatIsNoneIsRefused() throws IOException {
    Path none = folder.resolve("none.jsonl");
    assertTrue(
        Refused.message(BadInput.class, () -> Batch.of(none, folder)).contains("no such manifest"));
    Files.writeString(none, "scorers: [knn-ratio]\n");
    assertTrue(Refused.message(BadInput.class, () -> Batch.of(none, folder)).contains("no header"));
    Files.writeString(none, "{\"id\":\"00\"}\n");
    assertTrue(Refused.message(BadInput.class, () -> Batch.of(none, folder)).contains("no count"));
    Files.writeString(none, "{\"count\":0}\n");
    assertTrue(
        Refused.message(BadInput.class, () -> Batch.of(none, folder)).contains("nothing to do"));
    Files.writeString(none, "");
    assertTrue(Refused.message(BadInput.class, () -> Batch.of(none, folder)).contains("no count"));
  }
}
