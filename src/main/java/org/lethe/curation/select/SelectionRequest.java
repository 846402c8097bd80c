package org.lethe.curation.select;

import java.util.List;
import java.util.Optional;
import org.lethe.curation.OwnSamples;
import org.lethe.encoder.Encoder;
import org.lethe.nd.Seed;
import org.lethe.scorer.Scorer;
import org.lethe.selection.Budget;
import org.lethe.settings.Labelled;

/**
 * What is asked of {@link Selection}.
 *
 * @param forget what may go
 * @param retain what must stay
 * @param encoder how texts become features; numbers are taken as they are
 * @param rules the first one decides; the others are held against it
 * @param tolerant whether a rule that cannot be used on these data is left out with a reason, as
 *     when all rules are asked for; else it is an error
 * @param budget how many go; empty finds the budget at which a probe halves
 * @param seed of ties, folds and simulations
 */
public record SelectionRequest(
    OwnSamples forget,
    OwnSamples retain,
    Optional<Labelled<Encoder>> encoder,
    List<Labelled<Scorer>> rules,
    boolean tolerant,
    Optional<Budget> budget,
    Seed seed) {
  public SelectionRequest {
    rules = List.copyOf(rules);
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("no rule was asked for");
    }
  }
}
