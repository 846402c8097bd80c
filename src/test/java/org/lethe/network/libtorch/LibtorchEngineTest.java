package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.network.Engine;
import org.lethe.network.NetworkContract;
import org.lethe.network.Precision;

/** libtorch keeps the contract. In builds with its natives, as {@code -Pfull} is. */
@Tag("full")
class LibtorchEngineTest extends NetworkContract {
  @Override
  protected Engine engine() {
    Engine engine = LibtorchEngine.get(Natives.CPU, Precision.FLOAT32);
    engine.setThreads(1);
    return engine;
  }

  @Test
  void oneDnnIsInTheBuild() {
    String description = String.join("\n", engine().description());
    assertTrue(description.contains("oneDNN is in it"), description);
    assertTrue(description.contains("precision: float32"), description);
    assertEquals("libtorch", engine().name());
  }
}
