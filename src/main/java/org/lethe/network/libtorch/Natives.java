package org.lethe.network.libtorch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.lethe.network.NativeMemory;
import org.lethe.settings.BadInput;

/** libtorch's libraries: which are in this build, and their start. */
enum Natives {
  /** For the processor. */
  CPU("libtorch", "linux-x86_64", torch.DeviceType.CPU),
  /** For NVIDIA cards of compute capability 7.5 to 12.1, by CUDA 13 and cuDNN 9. */
  CUDA("libtorch-cuda", "linux-x86_64-gpu", torch.DeviceType.CUDA);

  private final String engine;
  private final String platform;
  private final torch.DeviceType device;

  Natives(String engine, String platform, torch.DeviceType device) {
    this.engine = engine;
    this.platform = platform;
    this.device = device;
  }

  /** The engine's name in an experiment file. */
  String engine() {
    return engine;
  }

  /** Whether the class path has them; loads nothing. */
  boolean inThisBuild() {
    String library = "org/bytedeco/pytorch/" + platform + "/libjnitorch.so";
    return Natives.class.getClassLoader().getResource(library) != null;
  }

  /**
   * Where its tensors lie. A new one, so that no scope of a caller's can free it for others:
   * whoever asks closes it.
   */
  Device device() {
    return new Device(device);
  }

  /** Which kind of device, for autocast. */
  torch.DeviceType kind() {
    return device;
  }

  /**
   * Loads them.
   *
   * @return lines for people: build, instructions, limits
   * @throws BadInput if they are not in this build, or cannot be loaded or used here
   */
  List<String> start() {
    if (!inThisBuild()) {
      throw new BadInput(
          "engine "
              + engine
              + ": libtorch for "
              + platform
              + " is not in this build; build with the profile: LETHE_PROFILES="
              + (this == CPU ? "libtorch" : "libtorch-gpu")
              + " ./lethe");
    }
    NativeMemory.limit();
    try {
      Loader.load(torch.class);
    } catch (LinkageError e) {
      throw new BadInput(
          "engine "
              + engine
              + ": libtorch cannot be loaded on this machine ("
              + reason(e)
              + "). It runs on linux-x86_64 with glibc 2.28 or newer"
              + (this == CPU ? "" : ", a driver for CUDA 13 (580 or newer) and its libraries"),
          e);
    }
    if (this == CUDA && !torch.cuda_is_available()) {
      throw new BadInput(
          "engine libtorch-cuda: no NVIDIA card that CUDA 13 can use (driver 580 or newer, compute"
              + " capability 7.5 or newer); engine: libtorch computes on the processor");
    }
    Context context = torch.globalContext();
    context.setDeterministicMkldnn(true);
    if (this == CUDA) {
      context.setDeterministicCuDNN(true);
      context.setBenchmarkCuDNN(false);
      context.setAllowTF32CuDNN(false);
    }
    List<String> lines = new ArrayList<>();
    lines.add("libtorch " + version() + " (JavaCPP's build)");
    lines.add(
        "build: "
            + platform
            + (Context.hasMKLDNN() ? " (oneDNN is in it and in use), " : " (without oneDNN), ")
            + torch.get_cpu_capability().getString()
            + " instructions");
    lines.add(
        String.format(
            Locale.ROOT,
            "native memory: %d MB of arrays at most, %d MB of the process",
            Pointer.maxBytes() >> 20,
            Pointer.maxPhysicalBytes() >> 20));
    return List.copyOf(lines);
  }

  /** As the jar in use says: a build may be told to take another. */
  private static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      throw new UncheckedIOException("the jar of libtorch does not say its version", e);
    }
  }

  private static String reason(Throwable error) {
    Throwable first = error;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String message = first.getMessage();
    return message == null
        ? first.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
