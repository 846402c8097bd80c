package org.lethe.curation.identify;

import java.util.List;
import org.lethe.settings.Described;

/** Samples by chance: what every other strategy has to beat. */
@Described("Samples by chance, the control.")
public record RandomQuery() implements QueryStrategy {
  static final String NAME = "random";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Proposal> propose(Round round, int count) {
    return round.byChance(count, "drawn by chance");
  }
}
