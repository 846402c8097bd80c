package org.lethe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lethe.settings.BadInput;
import org.lethe.submit.Batch;
import org.lethe.submit.Kubernetes;
import org.lethe.submit.Local;
import org.lethe.submit.Nextflow;
import org.lethe.submit.Shell;
import org.lethe.submit.Site;
import org.lethe.submit.Slurm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe submit ENGINE MANIFEST}: hands a batch over, shows every command, stays away. */
@Command(
    name = "submit",
    description = {
      "Hands a batch of lethe plan to an engine: writes its scripts beside the manifest, shows"
          + " every command, and stays away afterwards.",
      "What is recorded is not run again, so that whatever was lost is mended by submitting again."
    },
    synopsisSubcommandLabel = "ENGINE",
    subcommands = {
      SubmitCommand.SlurmEngine.class,
      SubmitCommand.LocalEngine.class,
      SubmitCommand.NextflowEngine.class,
      SubmitCommand.KubernetesEngine.class
    },
    footer = {
      "",
      "Examples:",
      "  lethe submit slurm batch/manifest.jsonl --site site.yaml --dry-run",
      "  lethe submit slurm batch/manifest.jsonl --site site.yaml",
      "  lethe submit local batch/manifest.jsonl --processes 4"
    })
final class SubmitCommand implements Runnable {
  /** A controller under load takes seconds; one that is gone takes for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "an engine is missing: slurm, local, nextflow or kubernetes");
  }

  private static String look(Batch batch) {
    return "lethe status " + batch.manifest() + " --results " + batch.results();
  }

  /** What every engine is told. */
  private abstract static class Engine {
    @Spec private CommandSpec command;

    @Parameters(paramLabel = "MANIFEST", description = "What lethe plan or status --missing wrote.")
    private Path manifest;

    @Mixin private ResultsOption results;

    @Option(
        names = "--site",
        paramLabel = "FILE",
        description = "The profile of the place (YAML; see docs/cluster.md).")
    private @Nullable Path site;

    Batch batch() {
      return Batch.of(manifest, results.folder());
    }

    Site site() {
      return site == null ? Site.unspecified() : Site.read(site);
    }

    /** Prints lines, each at once: what was submitted is known even if the next step fails. */
    Consumer<String> lines() {
      PrintWriter out = command.commandLine().getOut();
      return line -> {
        out.println(line);
        out.flush();
      };
    }
  }

  /** {@code lethe submit slurm}. */
  @Command(
      name = "slurm",
      description = "Submits a job for the cache, an array of slices, and a job for the tables.")
  static final class SlurmEngine extends Engine implements Runnable {
    @Option(
        names = "--dry-run",
        description = "Write the scripts and show the commands, but submit nothing.")
    private boolean dryRun;

    @Option(
        names = "--again",
        description = "Submit even if jobs of this manifest are in the queue.")
    private boolean again;

    @Override
    public void run() {
      Batch batch = batch();
      Consumer<String> say = lines();
      Slurm slurm = new Slurm(Shell.withTimeout(PATIENCE), say);
      if (dryRun) {
        slurm.dryRun(batch, site(), System.getenv());
      } else {
        List<String> jobs = slurm.submit(batch, site(), System.getenv(), again);
        say.accept("submitted: jobs " + String.join(", ", jobs));
        say.accept("look with: " + look(batch));
      }
    }
  }

  /** {@code lethe submit local}. */
  @Command(
      name = "local",
      description = "Works a batch off on this machine, in processes of its own.")
  static final class LocalEngine extends Engine implements Callable<Integer> {
    @Option(
        names = "--processes",
        paramLabel = "N",
        description = "Worker processes at a time (default: the number of cores).")
    private int processes = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--tries",
        paramLabel = "N",
        description = "Times that a slice is started if it stops early or dies (default: 10).")
    private int tries = 10;

    @Override
    public Integer call() throws InterruptedException {
      atLeastOne("--processes", processes);
      atLeastOne("--tries", tries);
      Local local = new Local(batch(), site(), System.getenv(), lines());
      int[] code = new int[1];
      Interruption.allowedDuring(() -> code[0] = local.run(processes, tries));
      return code[0];
    }

    private static void atLeastOne(String option, int value) {
      if (value < 1) {
        throw new BadInput(option + " is " + value + "; allowed: 1 or more");
      }
    }
  }

  /** {@code lethe submit nextflow}. */
  @Command(
      name = "nextflow",
      description = "Writes main.nf for a batch and shows the command that runs it.")
  static final class NextflowEngine extends Engine implements Runnable {
    @Override
    public void run() {
      Consumer<String> say = lines();
      say.accept("run with: " + Shell.line(Nextflow.write(batch(), site(), System.getenv())));
    }
  }

  /** {@code lethe submit kubernetes}. */
  @Command(
      name = "kubernetes",
      description = "Writes the Jobs of a batch and shows the commands that run them.")
  static final class KubernetesEngine extends Engine implements Runnable {
    @Override
    public void run() {
      Consumer<String> say = lines();
      say.accept("run with:");
      Kubernetes.write(batch(), site()).forEach(words -> say.accept("  " + Shell.line(words)));
    }
  }
}
