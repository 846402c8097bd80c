package org.lethe.evaluation;

import java.util.Map;
import org.lethe.nd.Seed;
import org.lethe.network.Network;
import org.lethe.network.Samples;

/** A network from which something was removed, and what a {@link NetworkProbe} may ask for. */
public interface ProbedNetwork {

  /** The network itself; not to be changed or closed. */
  Network network();

  /** The mean loss of the untouched original on the removed samples, in nats. */
  double originalLoss();

  /** The samples that were removed, at least one. */
  Samples removed();

  /** Everything that the original was trained on. */
  Samples training();

  /** Of what the probe draws. */
  Seed seed();

  /**
   * What a shadow model says that was trained anew, removed samples included, and from which they
   * were then removed as they were from {@link #network}. Made when asked for.
   *
   * @param index equal indices give the same model
   * @param share of the retained samples that it is trained on, drawn anew for each index
   */
  Map<Split, Predictions> unlearned(int index, double share);

  /** What a shadow model says that was trained without the removed samples; as above. */
  Map<Split, Predictions> never(int index, double share);
}
