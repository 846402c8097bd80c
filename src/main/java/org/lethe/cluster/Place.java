package org.lethe.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where an attempt runs, told as each attempt begins.
 *
 * @param host its name
 * @param process the number of the process there
 * @param started when the process began, by {@link #started(ProcessHandle)}; a number of a process
 *     is used again
 * @param job what the engine calls this task; empty where there is none
 * @param device what it may see of accelerators, as the engine says; {@code cpu} where it says
 *     nothing. It may be a list or the name of a slice, so it is never read as a number.
 * @param folder in which the process was started: a JVM that crashes leaves its report there
 */
record Place(String host, long process, long started, String job, String device, String folder) {
  /** Of {@code /proc/PID/stat} after the name: the 22nd field of all, whose third follows it. */
  private static final int START_TIME = 19;

  /** Of this process. */
  static Place here(Map<String, String> environment) {
    ProcessHandle self = ProcessHandle.current();
    return new Place(
        hostName(),
        self.pid(),
        started(self),
        job(environment),
        environment.getOrDefault("CUDA_VISIBLE_DEVICES", "cpu"),
        Path.of("").toAbsolutePath().toString());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }

  private static String job(Map<String, String> environment) {
    String array = environment.getOrDefault("SLURM_ARRAY_JOB_ID", "");
    if (!array.isEmpty()) {
      return array + "_" + environment.getOrDefault("SLURM_ARRAY_TASK_ID", "");
    }
    String index = environment.getOrDefault("JOB_COMPLETION_INDEX", "");
    return environment.getOrDefault("SLURM_JOB_ID", index.isEmpty() ? "" : "index " + index);
  }

  /**
   * When a process began: on Linux in ticks since the machine was started. Java counts from the
   * wall clock, so that after that was set every process that was there would seem to be another.
   */
  static long started(ProcessHandle process) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
      // the name of the program, in brackets, may hold anything
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[START_TIME]);
    } catch (IOException e) { // another system, or the process has ended
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }

  /** Whether the process that was here is known to be alive; of other hosts nothing is known. */
  boolean isAliveOn(String thisHost) {
    if (!host.equals(thisHost)) {
      return false;
    }
    Optional<ProcessHandle> now = ProcessHandle.of(process);
    return now.isPresent() && now.get().isAlive() && started(now.get()) == started;
  }

  /** Whether it is this very process. */
  boolean isSameProcess(Place other) {
    return process == other.process && host.equals(other.host);
  }

  /** What a JVM that crashes here leaves. */
  Path crashReport() {
    return Path.of(folder).resolve("hs_err_pid" + process + ".log");
  }

  Map<String, Object> json() {
    Map<String, Object> json = new TreeMap<>();
    json.put("host", host);
    json.put("process", process);
    json.put("process-started", started);
    json.put("job", job);
    json.put("device", device);
    json.put("folder", folder);
    return json;
  }

  /** What {@link #json} wrote. */
  static Place of(JsonNode json) {
    return new Place(
        json.path("host").asText(),
        json.path("process").asLong(),
        json.path("process-started").asLong(),
        json.path("job").asText(),
        json.path("device").asText(),
        json.path("folder").asText());
  }

  /** For people: {@code host n1, process 7, job 3_0, device cpu}. */
  @Override
  public String toString() {
    return "host "
        + host
        + ", process "
        + process
        + (job.isEmpty() ? "" : ", job " + job)
        + ", device "
        + device;
  }
}
