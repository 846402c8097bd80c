package org.lethe.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one trial leaves. Budget 0 and budget 1 do not depend on the rule and are computed once;
 * they are recorded under the scorer {@link #SHARED_SCORER}.
 *
 * @param id content id: a hash of the resolved inputs, the data's checksums and {@link #VERSION}
 * @param key the columns of every table
 * @param measurements what was measured; absent means that it could not be
 * @param seconds time of each phase: {@code score}, {@code train}, {@code unlearn}, {@code
 *     reference}, {@code evaluate}, {@code probe-…}; what varies between equal runs is here and in
 *     {@code peakBytes} only
 * @param peakBytes the most memory in use in each phase: of the card that was computed on, or of
 *     the process; trials side by side share it. Empty where nobody could say
 */
public record TrialRecord(
    String id,
    TrialKey key,
    List<Measurement> measurements,
    Map<String, Double> seconds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Long> peakBytes) {

  /** Version of the meaning of records: a change makes new trials, old records stay readable. */
  public static final int VERSION = 1;

  /** The scorer's label where nothing or everything is removed, whatever the rule. */
  public static final String SHARED_SCORER = "*";

  private static final Set<String> NOT_THE_METHOD = Set.of("score", "evaluate", "reference");

  public TrialRecord {
    measurements = List.copyOf(measurements);
    seconds = Map.copyOf(seconds);
    peakBytes = Map.copyOf(peakBytes);
  }

  /** Of a trial that was computed on the processor. */
  public TrialRecord(
      String id, TrialKey key, List<Measurement> measurements, Map<String, Double> seconds) {
    this(id, key, measurements, seconds, Map.of());
  }

  /**
   * What making the model took: its training, or everything that its unlearner did, masks and
   * curvatures among it. Rankings, references, evaluation and {@code probe-…} are left out.
   */
  public double secondsOfMethod() {
    return seconds.entrySet().stream()
        .filter(phase -> !NOT_THE_METHOD.contains(phase.getKey()))
        .filter(phase -> !phase.getKey().startsWith("probe-"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** In one line, the first place where the measurements of two records of one trial differ. */
  public String differenceFrom(TrialRecord other) {
    for (int i = 0; i < Math.min(measurements.size(), other.measurements.size()); i++) {
      Measurement here = measurements.get(i);
      Measurement there = other.measurements.get(i);
      if (!here.equals(there)) {
        return here.metric()
            + " on "
            + here.split()
            + " was "
            + here.value()
            + ", is "
            + (here.metric().equals(there.metric()) && here.split().equals(there.split())
                ? there.value()
                : there.metric() + " on " + there.split() + " " + there.value());
      }
    }
    return measurements.size() + " measurements were made, now " + other.measurements.size();
  }
}
