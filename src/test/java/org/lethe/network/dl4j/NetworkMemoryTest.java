package org.lethe.network.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.lethe.nd.Seed;
import org.lethe.network.Batch;
import org.lethe.network.BatchNormMode;
import org.lethe.network.Blueprint;
import org.lethe.network.Constraint;
import org.lethe.network.Descent;
import org.lethe.network.Engine;
import org.lethe.network.Losses;
import org.lethe.network.Network;
import org.lethe.network.Sgd;
import org.lethe.network.Shape;
import org.lethe.network.SmallCnn;

/**
 * Guards against memory outside of the heap that a closed network keeps: a sweep makes thousands of
 * networks in one process.
 */
@Tag("full")
@EnabledOnOs(OS.LINUX)
class NetworkMemoryTest {
  private static final int SETTLING = 100;
  private static final int CYCLES = 200;
  private static final int EXAMPLES = 32;

  /** 2.4 MB of parameters, and gradients, momentum and activations of some MB more. */
  private static final Blueprint BLUEPRINT =
      new SmallCnn(16, 512).blueprint(new Shape(3, 32, 32), 10);

  private static void createTrainDiscard(Engine engine, int cycle) {
    int[] labels = new int[EXAMPLES];
    Batch batch = new Batch(new float[EXAMPLES * BLUEPRINT.input().size()], labels, labels);
    try (Network network = engine.network(BLUEPRINT, new Seed(cycle));
        Network copy = network.copy();
        Descent steps = new Descent(copy, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      for (int step = 0; step < 3; step++) {
        steps.step(batch, Losses.crossEntropy(labels), BatchNormMode.TRAIN, 0.01);
      }
      copy.logits(batch.inputs(), EXAMPLES);
    }
  }

  /** What of this process lies in memory, in megabytes. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  /** One array of the parameters kept in each cycle would be 200·2.1 MB. */
  @Test
  void networksThatAreClosedLeaveNothing() throws IOException {
    Engine engine = Dl4jEngine.get();
    engine.setThreads(1);
    for (int cycle = 0; cycle < SETTLING; cycle++) {
      createTrainDiscard(engine, cycle);
    }
    long before = resident();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      createTrainDiscard(engine, cycle);
    }
    long after = resident();
    assertTrue(after - before < 150, "grew from " + before + " to " + after + " MB");
  }
}
