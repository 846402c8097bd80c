package org.lethe.curation.identify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lethe.settings.Described;

/**
 * Farthest-first: the sample that is farthest from everything labelled, then the one farthest from
 * that too, and so on (Sener, Savarese, Active Learning for Convolutional Neural Networks: A
 * Core-Set Approach, 2018). The score is the distance. Without any label the first is by chance.
 *
 * <p>Time n·d for each labelled and each proposed sample.
 */
@Described("The samples farthest from everything that is labelled or proposed already.")
public record KCenter() implements QueryStrategy {
  static final String NAME = "k-center";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    return farthest(round, round.open(), Cover.ofLabelled(round), count).stream()
        .map(row -> new Proposal(row.row(), row.distance(), why(row.distance())))
        .toList();
  }

  /** A chosen sample and how far it was from all that were chosen before; 0 for the very first. */
  record Chosen(int row, double distance) {}

  /** Greedy farthest-first among candidates; of equally far ones the first in their order. */
  static List<Chosen> farthest(Round round, int[] candidates, Cover cover, int count) {
    List<Chosen> chosen = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    while (chosen.size() < Math.min(count, candidates.length)) {
      int farthest = -1;
      for (int row : candidates) {
        if (!taken.contains(row)
            && (farthest < 0 || cover.squaredDistance(row) > cover.squaredDistance(farthest))) {
          farthest = row;
        }
      }
      double squared = cover.squaredDistance(farthest);
      chosen.add(new Chosen(farthest, Double.isInfinite(squared) ? 0 : Math.sqrt(squared)));
      taken.add(farthest);
      cover.add(farthest);
    }
    return chosen;
  }

  private static String why(double distance) {
    return String.format(Locale.ROOT, "unlike what is labelled: distance %.3f", distance);
  }
}
