package org.lethe.encoder.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.lethe.settings.BadInput;
import org.lethe.settings.Suggestion;

/**
 * A model file in ONNX Runtime. Each call computes on the thread that makes it, and on no other, so
 * that how many calls are under way at a time changes no number; any number of threads may call.
 */
final class OnnxModel implements AutoCloseable {
  private static final int REASON = 300;

  /** Operators that scale a whole batch by its extremes: there a row depends on its neighbours. */
  private static final List<String> BATCH_WIDE = List.of("DynamicQuantize");

  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final boolean rowsDependOnEachOther;

  private OnnxModel(
      Path file, OrtEnvironment environment, OrtSession session, boolean rowsDependOnEachOther) {
    this.file = file;
    this.environment = environment;
    this.session = session;
    this.rowsDependOnEachOther = rowsDependOnEachOther;
  }

  /**
   * @param shape lengths of the axes, −1 where any length is taken
   */
  record Slot(String name, OnnxJavaType type, long[] shape) {}

  /**
   * Opens a model.
   *
   * @throws BadInput if ONNX Runtime cannot: no model, cut off, newer than it knows, or no such
   *     device
   */
  static OnnxModel open(Path file, Device device) {
    return open(file, device, 1);
  }

  /**
   * As above, with calls that share their work between threads of ONNX Runtime: how many there are
   * may change bits.
   */
  static OnnxModel open(Path file, Device device, int threads) {
    if (!Files.isRegularFile(file)) {
      throw new BadInput("no model file " + file);
    }
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", threads > 1 ? "1" : "0");
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setDeterministicCompute(true);
      if (device == Device.CUDA) {
        addCuda(options);
      }
      OrtSession session = environment.createSession(file.toString(), options);
      return new OnnxModel(
          file, environment, session, !ModelBytes.of(file).thoseIn(BATCH_WIDE).isEmpty());
    } catch (OrtException e) {
      throw new BadInput(
          file
              + " cannot be opened by ONNX Runtime "
              + environment.getVersion()
              + ": "
              + reason(e)
              + "; allowed: a whole ONNX file that this version knows",
          e);
    }
  }

  /** The version of ONNX Runtime. */
  static String version() {
    return environment().getVersion();
  }

  private static OrtEnvironment environment() {
    try {
      return Natives.ENVIRONMENT;
    } catch (LinkageError e) {
      throw new BadInput(
          "ONNX Runtime has no build for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + "; allowed: Linux and Windows on x86-64, Linux and macOS on arm64",
          e);
    }
  }

  /** Loads the natives, once. */
  private static final class Natives {
    /**
     * ONNX Runtime 1.29 matches the command line of the process against a regular expression of
     * C++, which calls itself several times a letter: a long class path overflows the stack of an
     * ordinary thread and ends the process. An argument has at most 128 KB.
     */
    private static final long STACK = 256L << 20;

    static final OrtEnvironment ENVIRONMENT = start();
  }

  /** Not in the class that waits for it: that would be initialised on two threads at once. */
  private static OrtEnvironment start() {
    CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                // Errors come as exceptions; on the error stream they would stand beside our line.
                OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
                environment.setTelemetry(false);
                started.complete(environment);
              } catch (OrtException | RuntimeException | LinkageError e) {
                started.completeExceptionally(e);
              }
            },
            "lethe-onnx-start",
            Natives.STACK);
    thread.setDaemon(true);
    thread.start();
    return started.join();
  }

  private static void addCuda(OrtSession.SessionOptions options) throws OrtException {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new BadInput(
          "device is cuda, but this build of Lethe has ONNX Runtime for processors only; build it"
              + " with -Ponnx-gpu, or say device: cpu");
    }
    options.addCUDA(0);
  }

  /** A reason in one short line; ONNX Runtime puts source files and line breaks into its own. */
  private static String reason(OrtException e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    text = text.replaceFirst("^Error code - [A-Z_]+ - message: ", "");
    text = text.replaceAll("/onnxruntime\\S*:\\d+ .*?\\) (?=[A-Z])", " ");
    return text.length() <= REASON ? text : text.substring(0, REASON) + "…";
  }

  Path file() {
    return file;
  }

  /** Whether a row's numbers depend on what else is in its batch. */
  boolean rowsDependOnEachOther() {
    return rowsDependOnEachOther;
  }

  /** What the model takes, by name. */
  SortedMap<String, Slot> inputs() {
    try {
      return slots(session.getInputInfo());
    } catch (OrtException e) {
      throw new IllegalStateException(file + " does not tell its inputs", e);
    }
  }

  /** What the model gives, by name. */
  SortedMap<String, Slot> outputs() {
    try {
      return slots(session.getOutputInfo());
    } catch (OrtException e) {
      throw new IllegalStateException(file + " does not tell its outputs", e);
    }
  }

  /**
   * The output to read: the one that was asked for, else the first of the usual ones that is there,
   * else the only one.
   *
   * @throws BadInput if it cannot be told, or has no rows of numbers
   */
  Slot output(Optional<String> wanted, List<String> usual) {
    Map<String, Slot> outputs = outputs();
    Optional<String> name =
        wanted.or(() -> usual.stream().filter(outputs::containsKey).findFirst());
    if (name.isEmpty() && outputs.size() == 1) {
      name = Optional.of(outputs.keySet().iterator().next());
    }
    if (name.isEmpty() || !outputs.containsKey(name.get())) {
      throw new BadInput(
          file
              + name.map(n -> " has no output " + n).orElse(" has several outputs: name one")
              + Suggestion.text(name.orElse(""), outputs.keySet()));
    }
    Slot slot = outputs.get(name.get());
    boolean numbers =
        Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16)
            .contains(slot.type());
    if (!numbers || slot.shape().length < 2 || slot.shape().length > 4) {
      throw new BadInput(
          file
              + ": output "
              + slot.name()
              + " is "
              + described(slot)
              + "; allowed: float with 2 axes (rows), 3 (a row a token) or 4 (planes)");
    }
    return slot;
  }

  static String described(Slot slot) {
    StringBuilder text = new StringBuilder(slot.type().name().toLowerCase(java.util.Locale.ROOT));
    text.append('[');
    for (int i = 0; i < slot.shape().length; i++) {
      text.append(i == 0 ? "" : ", ").append(slot.shape()[i] < 0 ? "any" : slot.shape()[i]);
    }
    return text.append(']').toString();
  }

  private static SortedMap<String, Slot> slots(Map<String, NodeInfo> infos) {
    SortedMap<String, Slot> slots = new TreeMap<>();
    infos.forEach(
        (name, info) -> {
          if (info.getInfo() instanceof TensorInfo tensor) {
            slots.put(name, new Slot(name, tensor.type, tensor.getShape()));
          } else {
            slots.put(name, new Slot(name, OnnxJavaType.UNKNOWN, new long[0]));
          }
        });
    return slots;
  }

  /**
   * Whole numbers for one input.
   *
   * @param values row-major; int64, or int32 where the model wants that
   */
  record Ints(Slot slot, long[] values, long[] shape) {}

  /** One output of a batch. */
  record Output(float[] values, long[] shape) {}

  /** Runs a batch of tokens. */
  Output run(List<Ints> inputs, String output) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Ints each : inputs) {
        tensors.put(each.slot().name(), tensor(each));
      }
      return run(tensors, output);
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** Batches that lie in the model's own memory and wait to be run: the least that a call costs. */
  final class Calls implements AutoCloseable {
    private final List<Map<String, OnnxTensor>> tensors = new ArrayList<>();
    private final String output;

    Calls(List<List<Ints>> batches, String output) {
      this.output = output;
      try {
        for (List<Ints> batch : batches) {
          Map<String, OnnxTensor> call = new LinkedHashMap<>();
          tensors.add(call);
          for (Ints each : batch) {
            call.put(each.slot().name(), tensor(each));
          }
        }
      } catch (OrtException e) {
        close();
        throw failed(e);
      }
    }

    int size() {
      return tensors.size();
    }

    /** Runs one of them and looks at nothing of what it says. */
    void run(int call) {
      try (OrtSession.Result result = session.run(tensors.get(call), Set.of(output))) {
        if (result.size() != 1) {
          throw new IllegalStateException(file + " gives " + result.size() + " outputs");
        }
      } catch (OrtException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      tensors.forEach(call -> call.values().forEach(OnnxTensor::close));
    }
  }

  /** Runs a batch of numbers. */
  Output run(String input, float[] values, long[] shape, String output) {
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape)) {
      Map<String, OnnxTensor> tensors = new HashMap<>();
      tensors.put(input, tensor);
      return run(tensors, output);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private OnnxTensor tensor(Ints input) throws OrtException {
    if (input.slot().type() == OnnxJavaType.INT32) {
      int[] narrow = new int[input.values().length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = Math.toIntExact(input.values()[i]);
      }
      return OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), input.shape());
    }
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(input.values()), input.shape());
  }

  private Output run(Map<String, OnnxTensor> tensors, String output) throws OrtException {
    try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
      OnnxTensor tensor = (OnnxTensor) result.get(0);
      FloatBuffer buffer = tensor.getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return new Output(values, tensor.getInfo().getShape());
    }
  }

  /** A model that fails on what its own inputs promise to take. */
  private BadInput failed(OrtException e) {
    return new BadInput(file + " fails on a batch: " + reason(e), e);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(file + " does not close", e);
    }
  }
}
