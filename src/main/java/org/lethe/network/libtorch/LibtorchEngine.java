package org.lethe.network.libtorch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.Blueprint;
import org.lethe.network.Card;
import org.lethe.network.Engine;
import org.lethe.network.Network;
import org.lethe.network.Precision;
import org.lethe.settings.BadInput;

/**
 * libtorch in this JVM: the operations and the gradients that PyTorch has, called from Java. Its
 * natives come with the build profiles {@code libtorch} (processor) and {@code libtorch-gpu}
 * (NVIDIA cards up to Blackwell, which ND4J cannot drive).
 */
public final class LibtorchEngine implements Engine {
  private static final Map<Natives, List<String>> STARTED = new EnumMap<>(Natives.class);
  private static final Card CARD = new CudaMemory();
  private static volatile int threads = 1;

  private final Natives natives;
  private final Precision precision;
  private final List<String> lines;
  private final boolean apart;
  private final LongPredicate room;

  private LibtorchEngine(
      Natives natives, Precision precision, List<String> lines, boolean apart, LongPredicate room) {
    this.natives = natives;
    this.precision = precision;
    this.lines = lines;
    this.apart = apart;
    this.room = room;
  }

  /** The names of the engines of this package whose natives are in this build; starts nothing. */
  public static List<String> namesInThisBuild() {
    List<String> names = new ArrayList<>();
    for (Natives natives : Natives.values()) {
      if (natives.inThisBuild()) {
        names.add(natives.engine());
      }
    }
    return List.copyOf(names);
  }

  /**
   * An engine of this package, started when it is first asked for.
   *
   * @param name {@code libtorch} or {@code libtorch-cuda}
   * @return nothing if it is another's name
   * @throws BadInput if it is not in this build, or cannot be started here
   */
  public static Optional<Engine> of(String name, Precision precision) {
    for (Natives natives : Natives.values()) {
      if (natives.engine().equals(name)) {
        return Optional.of(get(natives, precision));
      }
    }
    return Optional.empty();
  }

  static LibtorchEngine get(Natives natives, Precision precision) {
    synchronized (STARTED) {
      List<String> lines = STARTED.get(natives);
      if (lines == null) {
        lines = natives.start();
        STARTED.put(natives, lines);
      }
      return new LibtorchEngine(
          natives,
          precision,
          lines,
          natives == Natives.CUDA,
          bytes -> Card.hasRoomForPictures(CARD.free(), bytes));
    }
  }

  /** The same engine, as if its device were a card with room for all pictures. */
  LibtorchEngine asIfApart() {
    return asIfApart(bytes -> true);
  }

  /**
   * As above.
   *
   * @param hasRoom whether it has room for so many bytes of pictures
   */
  LibtorchEngine asIfApart(LongPredicate hasRoom) {
    return new LibtorchEngine(natives, precision, lines, true, hasRoom);
  }

  /**
   * Whether the device has its own memory and works on its own, as a card does: pictures are kept
   * there as bytes, and losses are not waited for. On a processor neither saves anything.
   */
  boolean isApart() {
    return apart;
  }

  /** Whether so many bytes of pictures may lie on the device. */
  boolean hasRoomFor(long bytes) {
    return room.test(bytes);
  }

  /** Where it computes. */
  Natives natives() {
    return natives;
  }

  @Override
  public String name() {
    return natives.engine();
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Optional<Card> card() {
    return natives == Natives.CUDA ? Optional.of(CARD) : Optional.empty();
  }

  @Override
  public List<String> description() {
    List<String> described = new ArrayList<>(lines);
    described.add("precision: " + precision.name().toLowerCase(Locale.ROOT));
    described.add("threads: " + threads);
    return List.copyOf(described);
  }

  @Override
  public void setThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads is " + count + "; allowed: 1 or more");
    }
    threads = count;
  }

  /**
   * OpenMP keeps its count for each thread that calls it, and other engines may change it. OpenBLAS
   * multiplies for linear layers and has a count of its own, at first that of the machine's cores:
   * those would wait for each other, turning, between any two products.
   */
  void useThreads() {
    if (torch.get_num_threads() != threads) {
      torch.set_num_threads(threads);
    }
    if (openblas_nolapack.blas_get_num_threads() != threads) {
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }

  /** From here on this thread's convolutions and products are in the precision. */
  void beginAutocast() {
    if (precision == Precision.BFLOAT16) {
      torch.set_autocast_dtype(natives.kind(), torch.ScalarType.BFloat16);
      torch.set_autocast_enabled(natives.kind(), true);
    }
  }

  /** Up to here. */
  void endAutocast() {
    if (precision == Precision.BFLOAT16) {
      torch.set_autocast_enabled(natives.kind(), false);
      torch.clear_cache();
    }
  }

  @Override
  public Network network(Blueprint blueprint, float[] parameters, float[] statistics) {
    blueprint.requireStatistics(statistics);
    if (parameters.length != blueprint.parameters()) {
      throw new IllegalArgumentException(
          parameters.length + " parameters were given, the network has " + blueprint.parameters());
    }
    Tensor flat = Tensors.kept(() -> Tensors.of(parameters, natives, parameters.length));
    Tensor running = Tensors.kept(() -> Tensors.of(statistics, natives, statistics.length));
    return new LibtorchNetwork(this, blueprint, flat, running);
  }
}
