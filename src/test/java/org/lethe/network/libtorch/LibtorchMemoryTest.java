package org.lethe.network.libtorch;

import org.lethe.network.Engine;
import org.lethe.network.MemoryContract;
import org.lethe.network.Precision;

/** Guards against tensors that wait for Java's garbage collection, pictures on a device too. */
class LibtorchMemoryTest extends MemoryContract {
  @Override
  protected Engine engine() {
    return LibtorchEngine.get(Natives.CPU, Precision.FLOAT32).asIfApart();
  }
}
