package org.lethe.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lethe.dataset.Corpus;
import org.lethe.network.TrainedNetworks;

/**
 * What experiments that run in one process have in common: data that was opened, and networks that
 * were trained. The candidates of a sweep differ in few settings, so that most of them ask for the
 * same original and the same retrained model.
 */
public final class SharedParts {
  private final Path cache;
  private final Map<Object, Corpus> corpora = new ConcurrentHashMap<>();
  private final Map<Object, TrainedNetworks> networks = new ConcurrentHashMap<>();

  /**
   * @param cache where trained networks are kept
   */
  public SharedParts(Path cache) {
    this.cache = cache;
  }

  Path cache() {
    return cache;
  }

  /** Opened data by its source; experiments that are opened at the same time may add to it. */
  Map<Object, Corpus> corpora() {
    return corpora;
  }

  TrainedNetworks networks(ExperimentSpec spec) {
    return networks.computeIfAbsent(
        List.of(spec.engine(), spec.precision(), spec.threads()), key -> Experiment.networks(spec));
  }
}
