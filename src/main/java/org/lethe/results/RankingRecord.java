package org.lethe.results;

import java.util.List;

/**
 * The order in which a rule removes the forget samples of one seed: {@code rankings/<2
 * hex>/<id>.json}. Kept where variants differ in their encoders, so that a report can say whether
 * they choose the same samples.
 *
 * @param learner whose original model the rule asked; empty for the rules that ask none
 * @param samples sha256 of the ids of the forget samples: orders of one seed and one data set are
 *     comparable where it is the same
 * @param order positions among the forget samples, first to go first, {@code [n1]}
 */
public record RankingRecord(
    String dataset,
    String variant,
    String encoder,
    String scorer,
    String learner,
    long seed,
    String samples,
    List<Integer> order) {

  /**
   * @throws IllegalArgumentException if the order names a position twice or leaves one out
   */
  public RankingRecord {
    order = List.copyOf(order);
    boolean[] seen = new boolean[order.size()];
    for (int position : order) {
      if (position < 0 || position >= seen.length || seen[position]) {
        throw new IllegalArgumentException(
            "order has " + position + " twice, or beyond its " + seen.length + " positions");
      }
      seen[position] = true;
    }
  }
}
