package org.lethe.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.platform.commons.support.ReflectionSupport;
import org.lethe.dataset.Augmentation;
import org.lethe.dataset.Content;
import org.lethe.nd.Seed;

/**
 * Guards against memory outside of the heap that is kept, or waits for Java's garbage collection,
 * which does not know how large it is: of a step, and of a network that was closed. A sweep makes
 * thousands of networks in one process.
 *
 * <p>What lies in memory is measured in a JVM of its own whose heap is there from the start: in
 * this one the heap and the threads of other tests grow meanwhile, by more than a leak would.
 */
@Tag("full")
@EnabledOnOs(OS.LINUX)
public abstract class MemoryContract {
  private static final int EXAMPLES = 16;
  private static final int SETTLING_CYCLES = 50;
  private static final int CYCLES = 200;
  private static final int SETTLING_STEPS = 200;
  private static final int STEPS = 2000;

  /** 2.2 MB of parameters, and gradients, momentum and activations of some MB more. */
  private static final Blueprint BLUEPRINT =
      new SmallCnn(8, 512).blueprint(new Shape(3, 32, 32), 10);

  /** The engine under test, in the process that measures. */
  protected abstract Engine engine();

  /** One array of the parameters kept in each cycle would be 200·2.2 MB. */
  @Test
  void networksThatAreClosedLeaveNothing() throws IOException, InterruptedException {
    long megabytes = growth("cycles");
    assertTrue(megabytes < 100, megabytes + " MB in " + CYCLES + " cycles");
  }

  /** One gradient of the head's input kept in each step would be 2,000·0.13 MB. */
  @Test
  void stepsLeaveNothing() throws IOException, InterruptedException {
    long megabytes = growth("steps");
    assertTrue(megabytes < 100, megabytes + " MB in " + STEPS + " steps");
  }

  private long growth(String what) throws IOException, InterruptedException {
    Process measuring =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryContract.class.getName(),
                getClass().getName(),
                what)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed =
        new String(measuring.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, measuring.waitFor(), printed);
    return Long.parseLong(printed.substring(printed.lastIndexOf('\n') + 1));
  }

  /** Prints by how many megabytes this process grew. */
  public static void main(String[] args) throws ClassNotFoundException, IOException {
    MemoryContract contract =
        (MemoryContract) ReflectionSupport.newInstance(Class.forName(args[0]));
    Engine engine = contract.engine();
    engine.setThreads(1);
    System.out.println(args[1].equals("cycles") ? grownByCycles(engine) : grownBySteps(engine));
  }

  private static long grownByCycles(Engine engine) throws IOException {
    cycles(engine, SETTLING_CYCLES);
    long before = resident();
    cycles(engine, CYCLES);
    return resident() - before;
  }

  private static void cycles(Engine engine, int cycles) {
    for (int cycle = 0; cycle < cycles; cycle++) {
      try (Network network = engine.network(BLUEPRINT, new Seed(cycle));
          Network copy = network.copy();
          Descent descent = new Descent(copy, new Sgd(0.9, 5e-4), Constraint.NONE)) {
        Batch pictures = pictures(); // their own in each cycle, as each seed draws its own
        steps(descent, batch(), 1);
        steps(descent, pictures, 2);
        copy.logits(pictures);
      }
    }
  }

  private static long grownBySteps(Engine engine) throws IOException {
    Batch batch = batch();
    Batch pictures = pictures();
    try (Network network = engine.network(BLUEPRINT, new Seed(1));
        Descent descent = new Descent(network, new Sgd(0.9, 5e-4), Constraint.NONE)) {
      steps(descent, batch, SETTLING_STEPS);
      steps(descent, pictures, SETTLING_STEPS);
      long before = resident();
      steps(descent, batch, STEPS / 2);
      steps(descent, pictures, STEPS / 2);
      return resident() - before;
    }
  }

  private static void steps(Descent descent, Batch batch, int steps) {
    for (int step = 0; step < steps; step++) {
      descent.step(batch, Losses.crossEntropy(batch.labels()), BatchNormMode.TRAIN, 0.01);
    }
  }

  private static Batch batch() {
    int[] labels = new int[EXAMPLES];
    return new Batch(new float[EXAMPLES * BLUEPRINT.input().size()], labels, labels);
  }

  private static Batch pictures() {
    Shape input = BLUEPRINT.input();
    byte[][] pixels = new byte[EXAMPLES][input.size()];
    Content.Pictures pictures =
        new Content.Pictures(pixels, input.channels(), input.height(), input.width());
    int[] rows = IntStream.range(0, EXAMPLES).toArray();
    return new Samples(pictures, rows, new int[EXAMPLES])
        .read(rows, Augmentation.PAD_CROP_FLIP, new Seed(1));
  }

  /** What of this process lies in memory, in megabytes. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }
}
