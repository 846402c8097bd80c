package org.lethe.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lethe.results.TracedRecords.TracedFailure;
import org.lethe.results.TracedRecords.TracedTarget;

/** Reads the records of one folder: each trial once, and what is wrong with files as warnings. */
final class RecordReader {
  private final RecordFiles files;

  RecordReader(RecordFiles files) {
    this.files = files;
  }

  /** As {@link ResultFolder#recorded}. */
  ResultFolder.Recorded recorded() {
    Set<String> ids = new HashSet<>();
    SortedSet<String> plans = new TreeSet<>();
    for (RecordJson.File file : trials(new ArrayList<>())) {
      plans.add(file.provenance().plan());
      for (TrialRecord trial : file.trials()) {
        ids.add(trial.id());
      }
    }
    for (RecordJson.TargetFile file : targets(new ArrayList<>())) {
      plans.add(file.provenance().plan());
      ids.add(file.target().id());
    }
    return new ResultFolder.Recorded(ids, plans);
  }

  /** As {@link ResultFolder#read}. */
  Records read() {
    List<String> warnings = new ArrayList<>();
    Map<String, TrialRecord> byId = new HashMap<>();
    Set<Provenance> provenance = new HashSet<>();
    Set<String> differing = new TreeSet<>();
    for (RecordJson.File file : trials(warnings)) {
      provenance.add(file.provenance());
      for (TrialRecord trial : file.trials()) {
        TrialRecord first = byId.putIfAbsent(trial.id(), trial);
        if (first != null && !first.measurements().equals(trial.measurements())) {
          differing.add(trial.id());
        }
      }
    }
    Map<String, TargetRecord> targets = new HashMap<>();
    for (RecordJson.TargetFile file : targets(warnings)) {
      provenance.add(file.provenance());
      TargetRecord first = targets.putIfAbsent(file.target().id(), file.target());
      if (first != null && !first.untimed().equals(file.target().untimed())) {
        differing.add(file.target().id());
      }
    }
    List<RankingRecord> rankings = rankings(warnings);
    if (!differing.isEmpty()) {
      warnings.add(
          files.folder()
              + ": equal trials were recorded with different results ("
              + differing.size()
              + ", for instance "
              + differing.iterator().next()
              + "): the computation is not deterministic, or differs between machines");
    }
    Map<String, Failure> failures = new LinkedHashMap<>();
    for (Failure failure : failures(warnings)) {
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

  /** As {@link ResultFolder#traced}. */
  TracedRecords traced() {
    List<String> warnings = new ArrayList<>();
    Map<String, TracedTrial> trials = new HashMap<>();
    for (RecordJson.File file : trials(warnings)) {
      for (TrialRecord trial : file.trials()) {
        trials.putIfAbsent(trial.id(), new TracedTrial(trial, file.provenance()));
      }
    }
    Map<String, TracedTarget> targets = new HashMap<>();
    for (RecordJson.TargetFile file : targets(warnings)) {
      targets.putIfAbsent(file.target().id(), new TracedTarget(file.target(), file.provenance()));
    }
    Set<String> poisoned = poisonedIds();
    SortedMap<String, TracedFailure> failures = new TreeMap<>();
    for (Failure failure : failures(warnings)) {
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

  /** Trials of every file, with what made them; one may be there more than once. */
  List<RecordJson.File> trials(List<String> warnings) {
    return files.read(RecordFiles.TRIALS, RecordJson::trials, warnings);
  }

  /** Searched budgets, likewise. */
  List<RecordJson.TargetFile> targets(List<String> warnings) {
    return files.read(RecordFiles.TARGETS, RecordJson::target, warnings);
  }

  /** In what order rules remove. */
  List<RankingRecord> rankings(List<String> warnings) {
    return files.read(RecordFiles.RANKINGS, RecordJson::ranking, warnings);
  }

  /** Every failure, in the order of trial ids and attempts, also of trials that went well later. */
  List<Failure> failures(List<String> warnings) {
    return files.read(
        RecordFiles.FAILED, bytes -> RecordJson.document(bytes, Failure.class), warnings);
  }

  /** The files of failures, and of what was given up. */
  List<Path> failed() {
    return files.list(RecordFiles.FAILED);
  }

  /** Trials that are not to be tried again. */
  Set<String> poisonedIds() {
    Set<String> ids = new HashSet<>();
    for (Path file : failed()) {
      if (isPoison(file)) {
        ids.add(nameWithoutEnding(file));
      }
    }
    return ids;
  }

  /** Whether a file says that a trial was given up; others are single failures: id-n. */
  static boolean isPoison(Path file) {
    return RecordFiles.ID.matcher(nameWithoutEnding(file)).matches();
  }

  private static String nameWithoutEnding(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
  }
}
