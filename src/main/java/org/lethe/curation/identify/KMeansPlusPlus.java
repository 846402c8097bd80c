package org.lethe.curation.identify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lethe.settings.Described;

/**
 * Seeds of clusters that the labelled samples do not cover: each next sample is drawn with a
 * probability in proportion to its squared distance from everything labelled or proposed before (D²
 * sampling; Arthur, Vassilvitskii, k-means++, 2007). Less drawn to outliers than {@link KCenter}.
 * The score is the distance at which it was drawn.
 *
 * <p>Drawing from weights w is taking the largest ln w + g with Gumbel noise g; the noise belongs
 * to the sample, so that the order of the pool plays no part.
 */
@Described("Samples drawn far from what is labelled or proposed, as k-means++ seeds clusters.")
public record KMeansPlusPlus() implements QueryStrategy {
  static final String NAME = "k-means-plus-plus";

  /** 2⁻⁵³: a long's upper 53 bits as a number in (0, 1). */
  private static final double UNIT = 0x1.0p-53;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    Cover cover = Cover.ofLabelled(round);
    List<Proposal> chosen = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    while (chosen.size() < Math.min(count, round.open().length)) {
      int drawn = draw(round, cover, taken);
      double squared = cover.squaredDistance(drawn);
      double distance = Double.isInfinite(squared) ? 0 : Math.sqrt(squared);
      chosen.add(
          new Proposal(
              drawn,
              distance,
              String.format(Locale.ROOT, "from a part without labels: distance %.3f", distance)));
      taken.add(drawn);
      cover.add(drawn);
    }
    return chosen;
  }

  private static int draw(Round round, Cover cover, Set<Integer> taken) {
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int row : round.open()) {
      if (taken.contains(row)) {
        continue;
      }
      double squared = cover.squaredDistance(row);
      long bits = round.seed(row).derive("draw", taken.size()).value();
      double uniform = ((bits >>> 11) + 0.5) * UNIT;
      // infinitely far, all of them, while nothing is chosen; copies of what is chosen come last
      double weight = Double.isInfinite(squared) ? 1 : squared;
      double place = Math.log(weight) - Math.log(-Math.log(uniform));
      if (best < 0 || place > highest) {
        best = row;
        highest = place;
      }
    }
    return best;
  }
}
