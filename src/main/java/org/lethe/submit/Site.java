package org.lethe.submit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lethe.settings.BadInput;
import org.lethe.settings.Binder;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;
import org.lethe.settings.SettingsFile;
import org.lethe.settings.Shown;

/** What must be known of a place to run batches there: the profile in {@code site.yaml}. */
@Described("One file for one place; every key may be left out.")
public record Site(
    @Setting("Slurm partition, or the queue of another engine; without it the site's default")
        Optional<String> partition,
    @Setting("account that is charged") Optional<String> account,
    @Setting("quality of service") Optional<String> qos,
    @Setting("features that a node must have, as in a100|h100") Optional<String> constraint,
    @Setting("nodes to keep away from, as in gpu[03-04]") Optional<String> exclude,
    @Setting("generic resources of one slice: gpu:1, gpu:a100:1, gpu:1g.18gb:1 (a MIG slice)")
        Optional<String> gres,
    @Setting(value = "processor cores of one slice, 1 … 1024", or = "1") int cpus,
    @Setting(value = "memory of one slice, as in 4G or 4000M", or = "4G") String memory,
    @Setting(value = "limit of one slice, as the site counts it", or = "04:00:00")
        Walltime walltime,
    @Setting(value = "hours of trials that a slice is given, above 0", or = "2")
        double hoursPerSlice,
    @Setting(value = "what one trial is thought to take, above 0", or = "60")
        double secondsPerTrial,
    @Setting("slices that may run at once, 1 or more; without it as many as the site lets")
        Optional<Integer> maxConcurrent,
    @Setting(
            value = "times that every slice is sent, 1 … 10: later ones do what earlier ones left",
            or = "1")
        int passes,
    @Setting(value = "modules to load first", or = "[]") List<String> modules,
    @Setting(value = "shell lines to run first, as they are", or = "[]") List<String> setup,
    @Setting(value = "environment variables of every job", or = "{}")
        Map<String, String> environment,
    @Setting("words that start Lethe there, as in [/opt/lethe/lethe]; without it this same Java")
        Optional<List<String>> program,
    @Setting(value = "more options for that Java, as in -Xmx3g", or = "[]")
        List<String> javaOptions,
    @Setting(value = "more options of sbatch, as in --mail-type=END", or = "[]")
        List<String> options,
    @Setting(value = "an image to run in", or = "{}") Container container,
    @Setting(value = "what only Kubernetes asks", or = "{}") Kubernetes kubernetes,
    @Setting(value = "what only Nextflow asks", or = "{}") Nextflow nextflow) {

  /** Nothing that a shell, sbatch or an editor takes for more than a word. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.,:=/+@%\\-\\[\\]&|*()!]+");

  private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,8}[KMGT]");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern OPTION = Pattern.compile("--?[a-zA-Z][^\\p{Cc}]*");

  /** What every script sets itself; a second value would break what it promises. */
  private static final List<String> OURS =
      List.of(
          "--array",
          "-a",
          "--dependency",
          "-d",
          "--signal",
          "--open-mode",
          "--output",
          "-o",
          "--error",
          "-e",
          "--wrap",
          "--parsable",
          "--wait",
          "-W",
          "--time",
          "-t",
          "--requeue",
          "--no-requeue",
          "--job-name",
          "-J",
          "--ntasks",
          "-n",
          "--nodes",
          "-N");

  /** Checks ranges, and that every word is one. */
  public Site {
    partition.ifPresent(word -> word("partition", word));
    account.ifPresent(word -> word("account", word));
    qos.ifPresent(word -> word("qos", word));
    constraint.ifPresent(word -> word("constraint", word));
    exclude.ifPresent(word -> word("exclude", word));
    gres.ifPresent(word -> word("gres", word));
    range("cpus", cpus, cpus >= 1 && cpus <= 1024, "1 … 1024");
    if (!MEMORY.matcher(memory).matches()) {
      throw new IllegalArgumentException(
          "memory is " + memory + "; allowed: a whole number with K, M, G or T, as in 4G");
    }
    range("hours-per-slice", hoursPerSlice, hoursPerSlice > 0, "above 0");
    range("seconds-per-trial", secondsPerTrial, secondsPerTrial > 0, "above 0");
    maxConcurrent.ifPresent(n -> range("max-concurrent", n, n >= 1, "1 or more"));
    range("passes", passes, passes >= 1 && passes <= 10, "1 … 10");
    modules = List.copyOf(modules);
    modules.forEach(word -> word("modules", word));
    setup = List.copyOf(setup);
    environment = Map.copyOf(environment);
    environment
        .keySet()
        .forEach(
            name -> {
              if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                    "environment has " + name + "; allowed: letters, digits and underscores");
              }
            });
    program = program.map(List::copyOf);
    if (program.isPresent() && program.get().isEmpty()) {
      throw new IllegalArgumentException("program is empty; allowed: one word or more");
    }
    javaOptions = List.copyOf(javaOptions);
    options = List.copyOf(options);
    options.forEach(Site::ownOption);
  }

  /**
   * Reads a profile.
   *
   * @throws BadInput if it is not one, with file and line
   */
  public static Site read(Path file) {
    return new Binder(List.of()).bind(SettingsFile.read(file), Site.class);
  }

  /** The profile in which every key is left out. */
  public static Site unspecified() {
    return parse("{}", "no site profile");
  }

  /** A profile from its text; {@code name} is what messages call it. */
  static Site parse(String yaml, String name) {
    return new Binder(List.of()).bind(SettingsFile.parse(yaml, name), Site.class);
  }

  /** A count at the end of {@code gres}, as in gpu:a100:2; 0 without one. */
  int gpus() {
    return gres.map(Site::lastNumber).orElse(0);
  }

  private static int lastNumber(String gres) {
    String last = gres.substring(gres.lastIndexOf(':') + 1);
    return last.matches("[0-9]{1,3}") ? Integer.parseInt(last) : 1;
  }

  static void word(String key, String value) {
    if (!WORD.matcher(value).matches()) {
      throw new IllegalArgumentException(
          key
              + " is \""
              + Shown.line(value)
              + "\"; allowed: one word of letters, digits and _.,:=/+@%-[]&|*()!");
    }
  }

  private static void range(String key, Number value, boolean inside, String allowed) {
    if (!inside) {
      throw new IllegalArgumentException(key + " is " + value + "; allowed: " + allowed);
    }
  }

  private static void ownOption(String option) {
    if (!OPTION.matcher(option).matches()) {
      throw new IllegalArgumentException(
          "options has \""
              + Shown.line(option)
              + "\"; allowed: options of sbatch, as in --mail-type=END");
    }
    String name = option.replaceFirst("[= ].*", "");
    if (OURS.contains(name)) {
      throw new IllegalArgumentException(
          "options has " + Shown.line(option) + "; " + name + " is set by lethe submit itself");
    }
  }

  /** An image to run in. */
  @Described("An image on the cluster's disk, and what opens it there.")
  public record Container(
      @Setting("file or name of the image; without it no container") Optional<String> image,
      @Setting(value = "what opens it", or = "apptainer") String runtime,
      @Setting(value = "its options, as in --nv", or = "[--nv]") List<String> options,
      @Setting(value = "how Lethe is started in it", or = "[/opt/lethe/bin/lethe]")
          List<String> program) {
    /** Checks that there is something to start. */
    public Container {
      options = List.copyOf(options);
      program = List.copyOf(program);
      if (program.isEmpty()) {
        throw new IllegalArgumentException("program is empty; allowed: one word or more");
      }
    }
  }

  /** What only Kubernetes asks. */
  @Described("An Indexed Job; manifest and results lie on one volume that every pod sees.")
  public record Kubernetes(
      @Setting(value = "namespace", or = "default") String namespace,
      @Setting(value = "image of the pods", or = "lethe:latest") String image,
      @Setting(value = "persistent volume claim with batch and results", or = "lethe") String claim,
      @Setting("where pods and this machine see that volume; without it the folder of the batch")
          Optional<String> mount,
      @Setting(value = "name of the resource that cards are asked by", or = "nvidia.com/gpu")
          String gpuResource,
      @Setting("queue of Kueue") Optional<String> queue,
      @Setting(value = "user that pods run as, above 0", or = "10001") int user) {
    /** Checks words, and that nobody runs as root. */
    public Kubernetes {
      word("namespace", namespace);
      word("image", image);
      word("claim", claim);
      word("gpu-resource", gpuResource);
      queue.ifPresent(name -> word("queue", name));
      range("user", user, user > 0, "above 0");
    }
  }

  /** What only Nextflow asks. */
  @Described("Where Nextflow sends slices.")
  public record Nextflow(
      @Setting(value = "executor, as in slurm, pbspro, lsf, sge, local", or = "local")
          String executor,
      @Setting("options that its executor hands on to the cluster, as in --gres=gpu:1")
          Optional<String> clusterOptions) {
    /** Checks that the executor is a word. */
    public Nextflow {
      word("executor", executor);
    }
  }
}
