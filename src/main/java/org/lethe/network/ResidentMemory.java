package org.lethe.network;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What of this process lies in the machine's memory: arrays of networks beside the heap and
 * everything else. Linux counts it and forgets its peak when asked to (proc(5), {@code VmHWM} and
 * {@code clear_refs}).
 */
final class ResidentMemory extends PeakMemory {
  private static final String COUNTS = "/proc/self/status";
  private static final String FORGETTING = "/proc/self/clear_refs";
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
    // no channel, neither here nor below: those are closed by an interrupt
    try (InputStream counts = new FileInputStream(COUNTS)) {
      return new String(counts.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
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
    try (OutputStream forgetting = new FileOutputStream(FORGETTING)) {
      forgetting.write(FORGET_PEAK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
