package org.lethe.network.libtorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lethe.nd.Seed;
import org.lethe.network.Blueprint;
import org.lethe.network.Engine;
import org.lethe.network.Mlp;
import org.lethe.network.Network;
import org.lethe.network.NetworkContract;
import org.lethe.network.Operation;
import org.lethe.network.Precision;
import org.lethe.network.Shape;
import org.lethe.network.SmallCnn;

/** libtorch keeps the contract. In builds with its natives, as {@code -Pfull} is. */
@Tag("full")
class LibtorchEngineTest extends NetworkContract {
  @Override
  protected Engine engine() {
    Engine engine = LibtorchEngine.get(Natives.CPU, Precision.FLOAT32);
    engine.setThreads(1);
    return engine;
  }

  /** At first it is that of the machine's cores, and the last bits of a product depend on it. */
  @Test
  void productsHaveTheThreadsThatWereAskedFor() {
    Blueprint blueprint = new Mlp(List.of(4)).blueprint(new Shape(3, 1, 1), 2);
    Engine engine = engine();
    openblas_nolapack.blas_set_num_threads(2);
    try (Network network = engine.network(blueprint, new Seed(1))) {
      network.logits(new float[3], 1);
      assertEquals(1, openblas_nolapack.blas_get_num_threads());
      engine.setThreads(2);
      network.logits(new float[3], 1);
      assertEquals(2, openblas_nolapack.blas_get_num_threads());
    }
  }

  /** Pooled numbers are the largest of those that the node before them says when it is asked. */
  @Test
  void whatIsRectifiedAfterThePoolingIsRectifiedForWhoeverAsks() {
    Blueprint blueprint = new SmallCnn(2, 4).blueprint(new Shape(3, 8, 8), 2);
    try (Network network = engine().network(blueprint, new Seed(1))) {
      float[] inputs = new float[2 * 192];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = i * 37 % 256 / 255f;
      }
      Blueprint.Node pool =
          blueprint.nodes().stream()
              .filter(node -> node.operation() instanceof Operation.MaxPool)
              .findFirst()
              .orElseThrow();
      Shape before = blueprint.shape(pool.inputs().get(0));
      float[] rectified = network.activations(pool.inputs().get(0), inputs, 2);
      float[] pooled = network.activations(pool.name(), inputs, 2);
      int width = before.width();
      for (int i = 0; i < pooled.length; i++) {
        int plane = i / (width / 2 * width / 2);
        int at = plane * width * width + i / (width / 2) % (width / 2) * 2 * width;
        at += i % (width / 2) * 2;
        float upper = Math.max(rectified[at], rectified[at + 1]);
        float lower = Math.max(rectified[at + width], rectified[at + width + 1]);
        assertEquals(Math.max(upper, lower), pooled[i], "number " + i);
        assertTrue(pooled[i] >= 0);
      }
    }
  }

  @Test
  void oneDnnIsInTheBuild() {
    String description = String.join("\n", engine().description());
    assertTrue(description.contains("oneDNN is in it"), description);
    assertTrue(description.contains("precision: float32"), description);
    assertEquals("libtorch", engine().name());
  }
}
