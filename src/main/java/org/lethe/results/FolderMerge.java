package org.lethe.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lethe.results.RecordFiles.Reading;
import org.lethe.results.ResultFolder.Copied;
import org.lethe.results.ResultFolder.Differing;

/** Brings the records of one folder into another, those that it has not. */
final class FolderMerge {
  private final ResultFolder into;
  private final RecordReader here;

  /**
   * @param here reads what is there
   */
  FolderMerge(ResultFolder into, RecordReader here) {
    this.into = into;
    this.here = here;
  }

  /** As {@link ResultFolder#addAll}. */
  Copied add(RecordReader other) {
    List<String> warnings = new ArrayList<>();
    Map<String, TrialRecord> trials = new HashMap<>();
    Map<String, Provenance> made = new HashMap<>();
    for (RecordJson.File file : here.trials(warnings)) {
      for (TrialRecord trial : file.trials()) {
        trials.putIfAbsent(trial.id(), trial);
        made.putIfAbsent(trial.id(), file.provenance());
      }
    }
    int added = 0;
    int equal = 0;
    List<Differing> differing = new ArrayList<>();
    for (RecordJson.File file : other.trials(warnings)) {
      List<TrialRecord> fresh = new ArrayList<>();
      for (TrialRecord trial : file.trials()) {
        TrialRecord first = trials.putIfAbsent(trial.id(), trial);
        if (first == null) {
          fresh.add(trial);
          made.put(trial.id(), file.provenance());
        } else if (first.measurements().equals(trial.measurements())) {
          equal++;
        } else {
          Provenance ours = made.getOrDefault(trial.id(), file.provenance());
          differing.add(
              new Differing(
                  trial.id(), trial.key(), ours, file.provenance(), first.differenceFrom(trial)));
        }
      }
      if (!fresh.isEmpty()) {
        into.record(fresh, file.provenance());
        added += fresh.size();
      }
    }
    Map<String, RecordJson.TargetFile> targets = new HashMap<>();
    here.targets(warnings).forEach(file -> targets.putIfAbsent(file.target().id(), file));
    for (RecordJson.TargetFile file : other.targets(warnings)) {
      RecordJson.TargetFile first = targets.putIfAbsent(file.target().id(), file);
      if (first == null) {
        into.recordTarget(file.target(), file.provenance());
        added++;
      } else if (first.target().untimed().equals(file.target().untimed())) {
        equal++;
      } else {
        differing.add(
            new Differing(
                file.target().id(),
                file.target().key(),
                first.provenance(),
                file.provenance(),
                "the search found "
                    + first.target().untimed()
                    + ", then "
                    + file.target().untimed()));
      }
    }
    other.rankings(warnings).forEach(into::recordRanking);
    addFailures(other, trials.keySet(), targets.keySet(), warnings);
    return new Copied(added, equal, differing, warnings);
  }

  /** What is given up there is given up here too, unless it went well on one of the machines. */
  private void addFailures(
      RecordReader other, Set<String> trials, Set<String> targets, List<String> warnings) {
    Set<Failure> known = new HashSet<>(here.failures(new ArrayList<>()));
    Set<String> poisoned = here.poisonedIds();
    for (Path file : other.failed()) {
      if (RecordReader.isPoison(file)) {
        Reading<Poison> poison =
            Reading.of(file, bytes -> RecordJson.document(bytes, Poison.class));
        poison
            .content()
            .filter(p -> !trials.contains(p.id()) && !targets.contains(p.id()))
            .filter(p -> poisoned.add(p.id()))
            .ifPresentOrElse(into::recordPoison, () -> addWarning(poison, warnings));
      } else {
        Reading<Failure> failure =
            Reading.of(file, bytes -> RecordJson.document(bytes, Failure.class));
        failure
            .content()
            .filter(known::add)
            .ifPresentOrElse(into::recordFailure, () -> addWarning(failure, warnings));
      }
    }
  }

  private static void addWarning(Reading<?> reading, List<String> warnings) {
    if (reading.content().isEmpty()) {
      warnings.add(reading.warning());
    }
  }
}
