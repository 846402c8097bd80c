package org.lethe.scorer;

import org.lethe.nd.Neighbours;

/** The k retained samples nearest to each forget sample. */
record RetainNeighbours(int k) implements Candidates.Statistic<Neighbours> {
  @Override
  public Neighbours of(Candidates candidates) {
    return Neighbours.of(candidates.forget(), candidates.requireRetain(), k);
  }
}
