package org.lethe.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lethe.settings.BadInput;

/**
 * The three scripts of a batch. Each can be read, edited and submitted by hand. {@code exec} makes
 * the JVM the process that Slurm signals; there is no requeueing by the job itself, since one
 * without an end was seen to start twelve times in half an hour.
 */
final class SlurmScripts {
  private final Batch batch;
  private final Site site;
  private final Program program;
  private final int slices;
  private final String jobName;

  SlurmScripts(Batch batch, Site site, Program program, int slices) {
    this.batch = batch;
    this.site = site;
    this.program = program;
    this.slices = slices;
    this.jobName = batch.jobName();
  }

  /** The same for every job of a manifest, and for no other manifest. */
  String jobName() {
    return jobName;
  }

  Path folder() {
    return batch.folder("slurm");
  }

  /** Writes scripts, and the folder of logs without which Slurm starts nothing. */
  void write() {
    try {
      Files.createDirectories(folder().resolve("logs"));
      for (Map.Entry<String, String> script : texts().entrySet()) {
        Files.write(
            folder().resolve(script.getKey()), script.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new BadInput(folder() + ": scripts cannot be written: " + e, e);
    }
  }

  /** By file name, in the order in which they run. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("prepare.sbatch", prepare());
    texts.put("array.sbatch", array());
    texts.put("collect.sbatch", collect());
    return texts;
  }

  private String prepare() {
    List<String> lines = head("prepare-%j.log", true);
    lines.addAll(environment());
    lines.add("exec " + Words.shell(program.prepare(batch)));
    return text(lines);
  }

  private String array() {
    List<String> lines = head("slice-%a.log", true);
    lines.add(
        2,
        "#SBATCH --array=0-"
            + (slices - 1)
            + site.maxConcurrent().map(most -> "%" + most).orElse(""));
    lines.addAll(environment());
    lines.add(
        "exec "
            + Words.shell(program.work(batch, slices, site.walltime().deadline()))
            + " --index \"$SLURM_ARRAY_TASK_ID\"");
    return text(lines);
  }

  private String collect() {
    List<String> lines = head("collect-%j.log", false);
    lines.addAll(environment());
    lines.add("code=0");
    lines.add(Words.shell(program.collect(batch)) + " || code=$?");
    lines.add("# Red (3) while a trial is missing or failed: a batch with holes must not pass.");
    lines.add(Words.shell(program.status(batch)) + " || code=$?");
    lines.add("exit \"$code\"");
    return text(lines);
  }

  /**
   * @param device whether the job computes trials; tables need neither card nor many cores
   */
  private List<String> head(String log, boolean device) {
    List<String> lines = new ArrayList<>();
    // Modules are functions of a login shell.
    lines.add(site.modules().isEmpty() ? "#!/bin/bash" : "#!/bin/bash -l");
    option(lines, "job-name", jobName);
    site.partition().ifPresent(value -> option(lines, "partition", value));
    site.account().ifPresent(value -> option(lines, "account", value));
    site.qos().ifPresent(value -> option(lines, "qos", value));
    option(lines, "nodes", "1");
    option(lines, "ntasks", "1");
    option(lines, "cpus-per-task", Integer.toString(device ? site.cpus() : 1));
    option(lines, "mem", site.memory());
    if (device) {
      site.constraint().ifPresent(value -> option(lines, "constraint", value));
      site.gres().ifPresent(value -> option(lines, "gres", value));
    }
    site.exclude().ifPresent(value -> option(lines, "exclude", value));
    option(lines, "time", site.walltime().toString());
    option(lines, "signal", "B:USR1@" + site.walltime().warning().toSeconds());
    lines.add("#SBATCH --requeue");
    option(lines, "open-mode", "append"); // a requeue must not erase what was said before
    String logs = Words.sbatchFolder(folder().resolve("logs").toString());
    option(lines, "output", logs + "/" + log);
    site.options().forEach(value -> lines.add("#SBATCH " + value));
    return lines;
  }

  private List<String> environment() {
    List<String> lines = new ArrayList<>();
    site.modules().forEach(module -> lines.add("module load " + Words.shell(module)));
    lines.addAll(site.setup());
    lines.add("set -eu");
    program
        .environment()
        .forEach((name, value) -> lines.add("export " + name + "=" + Words.shell(value)));
    return lines;
  }

  private static void option(List<String> lines, String name, String value) {
    lines.add("#SBATCH --" + name + "=" + Words.sbatch(value));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
