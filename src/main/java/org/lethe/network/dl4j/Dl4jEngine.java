package org.lethe.network.dl4j;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.lethe.network.Blueprint;
import org.lethe.network.Engine;
import org.lethe.network.Network;
import org.lethe.network.Normalisation;
import org.lethe.network.Operation;
import org.lethe.network.Shape;
import org.lethe.settings.BadInput;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Deeplearning4j 1.0.0-M2.1 with oneDNN. As shipped it drops oneDNN without a word and trains six
 * times slower, so starting it sets what switches it on (the natives' classifier, the helpers) and
 * asserts that it took: a slow build is an error, not a surprise.
 */
public final class Dl4jEngine implements Engine {
  private static final String NAME = "dl4j";
  private static final String ONEDNN_HELPER = "MKLDNNConvHelper";
  private static final ThreadLocal<Integer> THREADS_SET = ThreadLocal.withInitial(() -> 0);
  private static volatile int threads = 1;
  private static @Nullable Dl4jEngine started;

  private Dl4jEngine() {}

  /**
   * The engine, started and checked when it is first asked for.
   *
   * @throws BadInput if this machine has no natives for it, or they are not the oneDNN build
   */
  public static synchronized Engine get() {
    // A static holder would turn the refusal into an ExceptionInInitializerError.
    if (started == null) {
      started = start();
    }
    return started;
  }

  private static Dl4jEngine start() {
    // Read once, when the first class of ND4J or Deeplearning4j is loaded.
    System.setProperty("org.bytedeco.javacpp.platform.extension", "-onednn");
    System.setProperty("org.eclipse.deeplearning4j.helpers.disable", "false");
    System.setProperty("org.nd4j.versioncheck.enabled", "false");
    limitMemory();
    NativeOps ops;
    try {
      Nd4j.getBackend();
      ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    } catch (LinkageError e) {
      throw new BadInput(
          "ND4J's natives cannot be loaded on this machine ("
              + e.getMessage()
              + "). Networks run on linux-x86_64",
          e);
    }
    Dl4jEngine engine = new Dl4jEngine();
    String build = ops.buildInfo();
    if (!build.contains("HAVE_ONEDNN")) {
      throw new BadInput(
          "ND4J was loaded without oneDNN, which is six times slower: the natives"
              + " nd4j-native-1.0.0-M2.1-linux-x86_64-onednn.jar are not on the class path");
    }
    try (Dl4jNetwork probe = probe()) {
      Set<String> helpers = probe.convolutionHelpers();
      if (!helpers.equals(Set.of(ONEDNN_HELPER))) {
        throw new BadInput(
            "Deeplearning4j does not use oneDNN, which is six times slower: its convolutions have"
                + " helpers "
                + helpers
                + " instead of "
                + ONEDNN_HELPER
                + " (is the bridge class org.nd4j.nativeblas.Nd4jCpu missing?)");
      }
    }
    return engine;
  }

  /**
   * Lets native arrays have most of the machine; JavaCPP's own limit is the heap's size. A limit of
   * the user's stays.
   */
  private static void limitMemory() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      long bytes = machine.getTotalMemorySize();
      setUnlessGiven("org.bytedeco.javacpp.maxbytes", bytes / 100 * 70);
      setUnlessGiven("org.bytedeco.javacpp.maxphysicalbytes", bytes / 100 * 85);
    }
  }

  private static void setUnlessGiven(String property, long bytes) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Long.toString(bytes));
    }
  }

  /** One convolution and a head, to see which helpers it gets. */
  private static Dl4jNetwork probe() {
    Blueprint blueprint =
        new Blueprint(
            new Shape(1, 2, 2),
            new Normalisation(new float[1], new float[] {1}),
            List.of(
                new Blueprint.Node(
                    "conv", new Operation.Convolution(1, 1, 1, 1, 0), List.of(Blueprint.INPUT)),
                new Blueprint.Node("fc", new Operation.Linear(4, 2), List.of("conv"))),
            "conv");
    return new Dl4jNetwork(
        blueprint, new float[blueprint.parameters()], blueprint.initialStatistics());
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
      NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
      ops.setOmpNumThreads(threads);
      Nd4j.getEnvironment().setMaxThreads(threads);
      openblas_nolapack.blas_set_num_threads(threads);
      THREADS_SET.set(threads);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> description() {
    return List.of(
        "Deeplearning4j 1.0.0-M2.1 on ND4J's " + Nd4j.getBackend().getClass().getSimpleName(),
        "build: linux-x86_64-onednn (oneDNN is in it), convolution helper " + ONEDNN_HELPER,
        "threads: " + threads,
        "native memory: "
            + Pointer.maxBytes() / (1 << 20)
            + " MB of arrays at most, "
            + Pointer.maxPhysicalBytes() / (1 << 20)
            + " MB of the process");
  }

  @Override
  public Network network(Blueprint blueprint, float[] parameters, float[] statistics) {
    return new Dl4jNetwork(blueprint, parameters, statistics);
  }
}
