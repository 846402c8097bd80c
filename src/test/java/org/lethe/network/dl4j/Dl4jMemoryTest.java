package org.lethe.network.dl4j;

import org.lethe.network.Engine;
import org.lethe.network.MemoryContract;

/** Guards against ND4J's workspaces and arrays that outlive their network. */
class Dl4jMemoryTest extends MemoryContract {
  @Override
  protected Engine engine() {
    return Dl4jEngine.get();
  }
}
