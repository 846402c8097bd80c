package org.lethe.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of this process lies in the machine's memory: arrays of networks beside the heap and
 * everything else. Linux counts it and forgets its peak when asked to (proc(5), {@code VmHWM} and
 * {@code clear_refs}).
 */
final class ResidentMemory extends PeakMemory {
  private static final Path COUNTS = Path.of("/proc/self/status");
  private static final Path FORGETTING = Path.of("/proc/self/clear_refs");
  private static final String PEAK = "VmHWM:";
  private static final byte[] FORGET_PEAK = "5".getBytes(StandardCharsets.US_ASCII);

  private static final Optional<PeakMemory> OF_THIS_PROCESS = find();

  private ResidentMemory() {}

  /** One for all who ask; nothing where the system does not tell. */
  static Optional<PeakMemory> ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  private static Optional<PeakMemory> find() {
    ResidentMemory memory = new ResidentMemory();
    try {
      memory.forgetPeak();
      return memory.peak() > 0 ? Optional.of(memory) : Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.empty(); // another system, or one that keeps this to itself
    }
  }

  @Override
  protected long peak() {
    try (Stream<String> lines = Files.lines(COUNTS)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .map(line -> line.substring(PEAK.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> 1024 * Long.parseLong(kilobytes))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void forgetPeak() {
    try {
      Files.write(FORGETTING, FORGET_PEAK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
