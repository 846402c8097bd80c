package org.lethe.submit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/**
 * A batch as three jobs of Slurm: one builds the cache, an array works off the slices, one
 * collects. Then it stays away: whether all is well is read off the records, never off the
 * accounting, and what is missing is submitted again.
 */
public final class Slurm {
  /** What a Slurm is built with, where it cannot be asked. */
  private static final Limits USUAL = new Limits(1001, 10_000, 0);

  private static final Pattern JOB_ID = Pattern.compile("([0-9]+)(;[^;\\s]+)?");
  private static final Pattern ENTRY = Pattern.compile("(\\w+)\\s*=\\s*(\\S+).*");

  private final Shell shell;
  private final Consumer<String> say;

  /**
   * What the site takes.
   *
   * @param arraySize caps the index of an array, not the count: indexes end one below
   * @param jobs kept at once, each task of an array counted
   * @param present of these that are there already
   */
  record Limits(int arraySize, int jobs, int present) {

    /**
     * Slices that can be sent, with the first and the last job beside them.
     *
     * @param passes times that each is sent
     */
    int slices(int passes) {
      return Math.max(0, Math.min(arraySize, (jobs - present - 2) / passes));
    }

    @Override
    public String toString() {
      return "MaxArraySize " + arraySize + ", MaxJobCount " + jobs + ", jobs there " + present;
    }
  }

  /**
   * @param shell runs Slurm's commands
   * @param say takes each command that is run and what comes of it, line by line
   */
  public Slurm(Shell shell, Consumer<String> say) {
    this.shell = shell;
    this.say = say;
  }

  /**
   * Writes the scripts and submits them.
   *
   * @param here environment of this process: where data and models are
   * @param again also if this manifest has jobs in the queue
   * @return the ids of the jobs, in their order
   * @throws BadInput if Slurm cannot be asked or refuses, or the batch fits no limit of the site;
   *     nothing stays in the queue then
   */
  public List<String> submit(Batch batch, Site site, Map<String, String> here, boolean again) {
    Limits limits = limits();
    checkPartition(site);
    SlurmScripts scripts = scripts(batch, site, here, limits);
    if (!again) {
      refuseTwice(scripts.jobName());
    }
    scripts.write();
    List<String> jobs = new ArrayList<>();
    try {
      for (Step step : steps(site)) {
        jobs.add(sbatch(scripts, step, jobs));
      }
    } catch (BadInput e) {
      withdraw(jobs);
      throw e;
    }
    return List.copyOf(jobs);
  }

  /** Writes the scripts, and says how they would be submitted; asks Slurm where it is here. */
  public void dryRun(Batch batch, Site site, Map<String, String> here) {
    Limits limits = USUAL;
    if (isHere()) {
      limits = limits();
      checkPartition(site);
    } else {
      say.accept("note: no scontrol on this machine; the limits of a new Slurm are assumed");
    }
    SlurmScripts scripts = scripts(batch, site, here, limits);
    scripts.write();
    List<String> jobs = new ArrayList<>();
    for (Step step : steps(site)) {
      say.accept("would run: " + Words.shell(command(scripts, step, jobs)));
      jobs.add("JOB" + (jobs.size() + 1));
    }
  }

  private boolean isHere() {
    try {
      return shell.run(List.of("scontrol", "--version")).exitCode() == 0;
    } catch (BadInput e) {
      return false; // a dry run is for laptops too
    }
  }

  /** Which script, and which state of the job before it lets it begin. */
  private record Step(String script, String condition) {}

