package org.lethe.network.dl4j;

import org.lethe.network.Engine;
import org.lethe.network.NetworkContract;

/** What networks compute with on a card keeps the contract too, here on the processor. */
class OperationsTest extends NetworkContract {
  @Override
  protected Engine engine() {
    return ((Dl4jEngine) Dl4jEngine.get()).with(Kernels.OPERATIONS);
  }
}
