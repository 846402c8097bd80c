package org.lethe.selection;

import org.lethe.nd.Ranking;
import org.lethe.nd.Seed;
import org.lethe.scorer.RemovalScores;

/**
 * Who goes first. The rule for ties: the samples are shuffled by the seed, then sorted stably by
 * falling score. So equal scores are in random order, and the order of the rows plays no part
 * beyond the shuffle.
 */
public final class RemovalOrder {

  private RemovalOrder() {}

  /** Rows of the forget samples, first to go first, {@code [n1]}. */
  public static int[] of(RemovalScores scores, Seed seed) {
    return Ranking.largestFirst(scores.values(), seed.permutation(scores.values().length));
  }
}
