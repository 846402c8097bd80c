package org.lethe.network.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.lethe.network.NativeMemory;
import org.lethe.settings.BadInput;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What ND4J computes with. A build holds one of the two: the Maven profile {@code cuda} swaps the
 * processor's for the card's.
 */
enum Backend {
  /** The processor, by oneDNN. */
  CPU("dl4j", "-onednn", "HAVE_ONEDNN", Kernels.LOOPS) {
    @Override
    List<String> check() {
      return List.of();
    }

    @Override
    BadInput unloadable(String reason, LinkageError cause) {
      return new BadInput(
          "engine dl4j: ND4J cannot be loaded on this machine ("
              + reason
              + "). It runs on linux-x86_64, with the natives"
              + " nd4j-native-1.0.0-M2.1-linux-x86_64-onednn.jar on the class path",
          cause);
    }

    @Override
    BadInput slow() {
      return new BadInput(
          "engine dl4j: ND4J does not use oneDNN, which is six times slower: the natives must be"
              + " those of nd4j-native-1.0.0-M2.1-linux-x86_64-onednn.jar, and SD_FORBID_HELPERS"
              + " must not be set");
    }

    @Override
    void useThreads(int threads) {
      NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
      ops.setOmpNumThreads(threads);
      Nd4j.getEnvironment().setMaxThreads(threads);
      openblas_nolapack.blas_set_num_threads(threads);
    }
  },

  /** An NVIDIA card, by cuDNN. */
  CUDA("dl4j-cuda", "-cudnn", "HAVE_CUDNN", Kernels.OPERATIONS) {
    @Override
    List<String> check() {
      List<String> lines = new ArrayList<>();
      for (CudaCard card : CudaCard.ofThisMachine()) {
        Optional<String> refusal = card.refusal();
        if (refusal.isPresent()) {
          throw new BadInput("engine dl4j-cuda: " + refusal.get());
        }
        lines.add(card.toString());
      }
      LIBRARIES.forEach(this::load);
      return lines;
    }

    /** ND4J loads it too, but prints a stack trace where it cannot. */
    private void load(String library) {
      try {
        Loader.load(Class.forName(library));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      } catch (LinkageError e) {
        throw unloadable(reason(e), e);
      }
    }

    @Override
    BadInput unloadable(String reason, LinkageError cause) {
      return new BadInput(
          "engine dl4j-cuda: CUDA cannot be loaded ("
              + reason
              + "); it needs the driver's libcuda.so.1 and the libraries of CUDA 11.6 and cuDNN"
              + " 8.3: install them, or build with LETHE_PROFILES=cuda,cuda-redist",
          cause);
    }

    @Override
    BadInput slow() {
      return new BadInput(
          "engine dl4j-cuda: ND4J does not use cuDNN: the natives must be those of"
              + " nd4j-cuda-11.6-1.0.0-M2.1-linux-x86_64-cudnn.jar, and SD_FORBID_HELPERS must not"
              + " be set");
    }

    @Override
    void useThreads(int threads) {
      // a card's threads are its own
    }
  };

  /** Of JavaCPP's presets: each loads the library of CUDA that it is named after. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.bytedeco.cuda.global.cudart",
          "org.bytedeco.cuda.global.cublas",
          "org.bytedeco.cuda.global.cudnn");

  private static final String CUDA_CLASS = "org.nd4j.linalg.jcublas.JCublasBackend";

  private final String engine;
  private final String extension;
  private final String mark;
  private final Kernels kernels;

  Backend(String engine, String extension, String mark, Kernels kernels) {
    this.engine = engine;
    this.extension = extension;
    this.mark = mark;
    this.kernels = kernels;
  }

  /** The one that this build holds; loads nothing of it. */
  static Backend ofThisBuild() {
    String found = CUDA_CLASS.replace('.', '/') + ".class";
    return Backend.class.getClassLoader().getResource(found) == null ? CPU : CUDA;
  }

  /** The engine's name in an experiment file. */
  String engine() {
    return engine;
  }

  /** What its networks compute with. */
  Kernels kernels() {
    return kernels;
  }

  /**
   * Looks whether this machine has what it takes, before anything is loaded.
   *
   * @return a line for each card
   * @throws BadInput if it has not
   */
  abstract List<String> check();

  abstract BadInput unloadable(String reason, LinkageError cause);

  abstract BadInput slow();

  /** Lets the thread that calls compute with so many; OpenMP keeps its count for each caller. */
  abstract void useThreads(int threads);

  /**
   * Loads ND4J and asserts that it is the fast build.
   *
   * @return lines for people: build, cards, limits
   * @throws BadInput if it cannot be loaded here, or is not the fast build
   */
  List<String> start() {
    List<String> cards = check();
    // Read once, when the first class of ND4J is loaded.
    System.setProperty("org.bytedeco.javacpp.platform.extension", extension);
    System.setProperty("org.nd4j.versioncheck.enabled", "false");
    NativeMemory.limit();
    // another engine may have loaded JavaCPP already, which reads the extension once
    Loader.loadProperties(true);
    String build;
    try {
      Nd4j.getBackend();
      build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
    } catch (LinkageError e) {
      throw unloadable(reason(e), e);
    }
    if (!build.contains(mark) || !Nd4j.getEnvironment().helpersAllowed()) {
      throw slow();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "Deeplearning4j 1.0.0-M2.1 on ND4J's " + Nd4j.getBackend().getClass().getSimpleName());
    lines.add(
        "build: linux-x86_64"
            + extension
            + " ("
            + (this == CPU ? "oneDNN" : "cuDNN")
            + " is in it and in use)");
    cards.forEach(card -> lines.add("card: " + card));
    lines.add(
        String.format(
            Locale.ROOT,
            "native memory: %d MB of arrays at most, %d MB of the process",
            Pointer.maxBytes() >> 20,
            Pointer.maxPhysicalBytes() >> 20));
    return List.copyOf(lines);
  }

  /** What went wrong first: initialisers wrap it. */
  static String reason(Throwable error) {
    Throwable first = error;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    if (first instanceof Nd4jBackend.NoAvailableBackendException) {
      return "its natives do not load; Lethe's log says why";
    }
    String message = first.getMessage();
    return message == null ? first.getClass().getSimpleName() : message;
  }
}
