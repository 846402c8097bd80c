package org.lethe.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lethe.nd.AtomicFiles;
import org.lethe.settings.BadInput;

/**
 * The folder of one experiment's results: plain files, no server, no lock, no index that could
 * disagree with them. Any number of processes on any number of hosts may write at once: a file
 * appears whole or not at all, its name follows from what it holds, and no result is ever deleted
 * or appended to; so folders can be copied together with {@code rsync}. The layout is described in
 * {@code docs/results-folder.md}.
 */
public final class ResultFolder {

  private static final String STUDY = "study.json";
  private static final String SPEC = "spec.yaml";
  private static final String SUMMARY = "summary.csv";

  private final Path folder;
  private final RecordFiles files;
  private final RecordReader reader;

  private ResultFolder(Path folder) {
    this.folder = folder;
    this.files = new RecordFiles(folder);
    this.reader = new RecordReader(files);
  }

  /**
   * Opens a folder to write results into; makes it if it is missing.
   *
   * @throws BadInput if it is no folder, cannot be made or written to, or holds something else
   */
  public static ResultFolder open(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput(folder + " is a file; results need a folder");
    }
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new BadInput(
            folder
                + ": cannot write results here: permission denied, or a read-only file system;"
                + " give another folder with --results");
      }
      ResultFolder result = new ResultFolder(folder);
      // In this order: another process may be writing the first study meanwhile.
      if (holdsAnything(folder) && !result.looksLikeResults()) {
        throw new BadInput(
            folder + " holds other files and no " + STUDY + "; results need a folder of their own");
      }
      return result;
    } catch (IOException e) {
      throw new BadInput(folder + ": cannot write results here: " + RecordFiles.why(e), e);
    }
  }

  /**
   * Opens a folder that holds results, to read it; it may be read-only.
   *
   * @throws BadInput if there are none
   */
  public static ResultFolder existing(Path folder) {
    ResultFolder result = new ResultFolder(folder);
    if (!Files.isDirectory(folder)) {
      throw new BadInput(
          folder
              + (Files.exists(folder) ? " is a file" : " does not exist")
              + "; expected a folder that 'lethe run' has written");
    }
    if (!result.looksLikeResults()) {
      throw new BadInput(
          folder + " has no " + STUDY + "; expected a folder that 'lethe run' has written");
    }
    return result;
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /**
   * Writes what a reader must know besides the trials: {@code study.json} and {@code spec.yaml}.
   * Files that already say the same are left alone.
   *
   * @throws BadInput if the folder holds results of an experiment of another name
   */
  public void writeStudy(Study study, String resolvedSpecYaml) {
    readableStudy()
        .map(Study::name)
        .filter(there -> !there.equals(study.name()))
        .ifPresent(
            there -> {
              throw new BadInput(
                  folder
                      + " holds results of experiment '"
                      + there
                      + "', not of '"
                      + study.name()
                      + "'; give another folder or name");
            });
    files.write(STUDY, RecordJson.document(study));
    files.write(SPEC, resolvedSpecYaml.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What {@link #writeStudy} wrote.
   *
   * @throws BadInput if it is missing or damaged
   */
  public Study study() {
    Path file = folder.resolve(STUDY);
    try {
      return RecordJson.document(Files.readAllBytes(file), Study.class);
    } catch (NoSuchFileException e) {
      throw new BadInput(
          folder + " has no " + STUDY + "; expected a folder that 'lethe run' has written", e);
    } catch (IOException e) {
      throw new BadInput(
          file + " cannot be read: " + RecordFiles.why(e) + "; running again writes it", e);
    }
  }

  /** The same; nothing where it is missing or damaged, which {@link #writeStudy} mends. */
  public Optional<Study> readableStudy() {
    try {
      return Optional.of(
          RecordJson.document(Files.readAllBytes(folder.resolve(STUDY)), Study.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The resolved experiment file, if there is one. */
  public Optional<String> specYaml() {
    Path file = folder.resolve(SPEC);
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new BadInput(file + " cannot be read: " + RecordFiles.why(e), e);
    }
  }

  /**
   * The ids of the trials and searches that need not be run again: exactly those that {@link
   * #read()} gives. A damaged file counts for nothing, so its trials are run again, and recording
   * them heals it.
   */
  public Set<String> recordedIds() {
    return recorded().ids();
  }

  /**
   * What is recorded.
   *
   * @param ids of trials and searches
   * @param plans the seals of the manifests that they were made by; empty ones are of runs that
   *     followed none
   */
  public record Recorded(Set<String> ids, SortedSet<String> plans) {}

  /** What {@link #recordedIds()} says, and whose work it was. */
  public Recorded recorded() {
    return reader.recorded();
  }

  /**
   * Changes whenever a record appears or is replaced, and costs a look at each folder only: who
   * shows what is here need not read it again while this stays the same.
   */
  public String state() {
    StringBuilder state = new StringBuilder();
    changes().forEach((each, time) -> state.append(each).append(' ').append(time).append('\n'));
    return sha256(state.toString());
  }

  /** When something was recorded last; empty before the first record. */
  public Optional<Instant> lastRecorded() {
    return changes().values().stream().max(Comparator.naturalOrder()).map(FileTime::toInstant);
  }

  /** Whether the tables were written after everything that is recorded: a run does so last. */
  public boolean hasTablesOfAll() {
    Path tables = folder.resolve(SUMMARY);
    try {
      Optional<Instant> last = lastRecorded();
      return last.isPresent()
          && Files.isRegularFile(tables)
          && !Files.getLastModifiedTime(tables).toInstant().isBefore(last.get());
    } catch (IOException e) {
      throw new BadInput(tables + " cannot be read: " + e, e);
    }
  }

  /** When something last appeared in each folder of records. */
  private SortedMap<Path, FileTime> changes() {
    SortedMap<Path, FileTime> changes = new TreeMap<>();
    for (String part :
        List.of(
            RecordFiles.TRIALS, RecordFiles.TARGETS, RecordFiles.RANKINGS, RecordFiles.FAILED)) {
      Path top = folder.resolve(part);
      if (Files.isDirectory(top)) {
        try (Stream<Path> folders = Files.walk(top, 1)) {
          for (Path each : folders.filter(Files::isDirectory).toList()) {
            changes.put(each, Files.getLastModifiedTime(each));
          }
        } catch (IOException | UncheckedIOException e) {
          throw new BadInput(top + " cannot be read: " + e, e);
        }
      }
    }
    return changes;
  }

  /** Whether anything was ever recorded here, readable or not. */
  public boolean isUsed() {
    return Stream.of(RecordFiles.TRIALS, RecordFiles.TARGETS, RecordFiles.FAILED)
        .anyMatch(part -> !files.list(part).isEmpty());
  }

  /**
   * Records trials, all of them or none: one file. Recording the same trials again replaces it.
   *
   * @throws IllegalArgumentException if an id is not lower-case hexadecimal, or a trial has two
   *     values for one metric on one split
   * @throws BadInput if the file cannot be written, for instance on a full disk
   */
  public void record(List<TrialRecord> trials, Provenance provenance) {
    trials.forEach(trial -> check(trial.id(), trial.measurements()));
    String name = nameOf(trials);
    files.write(
        RecordFiles.TRIALS + "/" + name.substring(0, 2) + "/" + name + ".json",
        RecordJson.trials(trials, provenance));
  }

  /**
   * As {@link #record}, but what is there stays. Equal trials give equal measurements, so of two
   * workers that did the same work the second changes nothing; where they are not equal, somebody
   * must be told.
   *
   * @return of each trial that was recorded before with other measurements, where they differ
   */
  public Map<String, String> recordOnce(List<TrialRecord> trials, Provenance provenance) {
    Map<String, TrialRecord> before = new HashMap<>();
    readable(fileOf(trials)).forEach(trial -> before.put(trial.id(), trial));
    if (trials.stream().allMatch(trial -> before.containsKey(trial.id()))) {
      Map<String, String> differing = new LinkedHashMap<>();
      for (TrialRecord trial : trials) {
        TrialRecord first = Objects.requireNonNull(before.get(trial.id()));
        if (!first.measurements().equals(trial.measurements())) {
          differing.put(trial.id(), first.differenceFrom(trial));
        }
      }
      return differing;
    }
    record(trials, provenance);
    return Map.of();
  }

  /** Whether these very trials are recorded in one file, which is quicker to say than of any. */
  public boolean areRecordedTogether(Set<String> ids) {
    String name = nameOf(ids);
    Set<String> there = new HashSet<>();
    readable(
            folder
                .resolve(RecordFiles.TRIALS)
                .resolve(name.substring(0, 2))
                .resolve(name + ".json"))
        .forEach(trial -> there.add(trial.id()));
    return there.containsAll(ids);
  }

  private Path fileOf(List<TrialRecord> trials) {
    String name = nameOf(trials);
    return folder.resolve(RecordFiles.TRIALS).resolve(name.substring(0, 2)).resolve(name + ".json");
  }

  /** Nothing where there is no such file, or a damaged one, which a new record heals. */
  private static List<TrialRecord> readable(Path file) {
    return Files.isRegularFile(file)
        ? RecordFiles.Reading.of(file, RecordJson::trials)
            .content()
            .map(RecordJson.File::trials)
            .orElse(List.of())
        : List.of();
  }

  /**
   * Records that a trial is not to be tried again; it stays so until {@link #pardon}.
   *
   * @throws BadInput if the file cannot be written
   */
  public void recordPoison(Poison poison) {
    checkId(poison.id());
    files.write(RecordFiles.FAILED + "/" + poison.id() + ".json", RecordJson.document(poison));
  }

  /** Trials that are not to be tried again. */
  public Set<String> poisonedIds() {
    return reader.poisonedIds();
  }

  /**
   * A trial is to be tried again.
   *
   * @return whether it was poisoned
   */
  public boolean pardon(String id) {
    checkId(id);
    Path file = folder.resolve(RecordFiles.FAILED).resolve(id + ".json");
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be deleted: " + RecordFiles.why(e), e);
    }
  }

  /**
   * Records what a search found. Recording it again replaces it.
   *
   * @throws IllegalArgumentException as for trials
   * @throws BadInput if the file cannot be written
   */
  public void recordTarget(TargetRecord target, Provenance provenance) {
    check(target.id(), target.measurements());
    String id = target.id();
    files.write(
        RecordFiles.TARGETS + "/" + id.substring(0, 2) + "/" + id + ".json",
        RecordJson.target(target, provenance));
  }

  /**
   * Records in what order a rule removes. The file's name is a hash of what it says, so that
   * recording the same again changes nothing.
   *
   * @throws BadInput if the file cannot be written
   */
  public void recordRanking(RankingRecord ranking) {
    byte[] content = RecordJson.ranking(ranking);
    String id = sha256(new String(content, StandardCharsets.UTF_8));
    files.write(RecordFiles.RANKINGS + "/" + id.substring(0, 2) + "/" + id + ".json", content);
  }

  private static void check(String id, List<Measurement> measurements) {
    checkId(id);
    Set<String> measured = new HashSet<>();
    for (Measurement m : measurements) {
      if (!measured.add(m.metric() + "\n" + m.split())) {
        throw new IllegalArgumentException(
            "trial " + id + " has two values of " + m.metric() + " on " + m.split());
      }
    }
  }

  private static void checkId(String id) {
    if (!RecordFiles.ID.matcher(id).matches()) {
      throw new IllegalArgumentException("id '" + id + "' does not match " + RecordFiles.ID);
    }
  }

  private static String nameOf(List<TrialRecord> trials) {
    Set<String> ids = new TreeSet<>();
    for (TrialRecord trial : trials) {
      if (!ids.add(trial.id())) {
        throw new IllegalArgumentException("trial " + trial.id() + " is there twice");
      }
    }
    return nameOf(ids);
  }

  private static String nameOf(Set<String> anyOrder) {
    Set<String> ids = new TreeSet<>(anyOrder);
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("no trials to record");
    }
    return ids.size() == 1 ? ids.iterator().next() : sha256(String.join("\n", ids));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Records that a trial failed. A trial may fail more than once; nothing is overwritten.
   *
   * @throws BadInput if the file cannot be written
   */
  public void recordFailure(Failure failure) {
    checkId(failure.id());
    byte[] content = RecordJson.document(failure);
    Path failed = folder.resolve(RecordFiles.FAILED);
    try {
      Files.createDirectories(failed);
      int n = 1;
      while (!recordAs(failed, failure.id() + "-" + n + ".json", content)) {
        n++;
      }
    } catch (IOException e) {
      throw RecordFiles.cannotWrite(failed, e);
    }
  }

  /**
   * Claims a number by creating its temporary file, which only one writer can. A number whose
   * writer was killed stays claimed, and the next one is taken.
   */
  private static boolean recordAs(Path failed, String name, byte[] content) throws IOException {
    Path target = failed.resolve(name);
    Path claim = failed.resolve("." + name + ".tmp");
    if (Files.exists(target)) {
      return false;
    }
    try {
      AtomicFiles.writeForced(claim, content);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      AtomicFiles.delete(claim, e);
      throw e;
    }
    // Between the look and the claim another writer may have come and gone.
    if (Files.exists(target)) {
      Files.delete(claim);
      return false;
    }
    Files.move(claim, target, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /**
   * Reads everything. A damaged or foreign file is a warning, not an error. If a trial was recorded
   * more than once, the file whose name comes first counts; measurements that differ are a warning,
   * since equal ids promise equal results.
   */
  public Records read() {
    return reader.read();
  }

  /** All trials, searched budgets and failures, with what made them: to hand them on. */
  public TracedRecords traced() {
    return reader.traced();
  }

  /** Every failure, in the order of trial ids and attempts, also of trials that went well later. */
  public List<Failure> failures() {
    return reader.failures(new ArrayList<>());
  }

  /**
   * A trial that two folders have with different measurements.
   *
   * @param here what made the one that stays
   * @param there what made the other
   * @param how in one line, the first place where they differ
   */
  public record Differing(String id, TrialKey key, Provenance here, Provenance there, String how) {}

  /**
   * What was copied from one folder into another.
   *
   * @param added trials and searches that were not there
   * @param equal those that were, with the same measurements
   * @param warnings of files that could not be read
   */
  public record Copied(int added, int equal, List<Differing> differing, List<String> warnings) {}

  /**
   * Records what another folder has and this one has not, each with its own provenance. Orders of
   * rules come along, failures too, once each, and what was given up.
   *
   * @throws BadInput if something cannot be written; what was copied stays
   */
  public Copied addAll(ResultFolder other) {
    return new FolderMerge(this, reader).add(other.reader);
  }

  /** Whether both are one place. */
  public boolean isSame(ResultFolder other) {
    try {
      return Files.isSameFile(folder, other.folder);
    } catch (IOException e) {
      throw new BadInput(other.folder + " cannot be read: " + RecordFiles.why(e), e);
    }
  }

  /** The trials of {@link #read()}. */
  public List<TrialRecord> trials() {
    return read().trials();
  }

  /** The warnings of {@link #read()}. */
  public List<String> warnings() {
    return read().warnings();
  }

  /**
   * Writes {@code summary.csv}, {@code crossings.csv}, {@code cost.csv} and, where variants differ
   * in one number, {@code crossings-by-variant.csv}.
   */
  public void writeTables(Summary summary) {
    byte[] rows = Tables.summary(summary);
    files.write(SUMMARY, rows);
    if (!hasTablesOfAll() && Files.isWritable(folder)) {
      files.replace(SUMMARY, rows); // says the same as before, but younger: that tables are of all
    }
    files.write("crossings.csv", Tables.crossings(summary));
    files.write("cost.csv", Tables.cost(summary));
    if (!summary.study().axes().isEmpty()) {
      files.write("crossings-by-variant.csv", Tables.crossingsByVariant(summary));
    }
    String experiment = summary.study().name();
    if (!summary.targets().isEmpty()) {
      files.write("targets.csv", Tables.targets(experiment, summary.targets()));
    }
    if (!summary.agreements().isEmpty()) {
      files.write("agreement.csv", Tables.agreement(experiment, summary.agreements()));
    }
  }

  private boolean looksLikeResults() {
    return Files.exists(folder.resolve(STUDY))
        || Files.isDirectory(folder.resolve(RecordFiles.TRIALS));
  }

  /** Temporary files apart: a writer that was killed may have left nothing else. */
  private static boolean holdsAnything(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(entry -> !AtomicFiles.isTemporary(entry));
    }
  }
}
