package org.lethe.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lethe.nd.AtomicFiles;
import org.lethe.results.TracedRecords.TracedFailure;
import org.lethe.results.TracedRecords.TracedTarget;
import org.lethe.settings.BadInput;

/**
 * The folder of one experiment's results: plain files, no server, no lock, no index that could
 * disagree with them. Any number of processes on any number of hosts may write at once: a file
 * appears whole or not at all, its name follows from what it holds, and nothing is ever deleted or
 * appended to; so folders can be copied together with {@code rsync}. The layout is described in
 * {@code docs/results-folder.md}.
 */
public final class ResultFolder {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8,128}");
  private static final String STUDY = "study.json";
  private static final String SPEC = "spec.yaml";
  private static final String TRIALS = "trials";
  private static final String SUMMARY = "summary.csv";
  private static final String TARGETS = "targets";
  private static final String RANKINGS = "rankings";
  private static final String FAILED = "failed";

  private final Path folder;

  private ResultFolder(Path folder) {
    this.folder = folder;
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
      throw new BadInput(folder + ": cannot write results here: " + why(e), e);
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
    if (Files.exists(folder.resolve(STUDY))) {
      String there = study().name();
      if (!there.equals(study.name())) {
        throw new BadInput(
            folder
                + " holds results of experiment '"
                + there
                + "', not of '"
                + study.name()
                + "'; give another folder or name");
      }
    }
    write(STUDY, RecordJson.document(study));
    write(SPEC, resolvedSpecYaml.getBytes(StandardCharsets.UTF_8));
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
      throw new BadInput(file + " cannot be read: " + why(e) + "; running again writes it", e);
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
      throw new BadInput(file + " cannot be read: " + why(e), e);
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
    Set<String> ids = new HashSet<>();
    SortedSet<String> plans = new TreeSet<>();
    for (RecordJson.File file : read(TRIALS, RecordJson::trials, new ArrayList<>())) {
      plans.add(file.provenance().plan());
      for (TrialRecord trial : file.trials()) {
        ids.add(trial.id());
      }
    }
    for (RecordJson.TargetFile file : read(TARGETS, RecordJson::target, new ArrayList<>())) {
      plans.add(file.provenance().plan());
      ids.add(file.target().id());
    }
    return new Recorded(ids, plans);
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
    for (String part : List.of(TRIALS, TARGETS, RANKINGS, FAILED)) {
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
    return Stream.of(TRIALS, TARGETS, FAILED).anyMatch(part -> !jsonFiles(part).isEmpty());
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
    write(
        TRIALS + "/" + name.substring(0, 2) + "/" + name + ".json",
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
    readable(folder.resolve(TRIALS).resolve(name.substring(0, 2)).resolve(name + ".json"))
        .forEach(trial -> there.add(trial.id()));
    return there.containsAll(ids);
  }

  private Path fileOf(List<TrialRecord> trials) {
    String name = nameOf(trials);
    return folder.resolve(TRIALS).resolve(name.substring(0, 2)).resolve(name + ".json");
  }

  /** Nothing where there is no such file, or a damaged one, which a new record heals. */
  private static List<TrialRecord> readable(Path file) {
    return Files.isRegularFile(file)
        ? Reading.of(file, RecordJson::trials)
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
    write(FAILED + "/" + poison.id() + ".json", RecordJson.document(poison));
  }

  /** Trials that are not to be tried again. */
  public Set<String> poisonedIds() {
    Set<String> ids = new HashSet<>();
    for (Path file : jsonFiles(FAILED)) {
      if (isPoison(file)) {
        ids.add(nameWithoutEnding(file));
      }
    }
    return ids;
  }

  /** Others are single failures: id-n. */
  private static boolean isPoison(Path file) {
    return ID.matcher(nameWithoutEnding(file)).matches();
  }

  private static String nameWithoutEnding(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
  }

  /**
   * A trial is to be tried again.
   *
   * @return whether it was poisoned
   */
  public boolean pardon(String id) {
    checkId(id);
    Path file = folder.resolve(FAILED).resolve(id + ".json");
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be deleted: " + why(e), e);
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
    write(
        TARGETS + "/" + id.substring(0, 2) + "/" + id + ".json",
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
    write(RANKINGS + "/" + id.substring(0, 2) + "/" + id + ".json", content);
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
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("id '" + id + "' does not match " + ID);
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
    Path failed = folder.resolve(FAILED);
    try {
      Files.createDirectories(failed);
      int n = 1;
      while (!recordAs(failed, failure.id() + "-" + n + ".json", content)) {
        n++;
      }
    } catch (IOException e) {
      throw cannotWrite(failed, e);
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
    List<String> warnings = new ArrayList<>();
    Map<String, TrialRecord> byId = new HashMap<>();
    Set<Provenance> provenance = new HashSet<>();
    Set<String> differing = new TreeSet<>();
    for (RecordJson.File file : read(TRIALS, RecordJson::trials, warnings)) {
      provenance.add(file.provenance());
      for (TrialRecord trial : file.trials()) {
        TrialRecord first = byId.putIfAbsent(trial.id(), trial);
        if (first != null && !first.measurements().equals(trial.measurements())) {
          differing.add(trial.id());
        }
      }
    }
    Map<String, TargetRecord> targets = new HashMap<>();
    for (RecordJson.TargetFile file : read(TARGETS, RecordJson::target, warnings)) {
      provenance.add(file.provenance());
      TargetRecord first = targets.putIfAbsent(file.target().id(), file.target());
      if (first != null && !first.equals(file.target())) {
        differing.add(file.target().id());
      }
    }
    List<RankingRecord> rankings = read(RANKINGS, RecordJson::ranking, warnings);
    if (!differing.isEmpty()) {
      warnings.add(
          folder
              + ": equal trials were recorded with different results ("
              + differing.size()
              + ", for instance "
              + differing.iterator().next()
              + "): the computation is not deterministic, or differs between machines");
    }
    Map<String, Failure> failures = new LinkedHashMap<>();
    for (Failure failure :
        read(FAILED, bytes -> RecordJson.document(bytes, Failure.class), warnings)) {
      if (!byId.containsKey(failure.id())
          && !targets.containsKey(failure.id())) { // else it was run again, and went well
        failures.put(failure.id(), failure);
      }
    }
    return new Records(
        byId.values().stream()
            .sorted(Comparator.comparing(TrialRecord::key).thenComparing(TrialRecord::id))
            .toList(),
        targets.values().stream()
            .sorted(Comparator.comparing(TargetRecord::key).thenComparing(TargetRecord::id))
            .toList(),
        rankings,
        List.copyOf(failures.values()),
        provenance.stream()
            .sorted(
                Comparator.comparing(Provenance::started)
                    .thenComparing(Provenance::host)
                    .thenComparing(Provenance::toString))
            .toList(),
        warnings);
  }

  /** All trials, searched budgets and failures, with what made them: to hand them on. */
  public TracedRecords traced() {
    List<String> warnings = new ArrayList<>();
    Map<String, TracedTrial> trials = new HashMap<>();
    for (RecordJson.File file : read(TRIALS, RecordJson::trials, warnings)) {
      for (TrialRecord trial : file.trials()) {
        trials.putIfAbsent(trial.id(), new TracedTrial(trial, file.provenance()));
      }
    }
    Map<String, TracedTarget> targets = new HashMap<>();
    for (RecordJson.TargetFile file : read(TARGETS, RecordJson::target, warnings)) {
      targets.putIfAbsent(file.target().id(), new TracedTarget(file.target(), file.provenance()));
    }
    Set<String> poisoned = poisonedIds();
    SortedMap<String, TracedFailure> failures = new TreeMap<>();
    for (Failure failure :
        read(FAILED, bytes -> RecordJson.document(bytes, Failure.class), warnings)) {
      if (!trials.containsKey(failure.id()) && !targets.containsKey(failure.id())) {
        failures.put(failure.id(), new TracedFailure(failure, poisoned.contains(failure.id())));
      }
    }
    return new TracedRecords(
        trials.values().stream()
            .sorted(
                Comparator.comparing((TracedTrial each) -> each.trial().key())
                    .thenComparing(each -> each.trial().id()))
            .toList(),
        targets.values().stream()
            .sorted(
                Comparator.comparing((TracedTarget each) -> each.target().key())
                    .thenComparing(each -> each.target().id()))
            .toList(),
        List.copyOf(failures.values()),
        warnings);
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
    List<String> warnings = new ArrayList<>();
    Map<String, TrialRecord> trials = new HashMap<>();
    Map<String, Provenance> made = new HashMap<>();
    for (RecordJson.File file : read(TRIALS, RecordJson::trials, warnings)) {
      for (TrialRecord trial : file.trials()) {
        trials.putIfAbsent(trial.id(), trial);
        made.putIfAbsent(trial.id(), file.provenance());
      }
    }
    int added = 0;
    int equal = 0;
    List<Differing> differing = new ArrayList<>();
    for (RecordJson.File file : other.read(TRIALS, RecordJson::trials, warnings)) {
      List<TrialRecord> fresh = new ArrayList<>();
      for (TrialRecord trial : file.trials()) {
        TrialRecord first = trials.putIfAbsent(trial.id(), trial);
        if (first == null) {
          fresh.add(trial);
          made.put(trial.id(), file.provenance());
        } else if (first.measurements().equals(trial.measurements())) {
          equal++;
        } else {
          Provenance here = made.getOrDefault(trial.id(), file.provenance());
          differing.add(
              new Differing(
                  trial.id(), trial.key(), here, file.provenance(), first.differenceFrom(trial)));
        }
      }
      if (!fresh.isEmpty()) {
        record(fresh, file.provenance());
        added += fresh.size();
      }
    }
    Map<String, RecordJson.TargetFile> targets = new HashMap<>();
    read(TARGETS, RecordJson::target, warnings)
        .forEach(file -> targets.putIfAbsent(file.target().id(), file));
    for (RecordJson.TargetFile file : other.read(TARGETS, RecordJson::target, warnings)) {
      RecordJson.TargetFile first = targets.putIfAbsent(file.target().id(), file);
      if (first == null) {
        recordTarget(file.target(), file.provenance());
        added++;
      } else if (first.target().equals(file.target())) {
        equal++;
      } else {
        differing.add(
            new Differing(
                file.target().id(),
                file.target().key(),
                first.provenance(),
                file.provenance(),
                "the search found " + first.target() + ", then " + file.target()));
      }
    }
    other.read(RANKINGS, RecordJson::ranking, warnings).forEach(this::recordRanking);
    addFailures(other, trials.keySet(), targets.keySet(), warnings);
    return new Copied(added, equal, differing, warnings);
  }

  /** What is given up there is given up here too, unless it went well on one of the machines. */
  private void addFailures(
      ResultFolder other, Set<String> trials, Set<String> targets, List<String> warnings) {
    Set<Failure> known = new HashSet<>(failures());
    Set<String> poisoned = poisonedIds();
    for (Path file : other.jsonFiles(FAILED)) {
      if (isPoison(file)) {
        Reading<Poison> poison =
            Reading.of(file, bytes -> RecordJson.document(bytes, Poison.class));
        poison
            .content()
            .filter(p -> !trials.contains(p.id()) && !targets.contains(p.id()))
            .filter(p -> poisoned.add(p.id()))
            .ifPresentOrElse(this::recordPoison, () -> addWarning(poison, warnings));
      } else {
        Reading<Failure> failure =
            Reading.of(file, bytes -> RecordJson.document(bytes, Failure.class));
        failure
            .content()
            .filter(known::add)
            .ifPresentOrElse(this::recordFailure, () -> addWarning(failure, warnings));
      }
    }
  }

  private static void addWarning(Reading<?> reading, List<String> warnings) {
    if (reading.content().isEmpty()) {
      warnings.add(reading.warning());
    }
  }

  /** Whether both are one place. */
  public boolean isSame(ResultFolder other) {
    try {
      return Files.isSameFile(folder, other.folder);
    } catch (IOException e) {
      throw new BadInput(other.folder + " cannot be read: " + why(e), e);
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

  /** Every failure, in the order of trial ids and attempts, also of trials that went well later. */
  public List<Failure> failures() {
    return read(FAILED, bytes -> RecordJson.document(bytes, Failure.class), new ArrayList<>());
  }

  private interface Reader<T> {
    T read(byte[] bytes) throws IOException;
  }

  /** What one file held, or why it could not be read. */
  private record Reading<T>(Optional<T> content, String warning) {
    static <T> Reading<T> of(Path file, Reader<T> reader) {
      try {
        return new Reading<>(Optional.of(reader.read(Files.readAllBytes(file))), "");
      } catch (IOException e) {
        return new Reading<>(Optional.empty(), file + " is no record, left out: " + why(e));
      }
    }
  }

  private <T> List<T> read(String part, Reader<T> reader, List<String> warnings) {
    List<Reading<T>> readings =
        jsonFiles(part).parallelStream().map(file -> Reading.of(file, reader)).toList();
    readings.stream()
        .filter(reading -> reading.content().isEmpty())
        .map(Reading::warning)
        .forEach(warnings::add);
    return readings.stream().flatMap(reading -> reading.content().stream()).toList();
  }

  /** The records below a part of the folder, sorted by name; temporary files are hidden ones. */
  private List<Path> jsonFiles(String part) {
    Path top = folder.resolve(part);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    List<Path> records = new ArrayList<>();
    try {
      Files.walkFileTree(
          top,
          Set.of(),
          2,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              if (is.isRegularFile() && isRecordName(String.valueOf(file.getFileName()))) {
                records.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              // Another process has renamed its temporary file since the folder was listed.
              if (e instanceof NoSuchFileException && AtomicFiles.isTemporary(file)) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new BadInput(top + " cannot be read: " + why(e), e);
    }
    Collections.sort(records);
    return records;
  }

  private static boolean isRecordName(String name) {
    return name.endsWith(".json") && !name.startsWith(".");
  }

  /**
   * Writes {@code summary.csv}, {@code crossings.csv}, {@code cost.csv} and, where variants differ
   * in one number, {@code crossings-by-variant.csv}.
   */
  public void writeTables(Summary summary) {
    byte[] rows = Tables.summary(summary);
    write(SUMMARY, rows);
    if (!hasTablesOfAll() && Files.isWritable(folder)) {
      replace(SUMMARY, rows); // says the same as before, but younger: that tables are of all
    }
    write("crossings.csv", Tables.crossings(summary));
    write("cost.csv", Tables.cost(summary));
    if (!summary.study().axes().isEmpty()) {
      write("crossings-by-variant.csv", Tables.crossingsByVariant(summary));
    }
    String experiment = summary.study().name();
    if (!summary.targets().isEmpty()) {
      write("targets.csv", Tables.targets(experiment, summary.targets()));
    }
    if (!summary.agreements().isEmpty()) {
      write("agreement.csv", Tables.agreement(experiment, summary.agreements()));
    }
  }

  private void write(String name, byte[] content) {
    Path file = folder.resolve(name);
    try {
      AtomicFiles.writeIfChanged(file, content);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private void replace(String name, byte[] content) {
    Path file = folder.resolve(name);
    try {
      AtomicFiles.write(file, content);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static BadInput cannotWrite(Path file, IOException e) {
    return new BadInput(file + " cannot be written: " + why(e), e);
  }

  private boolean looksLikeResults() {
    return Files.exists(folder.resolve(STUDY)) || Files.isDirectory(folder.resolve(TRIALS));
  }

  /** Temporary files apart: a writer that was killed may have left nothing else. */
  private static boolean holdsAnything(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(entry -> !AtomicFiles.isTemporary(entry));
    }
  }

  /** The reason in one line, without the path that the message names already. */
  private static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    if (e instanceof JsonProcessingException json) {
      // After the semicolon Jackson names its own switches, after the first line its path.
      return json.getOriginalMessage().split("[;\n]", 2)[0]
          + Optional.ofNullable(json.getLocation())
              .map(at -> " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
              .orElse("");
    }
    return Optional.ofNullable(e.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(e.getClass().getSimpleName());
  }
}
