package org.lethe.results;

import java.util.List;
import java.util.stream.Stream;

/**
 * All that was read from a results folder.
 *
 * @param trials each id once, in the order of their keys
 * @param targets what was found of searched budgets, likewise
 * @param rankings in what order rules remove, where that was kept
 * @param failures of trials that are not recorded, each trial once; in the order of their ids
 * @param provenance what made them, each once; in the order of when it started, then host
 * @param warnings files that could not be read, and trials whose repetitions differ; one sentence
 *     each
 */
public record Records(
    List<TrialRecord> trials,
    List<TargetRecord> targets,
    List<RankingRecord> rankings,
    List<Failure> failures,
    List<Provenance> provenance,
    List<String> warnings) {
  public Records {
    trials = List.copyOf(trials);
    targets = List.copyOf(targets);
    rankings = List.copyOf(rankings);
    failures = List.copyOf(failures);
    provenance = List.copyOf(provenance);
    warnings = List.copyOf(warnings);
  }

  /** Records of which no order was kept. */
  public Records(
      List<TrialRecord> trials,
      List<TargetRecord> targets,
      List<Failure> failures,
      List<Provenance> provenance,
      List<String> warnings) {
    this(trials, targets, List.of(), failures, provenance, warnings);
  }

  /** Records without searched budgets. */
  public Records(
      List<TrialRecord> trials,
      List<Failure> failures,
      List<Provenance> provenance,
      List<String> warnings) {
    this(trials, List.of(), failures, provenance, warnings);
  }

  /** What must be said with the numbers: known beforehand, or found while trials ran; each once. */
  public List<String> notes(Study study) {
    return Stream.concat(
            study.notes().stream(),
            provenance.stream().flatMap(each -> each.notes().stream()).sorted())
        .distinct()
        .toList();
  }
}
