package org.lethe.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;

/**
 * What the search for one budget leaves: {@code targets/<2 hex>/<id>.json}. The budget that was
 * found differs from seed to seed, so it is no point of a budget curve.
 *
 * @param id content id, as of a trial, with the settings of the search
 * @param key with the budget that was found; where none was, budget 1: nothing smaller is enough
 * @param target what the budget achieves, as the end of a sentence that begins with "the smallest
 *     budget that"
 * @param forgetMetric the metric that must have moved on the forget side
 * @param retainMetric the metric that must have been kept on the retained side
 * @param reached whether there is such a budget
 * @param reason why there is none; empty if there is
 * @param measurements at the budget that was found, the test splits among them; empty if none was
 * @param seconds time of each phase, as of a trial; there is one, {@code search}: what was trained
 *     and measured for it beyond the trials of its curve. Records of earlier versions have none
 */
public record TargetRecord(
    String id,
    TrialKey key,
    String target,
    String forgetMetric,
    String retainMetric,
    boolean reached,
    String reason,
    List<Measurement> measurements,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, Double> seconds) {

  /** The metric of what a bound guarantees: at least on the forget side, at most on the other. */
  public static final String GUARANTEED = "kl-guaranteed";

  /** The phase of a search. */
  public static final String SEARCH = "search";

  public TargetRecord {
    measurements = List.copyOf(measurements);
    seconds = Map.copyOf(seconds);
    if (reached != reason.isEmpty() || (!reached && !measurements.isEmpty())) {
      throw new IllegalArgumentException(
          "target "
              + id
              + " is reached="
              + reached
              + ", with reason '"
              + reason
              + "' and "
              + measurements.size()
              + " measurements");
    }
  }

  /** Of which no time was taken. */
  public TargetRecord(
      String id,
      TrialKey key,
      String target,
      String forgetMetric,
      String retainMetric,
      boolean reached,
      String reason,
      List<Measurement> measurements) {
    this(id, key, target, forgetMetric, retainMetric, reached, reason, measurements, Map.of());
  }

  /** What equal searches have in common. */
  public TargetRecord untimed() {
    return new TargetRecord(
        id, key, target, forgetMetric, retainMetric, reached, reason, measurements);
  }
}