  /**
   * The array needs the cache whole; later passes and the tables take what there is, for an array
   * counts as failed when one of its tasks is.
   */
  private static List<Step> steps(Site site) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("prepare.sbatch", ""));
    for (int pass = 0; pass < site.passes(); pass++) {
      steps.add(new Step("array.sbatch", pass == 0 ? "afterok" : "afterany"));
    }
    steps.add(new Step("collect.sbatch", "afterany"));
    return steps;
  }

  private static List<String> command(SlurmScripts scripts, Step step, List<String> before) {
    List<String> command = new ArrayList<>(List.of("sbatch", "--parsable"));
    if (!before.isEmpty()) {
      command.add("--dependency=" + step.condition() + ":" + before.get(before.size() - 1));
      // Else jobs whose cache failed would wait for ever.
      command.add("--kill-on-invalid-dep=yes");
    }
    command.add(scripts.folder().resolve(step.script()).toString());
    return command;
  }

  private String sbatch(SlurmScripts scripts, Step step, List<String> before) {
    List<String> command = command(scripts, step, before);
    say.accept("$ " + Words.shell(command));
    Shell.Answer answer = shell.run(command);
    if (answer.exitCode() != 0) {
      throw new BadInput(step.script() + " was refused by sbatch: " + reason(answer));
    }
    Matcher id = JOB_ID.matcher(lastLine(answer.out()));
    if (!id.matches()) {
      throw new BadInput(
          step.script() + ": sbatch ended well but told no job id: \"" + answer.says() + '"');
    }
    say.accept(id.group());
    return String.valueOf(id.group(1));
  }

  private void withdraw(List<String> jobs) {
    if (jobs.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("scancel"));
    command.addAll(jobs);
    say.accept("$ " + Words.shell(command));
    Shell.Answer answer = shell.run(command);
    if (answer.exitCode() != 0) {
      say.accept("scancel: " + reason(answer));
    }
  }

  private SlurmScripts scripts(Batch batch, Site site, Map<String, String> here, Limits limits) {
    Slices slices = Slices.of(batch, site, limits.slices(site.passes()), limits.toString());
    say.accept(
        batch.size()
            + ", "
            + slices.count()
            + (slices.count() == 1 ? " slice of " : " slices of up to ")
            + slices.lines()
            + ", "
            + site.walltime()
            + " each ("
            + limits
            + ")");
    return new SlurmScripts(batch, site, Program.at(site, here), slices.count());
  }

  private void refuseTwice(String jobName) {
    String answer = ask(List.of("squeue", "--noheader", "--me", "--name=" + jobName, "-o", "%A"));
    List<String> jobs = answer.lines().map(String::strip).distinct().toList();
    if (!jobs.isEmpty()) {
      throw new BadInput(
          "this manifest is in the queue already (jobs "
              + String.join(", ", jobs)
              + "); wait for them, cancel them (scancel --me --name="
              + jobName
              + "), or submit with --again");
    }
  }

  private Limits limits() {
    Map<String, String> config =
        ask(List.of("scontrol", "show", "config"))
            .lines()
            .map(ENTRY::matcher)
            .filter(Matcher::matches)
            .collect(
                Collectors.toMap(
                    m -> String.valueOf(m.group(1)),
                    m -> String.valueOf(m.group(2)),
                    (first, later) -> first));
    String present = ask(List.of("squeue", "--noheader", "--array", "--states=all", "-o", "%i"));
    return new Limits(
        number(config, "MaxArraySize"),
        number(config, "MaxJobCount"),
        (int) present.lines().filter(line -> !line.isBlank()).count());
  }

  private static int number(Map<String, String> config, String name) {
    String value = config.getOrDefault(name, "");
    if (!value.matches("[0-9]{1,9}")) {
      throw new BadInput("scontrol show config tells no " + name + " (\"" + value + "\")");
    }
    return Integer.parseInt(value);
  }

  private void checkPartition(Site site) {
    List<Map<String, String>> partitions =
        ask(List.of("scontrol", "show", "partition", "--oneliner"))
            .lines()
            .map(Slurm::entries)
            .filter(entries -> entries.containsKey("PartitionName"))
            .toList();
    List<String> names = partitions.stream().map(p -> p.get("PartitionName")).toList();
    for (String asked : asked(site, partitions)) {
      Map<String, String> partition =
          partitions.stream()
              .filter(p -> asked.equals(p.get("PartitionName")))
              .findFirst()
              .orElseThrow(
                  () -> new BadInput("unknown partition " + asked + Suggestion.text(asked, names)));
      String state = partition.getOrDefault("State", "UP");
      if (!state.equals("UP")) {
        throw new BadInput("partition " + asked + " is " + state + " and takes no jobs to run");
      }
      Optional<Walltime> most = Walltime.of(partition.getOrDefault("MaxTime", "UNLIMITED"));
      if (most.isPresent() && site.walltime().seconds() > most.get().seconds()) {
        throw new BadInput(
            "walltime is "
                + site.walltime()
                + "; partition "
                + asked
                + " allows "
                + most.get()
                + " at most");
      }
    }
  }

  /** Those of the profile, or the default one if there is one. */
  private static List<String> asked(Site site, List<Map<String, String>> partitions) {
    return site.partition()
        .map(names -> List.of(names.split(",", -1)))
        .orElseGet(
            () ->
                partitions.stream()
                    .filter(p -> "YES".equals(p.get("Default")))
                    .map(p -> p.getOrDefault("PartitionName", ""))
                    .toList());
  }

  private static Map<String, String> entries(String line) {
    return Arrays.stream(line.split("\\s+", -1))
        .filter(word -> word.indexOf('=') > 0)
        .collect(
            Collectors.toMap(
                word -> word.substring(0, word.indexOf('=')),
                word -> word.substring(word.indexOf('=') + 1),
                (first, later) -> first));
  }

  private String ask(List<String> command) {
    Shell.Answer answer = shell.run(command);
    if (answer.exitCode() != 0) {
      throw new BadInput(String.join(" ", command) + ": " + reason(answer));
    }
    return answer.out();
  }

  private static String reason(Shell.Answer answer) {
    return answer.says().replaceFirst("^(sbatch|scancel|squeue|scontrol): (error: )?", "");
  }

  private static String lastLine(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
