package org.lethe.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lethe.experiment.ExperimentFile;
import org.lethe.results.Failure;
import org.lethe.results.Provenance;
import org.lethe.results.ResultFolder;
import org.lethe.settings.BadInput;

/**
 * Results of several machines brought into one folder, with what was tried, what failed and what
 * was given up there. Equal ids promise equal measurements for equal engine, precision, threads and
 * device class; precision and threads are in the id.
 *
 * @param added records that were not there
 * @param equal records that were there and say the same
 * @param differences records that were there and say something else; what was there stays
 * @param plans by which the records were made that are there now, in words; empty if by one
 * @param warnings files that could not be read
 */
public record Merge(
    int added,
    int equal,
    List<Difference> differences,
    Optional<String> plans,
    List<String> warnings) {

  /**
   * One trial with two results.
   *
   * @param promised whether they had to be equal
   * @param words which trial, where and how
   */
  public record Difference(boolean promised, String words) {}

  public Merge {
    differences = List.copyOf(differences);
    warnings = List.copyOf(warnings);
  }

  /**
   * Merges.
   *
   * @throws BadInput if a folder holds no results or those of another experiment, or {@code into}
   *     cannot be written
   */
  public static Merge of(List<Path> from, Path into) {
    List<ResultFolder> sources = from.stream().map(ResultFolder::existing).toList();
    ResultFolder target = ResultFolder.open(into);
    int added = 0;
    int equal = 0;
    List<Difference> differences = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (ResultFolder source : sources) {
      if (Files.exists(into) && target.isSame(source)) {
        throw new BadInput(source.path() + " is the folder to merge into");
      }
      requireSameExperiment(source, target);
      ResultFolder.Copied copied = target.addAll(source);
      new Attempts(target.path()).addAll(new Attempts(source.path()));
      added += copied.added();
      equal += copied.equal();
      warnings.addAll(copied.warnings());
      for (ResultFolder.Differing differing : copied.differing()) {
        boolean promised = isSameDevice(differing.here(), differing.there());
        String words =
            "trial "
                + differing.id()
                + " ("
                + differing.key()
                + "): "
                + differing.how()
                + "; first on "
                + differing.here().host()
                + ", then on "
                + differing.there().host()
                + (promised ? "" : ", which compute differently (" + devices(differing) + ")");
        differences.add(new Difference(promised, words));
        if (promised) {
          target.recordFailure(
              new Failure(
                  differing.id(),
                  differing.key(),
                  "not deterministic: " + differing.how(),
                  words,
                  differing.there().started()));
        }
      }
    }
    Set<String> plans = target.recorded().plans();
    return new Merge(
        added,
        equal,
        differences,
        plans.size() < 2 ? Optional.empty() : Optional.of(BatchStatus.words(plans)),
        warnings);
  }

  private static String devices(ResultFolder.Differing differing) {
    return device(differing.here()) + " and " + device(differing.there());
  }

  /** What bit-equality is promised for, besides what the id covers. */
  private static boolean isSameDevice(Provenance one, Provenance other) {
    return one.engine().equals(other.engine())
        && one.threads() == other.threads()
        && device(one).equals(device(other));
  }

  /** The instruction set, as far as a record tells it. */
  private static String device(Provenance provenance) {
    String os = provenance.os();
    return provenance.cpu() + ", " + os.substring(os.lastIndexOf(' ') + 1);
  }

  private static void requireSameExperiment(ResultFolder source, ResultFolder target) {
    String spec = source.specYaml().orElse("");
    if (!target.isUsed()) {
      target.writeStudy(source.study(), spec);
      return;
    }
    if (!target.study().name().equals(source.study().name())) {
      throw new BadInput(
          source.path()
              + " holds experiment '"
              + source.study().name()
              + "', "
              + target.path()
              + " '"
              + target.study().name()
              + "'; only results of one experiment can be merged");
    }
    String place = source.path() + " cannot be merged: " + target.path();
    target.specYaml().ifPresent(ours -> ExperimentFile.requireSameSettings(ours, spec, place));
    ExperimentFile.requireSameFiles(target.study(), source.study(), place);
  }
}
