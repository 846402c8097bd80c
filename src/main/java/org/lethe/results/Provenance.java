package org.lethe.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What made a record, beside its settings. Nothing of it enters a trial's id, except through the
 * resolved engine and the data's checksums.
 *
 * @param commit the commit that Lethe was built from; {@code unknown} outside a checkout
 * @param dirty whether that checkout had changes that were not committed
 * @param version of Lethe
 * @param java vendor and version
 * @param os name, version and architecture
 * @param cpu model name as the operating system gives it
 * @param threads how many the trial computed with; part of what bit-equality is promised for
 * @param engine the resolved engine
 * @param dataSha256 checksum of each data member that was read, by name; empty for made data
 * @param started when the process started, ISO 8601, UTC
 * @param host where it ran
 * @param plan the seal of the manifest that a worker went by; empty, and not written, where there
 *     was none
 * @param notes what was found while it ran and must be said with the numbers, for instance that the
 *     encoder has seen the forget class; not written where there is nothing to say
 */
public record Provenance(
    String commit,
    boolean dirty,
    String version,
    String java,
    String os,
    String cpu,
    int threads,
    String engine,
    SortedMap<String, String> dataSha256,
    String started,
    String host,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY) String plan,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> notes) {

  private static final String UNKNOWN = "unknown";

  public Provenance {
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + ", must be at least 1");
    }
    dataSha256 = Collections.unmodifiableSortedMap(new TreeMap<>(dataSha256));
    notes = List.copyOf(notes);
  }

  /** The provenance of what this process computes, where nothing must be said of it. */
  public static Provenance ofThisProcess(
      int threads, String engine, SortedMap<String, String> dataSha256) {
    return ofThisProcess(threads, engine, dataSha256, List.of());
  }

  /** The provenance of what this process computes. */
  public static Provenance ofThisProcess(
      int threads, String engine, SortedMap<String, String> dataSha256, List<String> notes) {
    Build build = Build.running();
    return new Provenance(
        build.commit(),
        build.dirty(),
        build.version(),
        ThisProcess.JAVA,
        ThisProcess.OS,
        ThisProcess.CPU,
        threads,
        engine,
        dataSha256,
        ThisProcess.STARTED,
        ThisProcess.HOST,
        "",
        notes);
  }

  /** What stays as it is while the process lives: every path of a run asks. */
  private static final class ThisProcess {
    static final String JAVA =
        System.getProperty("java.vendor") + " " + System.getProperty("java.version");
    static final String OS =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch");
    static final String CPU = cpuName();
    static final String STARTED =
        ProcessHandle.current()
            .info()
            .startInstant()
            .orElseGet(Instant::now)
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();
    static final String HOST = hostName();
  }

  /**
   * The same of a worker.
   *
   * @param manifest its seal
   */
  public Provenance by(String manifest) {
    return new Provenance(
        commit,
        dirty,
        version,
        java,
        os,
        cpu,
        threads,
        engine,
        dataSha256,
        started,
        host,
        manifest,
        notes);
  }

  private static String cpuName() {
    Path linux = Path.of("/proc/cpuinfo");
    try {
      if (Files.isReadable(linux)) {
        return Files.readString(linux, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(UNKNOWN);
      }
    } catch (IOException e) {
      return UNKNOWN + " (" + e.getMessage() + ")";
    }
    return UNKNOWN;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN + " (" + e.getMessage() + ")";
    }
  }
}
