package org.lethe.network.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lethe.network.Blueprint;
import org.lethe.network.Engine;
import org.lethe.network.Network;
import org.lethe.network.PeakMemory;
import org.lethe.settings.BadInput;

/**
 * Deeplearning4j 1.0.0-M2.1: its computation graph and its memory, with kernels of ours and of
 * oneDNN's or cuDNN's in them. As shipped it drops oneDNN without a word and trains six times
 * slower, so starting it asserts that the natives are the fast build: a slow one is an error, not a
 * surprise.
 */
public final class Dl4jEngine implements Engine {
  private static final ThreadLocal<Integer> THREADS_SET = ThreadLocal.withInitial(() -> 0);
  private static volatile int threads = 1;
  private static @Nullable Dl4jEngine started;

  private final Backend backend;
  private final Kernels kernels;
  private final List<String> lines;

  private Dl4jEngine(Backend backend, Kernels kernels, List<String> lines) {
    this.backend = backend;
    this.kernels = kernels;
    this.lines = lines;
  }

  /**
   * The name of the engine that this build holds, {@code dl4j} or {@code dl4j-cuda}; starts
   * nothing.
   */
  public static String nameInThisBuild() {
    return Backend.ofThisBuild().engine();
  }

  /**
   * The engine of this build, started and checked when it is first asked for.
   *
   * @throws BadInput if this machine has no card or natives for it, or they are not the fast build
   */
  public static synchronized Engine get() {
    if (started == null) {
      Backend backend = Backend.ofThisBuild();
      started = new Dl4jEngine(backend, backend.kernels(), backend.start());
    }
    return started;
  }

  /** The same engine with other kernels, to hold one against the other. */
  Dl4jEngine with(Kernels others) {
    return new Dl4jEngine(backend, others, lines);
  }

  /**
   * How many threads each network computes with from now on. Numbers depend on it: equal counts
   * give equal bits.
   */
  @Override
  public void setThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads is " + count + "; allowed: 1 or more");
    }
    threads = count;
  }

  /** OpenMP keeps its count for each thread that calls it, so each one says it again. */
  static void useThreads() {
    if (THREADS_SET.get() != threads) {
      Backend.ofThisBuild().useThreads(threads);
      THREADS_SET.set(threads);
    }
  }

  @Override
  public String name() {
    return backend.engine();
  }

  /** Nothing on a card: ND4J does not say what its arrays have there. */
  @Override
  public Optional<PeakMemory> memory() {
    return backend == Backend.CUDA ? Optional.empty() : Engine.super.memory();
  }

  @Override
  public List<String> description() {
    List<String> described = new ArrayList<>(lines);
    described.add("threads: " + threads);
    return List.copyOf(described);
  }

  @Override
  public Network network(Blueprint blueprint, float[] parameters, float[] statistics) {
    return new Dl4jNetwork(blueprint, kernels, parameters, statistics);
  }
}
