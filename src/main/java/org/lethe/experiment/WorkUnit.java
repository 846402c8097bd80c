package org.lethe.experiment;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trials that one worker takes together.
 *
 * @param id the trial's, where there is one; else a hash of theirs
 * @param key what they have in common, for people: variant, scorer, learner, seed, and where it is
 *     one, budget and unlearner
 * @param needs what must have been made before and is shared with other units, in words; equal
 *     words mean the same thing
 * @param trials their ids, in the order in which they run
 */
public record WorkUnit(
    String id, SortedMap<String, String> key, List<String> needs, List<String> trials) {
  public WorkUnit {
    key = Collections.unmodifiableSortedMap(new TreeMap<>(key));
    needs = List.copyOf(needs);
    trials = List.copyOf(trials);
    if (trials.isEmpty()) {
      throw new IllegalArgumentException("unit " + id + " has no trials");
    }
  }
}
