package org.lethe.sweep;

import java.util.Map;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.lethe.nd.Seed;
import org.lethe.settings.Described;

/** Every candidate is drawn independently of the others: Arbiter's random search. */
@Described("Every candidate is drawn independently of the others.")
public record RandomSearch() implements Search {

  @Override
  public Sampler sampler(Space space, Seed seed) {
    ArbiterSpace arbiter = new ArbiterSpace(space);
    RandomSearchGenerator generator = new RandomSearchGenerator(arbiter, Map.of());
    generator.setRngSeed(seed.derive("random-search").value());
    return Sampler.of(arbiter, generator);
  }

  @Override
  public String words() {
    return "random";
  }
}
