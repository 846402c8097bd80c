package org.lethe.curation.select;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lethe.selection.RemovalManifest;

/**
 * What {@link Selection} found.
 *
 * @param rule label of the rule that decided
 * @param ranking rows of the forget samples, first to go first, {@code [n1]}
 * @param scores of the forget samples, higher = first, {@code [n1]}
 * @param parts terms that add up to the score, where the rule has any, {@code [n1]} each
 * @param retainScores of some retained samples, scored as if they were to go
 * @param removed how many of the ranking go
 * @param share the same as a share of the forget samples
 * @param automatic whether the budget was found, not given
 * @param probe of that rule; empty where a side has too few samples
 * @param geometry of the two sides, where the covariance can be inverted
 * @param predictions of theory for random removal and for the rule that decided, where they apply
 * @param rules every rule that could be used
 * @param skipped rules that could not be used, with the reason
 * @param warnings sentences, the gravest first
 * @param notes sentences on the features
 * @param neighbours what of the retained side lies next to the first and the last that go
 * @param manifest the removal set to hand on
 */
public record SelectionResult(
    String rule,
    int[] ranking,
    double[] scores,
    Map<String, double[]> parts,
    double[] retainScores,
    int removed,
    double share,
    boolean automatic,
    Optional<ProbeCurve> probe,
    Optional<Geometry> geometry,
    List<Prediction> predictions,
    List<RuleOutcome> rules,
    Map<String, String> skipped,
    List<String> warnings,
    List<String> notes,
    List<Neighbour> neighbours,
    RemovalManifest manifest) {

  /**
   * One rule beside the one that decided.
   *
   * @param label its label
   * @param halved the share at which the probe halves, if it does
   * @param recall of the probe at the share that was chosen, where there is a probe
   * @param jaccard overlap of its removal set with the chosen one: |A∩B| / |A∪B|
   */
  public record RuleOutcome(
      String label, Optional<Double> halved, Optional<Double> recall, double jaccard) {}

  /**
   * A sample that goes, and the retained ones that lie nearest to it.
   *
   * @param place in the ranking, from 1
   * @param row of the forget side
   * @param retained rows of the retained side, nearest first
   * @param distances Euclidean, to each of them
   */
  public record Neighbour(int place, int row, int[] retained, double[] distances) {}
}
