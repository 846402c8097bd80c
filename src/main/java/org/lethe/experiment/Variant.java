package org.lethe.experiment;

import java.util.Optional;
import org.lethe.dataset.Corpus;
import org.lethe.dataset.ExampleSet;
import org.lethe.encoder.KeptRows;
import org.lethe.network.Engines;
import org.lethe.network.TrainedNetworks;

/**
 * One variant of an experiment with its data opened.
 *
 * @param proxy the data whose retained samples scorers see in the place of the corpus' own
 * @param rows what pretrained encoders made before
 */
record Variant(
    String name,
    ExperimentSpec spec,
    Corpus corpus,
    Optional<Corpus> proxy,
    TrainedNetworks networks,
    KeptRows rows) {

  /**
   * Without a proxy or anything that is kept, with networks of its own; none is made before one is
   * asked for.
   */
  Variant(String name, ExperimentSpec spec, Corpus corpus) {
    this(
        name,
        spec,
        corpus,
        Optional.empty(),
        new TrainedNetworks(() -> Engines.get(spec.engine(), spec.precision()), spec.threads()),
        KeptRows.none());
  }

  /** The examples of a seed that the proxy's are taken from. */
  Optional<ExampleSet> drawProxy(long seed) {
    return proxy.map(corpus -> SeedContext.draw(corpus, seed));
  }
}
