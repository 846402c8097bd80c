package org.lethe.evaluation;

import java.util.List;
import org.lethe.results.Measurement;

/**
 * An expensive question about an unlearned network, one that trains further networks. Asked only
 * where an experiment names it. An implementation is a record whose components are its settings.
 */
public interface NetworkProbe {

  /** The name in an experiment file: {@code relearn-time}. */
  String name();

  /** What it finds; what cannot be measured is absent. Depends on nothing but its argument. */
  List<Measurement> measure(ProbedNetwork probed);
}
