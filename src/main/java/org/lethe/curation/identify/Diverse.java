package org.lethe.curation.identify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lethe.settings.Described;
import org.lethe.settings.Setting;

/**
 * Another strategy's best, chosen to differ: from {@code factor} times as many samples as are
 * wanted the first is taken, then always the one farthest from those taken (as in Zhdanov, Diverse
 * Mini-Batch Active Learning, 2019, with k-center in place of k-means). A batch of near copies
 * costs as many answers and says as much as one of them.
 */
@Described("The best of another strategy, thinned to samples that differ from each other.")
public record Diverse(
    @Setting(value = "the strategy that is thinned", or = "uncertainty") QueryStrategy of,
    @Setting(value = "candidates for each sample that is wanted, at least 1", or = "5") int factor)
    implements QueryStrategy {
  static final String NAME = "diverse";

  public Diverse {
    if (factor < 1) {
      throw new IllegalArgumentException("factor is " + factor + "; allowed: 1 or more");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    Map<Integer, Proposal> best = new HashMap<>();
    List<Proposal> ranked =
        of.propose(round, (int) Math.min(Integer.MAX_VALUE, (long) factor * count));
    ranked.forEach(proposal -> best.put(proposal.row(), proposal));
    int[] candidates = ranked.stream().mapToInt(Proposal::row).toArray();
    return KCenter.farthest(round, candidates, new Cover(round.features()), count).stream()
        .map(chosen -> best.get(chosen.row()))
        .map(p -> new Proposal(p.row(), p.score(), p.why() + "; unlike the others"))
        .toList();
  }
}
