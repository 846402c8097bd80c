package org.lethe.network.dl4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lethe.settings.BadInput;

/**
 * An NVIDIA card, as its driver tells of it, and whether ND4J 1.0.0-M2.1 can drive it. Its CUDA
 * 11.6 build holds machine code for the processors in {@link #COMPILED_FOR} and no PTX from which
 * the driver could make more. Code for x.y runs on x.z with z ≥ y and on nothing else: Ada (8.9)
 * runs what was made for 8.6, Hopper (9.0) and Blackwell run nothing of it.
 *
 * @param name as the driver says
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param megabytes of its memory
 * @param driver its version
 */
record CudaCard(String name, int major, int minor, long megabytes, String driver) {
  /** Compute capabilities, ten times: read from the fat binaries of libnd4jcuda.so. */
  static final List<Integer> COMPILED_FOR = List.of(37, 50, 52, 60, 61, 70, 75, 80, 86);

  /** The oldest driver on which programs of CUDA 11 run (NVIDIA, minor version compatibility). */
  static final int OLDEST_DRIVER = 450;

  /** What context, cuDNN and a small network take at the least; an estimate, not measured. */
  static final long LEAST_MEGABYTES = 1500;

  private static final String QUERY = "name,compute_cap,memory.total,driver_version";
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final int PATIENCE_SECONDS = 30;

  /** Why ND4J cannot drive it; empty if it can. */
  Optional<String> refusal() {
    int capability = 10 * major + minor;
    boolean runs = COMPILED_FOR.stream().anyMatch(code -> code / 10 == major && code % 10 <= minor);
    if (!runs) {
      String allowed =
          capability < COMPILED_FOR.get(0)
              ? "older than any it can drive (3.7 to 8.9)"
              : major > 8
                  ? "newer than any it can drive (3.7 to 8.9, so neither Hopper nor Blackwell)"
                  : "not one of those it can drive (3.7, 5.x, 6.x, 7.x, 8.x)";
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s has compute capability %d.%d, which is %s; run without -Pcuda for the CPU",
              name,
              major,
              minor,
              allowed));
    }
    int version = leadingNumber(driver);
    if (version < OLDEST_DRIVER) {
      return Optional.of(
          "the NVIDIA driver is version "
              + driver
              + "; allowed: "
              + OLDEST_DRIVER
              + " or newer, for CUDA 11.6");
    }
    if (megabytes < LEAST_MEGABYTES) {
      return Optional.of(
          name
              + " has "
              + megabytes
              + " MB of memory; allowed: "
              + LEAST_MEGABYTES
              + " MB or more; run without -Pcuda for the CPU");
    }
    return Optional.empty();
  }

  /**
   * A card from a line of {@code nvidia-smi}, in the order of {@link #QUERY}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static CudaCard parse(String line) {
    String[] fields = line.split(",", -1);
    if (fields.length == 4) {
      String[] capability = fields[1].strip().split("\\.", -1);
      try {
        return new CudaCard(
            fields[0].strip(),
            Integer.parseInt(capability[0]),
            Integer.parseInt(capability[1]),
            Long.parseLong(fields[2].strip()),
            fields[3].strip());
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IllegalArgumentException("nvidia-smi says nothing of a card: " + line, e);
      }
    }
    throw new IllegalArgumentException("nvidia-smi says nothing of a card: " + line);
  }

  /**
   * The cards that a CUDA program sees here, {@code CUDA_VISIBLE_DEVICES} heeded.
   *
   * @throws BadInput if there is no driver, no card, or none to be asked about
   */
  static List<CudaCard> ofThisMachine() {
    List<CudaCard> cards = new ArrayList<>();
    for (String line : ask(command(System.getenv("CUDA_VISIBLE_DEVICES")))) {
      try {
        cards.add(parse(line));
      } catch (IllegalArgumentException e) {
        throw new BadInput("engine dl4j-cuda: " + e.getMessage(), e);
      }
    }
    if (cards.isEmpty()) {
      throw new BadInput(
          "engine dl4j-cuda: the NVIDIA driver shows no card; run without -Pcuda for the CPU");
    }
    return cards;
  }

  /** How to ask for the cards that a value of {@code CUDA_VISIBLE_DEVICES} leaves to be seen. */
  static List<String> command(@Nullable String visible) {
    List<String> command =
        new ArrayList<>(
            List.of("nvidia-smi", "--query-gpu=" + QUERY, "--format=csv,noheader,nounits"));
    if (visible != null && !visible.isBlank()) {
      command.add("--id=" + visible.strip());
    }
    return command;
  }

  private static List<String> ask(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BadInput("engine dl4j-cuda: nvidia-smi does not end");
      }
      List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
      if (process.exitValue() != 0) {
        throw new BadInput(
            "engine dl4j-cuda: nvidia-smi fails ("
                + (lines.isEmpty() ? "exit code " + process.exitValue() : lines.get(0).strip())
                + "); run without -Pcuda for the CPU");
      }
      return lines;
    } catch (IOException e) {
      throw new BadInput(
          Files.exists(DRIVER)
              ? "engine dl4j-cuda: nvidia-smi cannot be started, which is asked what card this is;"
                  + " it comes with the driver: put it on the PATH"
              : "engine dl4j-cuda: no NVIDIA driver found (neither nvidia-smi nor "
                  + DRIVER
                  + "); run without -Pcuda for the CPU",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for the card", e);
    }
  }

  private static int leadingNumber(String version) {
    String number = version.replaceFirst("\\D.*", "");
    return number.isEmpty() ? 0 : Integer.parseInt(number);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, compute capability %d.%d, %d MB, driver %s",
        name,
        major,
        minor,
        megabytes,
        driver);
  }
}
