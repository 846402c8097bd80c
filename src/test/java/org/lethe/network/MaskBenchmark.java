package org.lethe.network;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.lethe.nd.Seed;

/**
 * Prints how long a mask over all parameters of ResNet-18 takes, by the clock and of the processor,
 * and how much room.
 */
final class MaskBenchmark {
  private static final int RESNET18 = 11_173_962;
  private static final int REPEATS = 10;

  private MaskBenchmark() {}

  /** No arguments. */
  public static void main(String[] args) {
    float[] salience = new float[RESNET18];
    UniformRandomProvider random = new Seed(3).random();
    for (int i = 0; i < salience.length; i++) {
      salience[i] = random.nextFloat() * random.nextFloat();
    }
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      long start = System.nanoTime();
      long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      Mask mask = Mask.top(salience, 0.5);
      System.out.printf(
          Locale.ROOT,
          "%.3f s, %.3f s of the processor, %d bytes%n",
          (System.nanoTime() - start) / 1e9,
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - used) / 1e9,
          mask.bits().size() / 8);
    }
  }
}
