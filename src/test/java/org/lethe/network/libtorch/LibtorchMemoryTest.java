package org.lethe.network.libtorch;

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
import org.lethe.network.Precision;
import org.lethe.network.Sgd;
import org.lethe.network.Shape;
import org.lethe.network.SmallCnn;

/**
 * Guards against tensors that wait for Java's garbage collection, which does not know how large
 * they are: of a step, and of a network that was closed.
 */
@Tag("full")
@EnabledOnOs(OS.LINUX)
class LibtorchMemoryTest {
  private static final int SETTLING = 50;
  private static final int CYCLES = 200;
  private static final int STEPS = 2000;
  private static final int EXAMPLES = 16;

  /** 2.4 MB of parameters, and gradients, momentum and activations of some MB more. */
  private static final Blueprint BLUEPRINT =
      new SmallCnn(8, 512).blueprint(new Shape(3, 32, 32), 10);

  private static Engine engine() {
    Engine engine = LibtorchEngine.get(Natives.CPU, Precision.FLOAT32);
    engine.setThreads(1);
    return engine;
  }

  private static Batch batch() {
    int[] labels = new int[EXAMPLES];
    return new Batch(new float[EXAMPLES * BLUEPRINT.input().size()], labels, labels);
  }

  private static void train(Descent descent, Batch batch, int steps) {
    for (int step = 0; step < steps; step++) {
      descent.step(batch, Losses.crossEntropy(batch.labels()), BatchNormMode.TRAIN, 0.01);
    }
  }

  private static void createTrainDiscard(Engine engine, int cycle) {
    Batch batch = batch();
    try (Network network = engine.network(BLUEPRINT, new Seed(cycle));
        Network copy = network.copy();
        Descent descent = new Descent(copy, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      train(descent, batch, 3);
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

  /** One array of the parameters kept in each cycle would be 200·2.2 MB. */
  @Test
  void networksThatAreClosedLeaveNothing() throws IOException {
    Engine engine = engine();
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

  /** One gradient of the head's input kept in each step would be 2,000·0.13 MB. */
  @Test
  void stepsLeaveNothing() throws IOException {
    Batch batch = batch();
    try (Network network = engine().network(BLUEPRINT, new Seed(1));
        Descent descent = new Descent(network, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      train(descent, batch, 200);
      long before = resident();
      train(descent, batch, STEPS);
      long after = resident();
      assertTrue(after - before < 100, "grew from " + before + " to " + after + " MB");
    }
  }
}
