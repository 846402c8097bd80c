package org.lethe.submit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lethe.settings.BadInput;

/**
 * A batch as a script of Nextflow, which brings it to PBS, LSF, SGE, HTCondor or a cloud. Its own
 * cache is a second truth beside our records, so nothing goes through it: workers skip what is
 * recorded.
 */
public final class Nextflow {
  private static final String TEMPLATE =
      """
      #!/usr/bin/env nextflow
      // Written by `lethe submit nextflow`; run again, it does what is missing.
      // work ends with 0 (slice finished), 75 (stopped, try again), 64 or 65 (do not try again).
      nextflow.enable.dsl = 2

      before = @BEFORE@
      prepare = @PREPARE@
      work = @WORK@
      collect = @COLLECT@
      status = @STATUS@

      process PREPARE {
        executor @EXECUTOR@
      @QUEUE@@OPTIONS@  cpus @CPUS@
        memory @MEMORY@
        time @TIME@
        maxRetries 3
        errorStrategy { task.exitStatus in [75, 137, 143] && task.attempt <= 3 ? 'retry' : 'terminate' }

        output:
        val true

        script:
        "${before}\\nexec ${prepare}"
      }

      process WORK {
        executor @EXECUTOR@
      @QUEUE@@OPTIONS@  cpus @CPUS@
        memory @MEMORY@
        time @TIME@
        maxForks @FORKS@
        maxRetries 3
        errorStrategy { task.exitStatus in [64, 65] || task.attempt > 3 ? 'ignore' : 'retry' }

        input:
        val ready
        val slice

        output:
        val slice

        script:
        "${before}\\nexec ${work} --index ${slice}"
      }

      process COLLECT {
        executor 'local'

        input:
        val slices

        script:
        "${before}\\n${collect} || true\\nexec ${status}"
      }

      workflow {
        PREPARE()
        WORK(PREPARE.out, Channel.of(0..<@SLICES@))
        COLLECT(WORK.out.toList())
      }
      """;

  private Nextflow() {}

  /**
   * Writes {@code main.nf}.
   *
   * @return the command that runs it
   */
  public static List<String> write(Batch batch, Site site, Map<String, String> here) {
    Path folder = batch.folder("nextflow");
    Path script = folder.resolve("main.nf");
    try {
      Files.createDirectories(folder);
      Files.write(script, script(batch, site, here).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInput(script + ": cannot be written: " + e, e);
    }
    return List.of("nextflow", "run", script.toString(), "-w", folder.resolve("work").toString());
  }

  static String script(Batch batch, Site site, Map<String, String> here) {
    Program program = Program.at(site, here);
    Slices slices = Slices.of(batch, site, Integer.MAX_VALUE, "no limit");
    List<String> before = new ArrayList<>(site.setup());
    site.modules().forEach(module -> before.add("module load " + Words.shell(module)));
    program
        .environment()
        .forEach((name, value) -> before.add("export " + name + "=" + Words.shell(value)));
    return TEMPLATE
        .replace("@EXECUTOR@", Words.groovy(site.nextflow().executor()))
        .replace("@QUEUE@", directive("queue", site.partition()))
        .replace("@OPTIONS@", directive("clusterOptions", clusterOptions(site)))
        .replace("@CPUS@", Integer.toString(site.cpus()))
        .replace("@MEMORY@", Words.groovy(site.memory().replaceFirst("(.)$", " $1B")))
        .replace("@TIME@", Words.groovy(site.walltime().seconds() + "s"))
        .replace("@FORKS@", Integer.toString(site.maxConcurrent().orElse(slices.count())))
        .replace("@SLICES@", Integer.toString(slices.count()))
        // What a user wrote comes last, so that nothing in it is taken for a place of ours.
        .replace("@BEFORE@", groovyLines(before))
        .replace("@PREPARE@", Words.groovy(Words.shell(program.prepare(batch))))
        .replace(
            "@WORK@",
            Words.groovy(
                Words.shell(program.work(batch, slices.count(), site.walltime().deadline()))))
        .replace("@COLLECT@", Words.groovy(Words.shell(program.collect(batch))))
        .replace("@STATUS@", Words.groovy(Words.shell(program.status(batch))));
  }

  /** Slurm's are known; other engines call them otherwise and the profile says how. */
  private static Optional<String> clusterOptions(Site site) {
    return site.nextflow()
        .clusterOptions()
        .or(
            () ->
                site.nextflow().executor().equals("slurm")
                    ? site.gres().map(gres -> "--gres=" + gres)
                    : Optional.empty());
  }

  private static String directive(String name, Optional<String> value) {
    return value.map(v -> "  " + name + " " + Words.groovy(v) + "\n").orElse("");
  }

  /** Shell lines as one string of Groovy. */
  private static String groovyLines(List<String> lines) {
    return lines.isEmpty()
        ? "''"
        : lines.stream().map(Words::groovy).collect(Collectors.joining(" + '\\n' + "));
  }
}
